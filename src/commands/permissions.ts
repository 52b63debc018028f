import { Option } from 'commander';
import { chosenEnvironment } from '../config/chosen-environment';
import { loadEnvironment } from '../config/load';
import type { Environment } from '../config/schema';
import { unknownName } from '../nearest';
import { type PrintedRole, type PrintOptions, printedRoles } from '../permissions/printed';
import { synthesizedBlocks } from '../permissions/synthesized';
import { asTerraform } from '../permissions/terraform-json';
import { ENVIRONMENT_OPTION, EXIT, type ProjectCommand } from '../shell/command';

/** Options of `npm run permissions`. */
interface PermissionsOptions extends Omit<PrintOptions, 'principalArn'> {
  readonly environment?: string;
  readonly format: 'json' | 'terraform';
  readonly principal?: string;
}

/** `npm run permissions` */
export const permissions: ProjectCommand<PermissionsOptions> = {
  name: 'permissions',
  description:
    "Prints, for each account of an environment, the policies and the trust policy of the role that deploys and of the role that only plans. They follow from the environment's stacks, so print them again when it changes.",
  declare: (parser) =>
    parser
      .option(...ENVIRONMENT_OPTION)
      .option('--account <name>', 'name of an account in the environment (default: all)')
      .addOption(new Option('--role <role>', 'one role only (default: both)').choices(['deploy', 'plan']))
      .addOption(
        new Option('--format <format>', 'JSON with the reason for each action, or Terraform that creates the roles')
          .choices(['json', 'terraform'])
          .default('json'),
      )
      .option('--principal <arn>', "the AWS principal that may assume the roles (default: the service's account)")
      .option('--repository <owner/name>', 'the GitHub repository whose workflows may assume them, by OpenID Connect'),
  async run({ options, env }) {
    const environment = loadEnvironment(chosenEnvironment(options.environment, env).name);
    const { format, principal, ...rest } = options;
    checkOptions(environment, options);
    const roles = printedRoles(environment, synthesizedBlocks(environment), { ...rest, principalArn: principal });
    console.log(JSON.stringify(format === 'terraform' ? asTerraform(environment, roles) : asJson(roles), null, 2));
    return EXIT.done;
  },
};

function asJson(roles: readonly PrintedRole[]): object {
  const accounts = [...new Set(roles.map(({ account }) => account))];
  return Object.fromEntries(
    accounts.map((name) => [
      name,
      Object.fromEntries(
        roles.filter(({ account }) => account === name).map(({ account: _, role, ...printed }) => [role, printed]),
      ),
    ]),
  );
}

/** https://docs.github.com/en/repositories: an owner has no dots or underscores, a repository may. */
const REPOSITORY = /^[A-Za-z0-9-]+\/[\w.-]+$/;
const PRINCIPAL = /^arn:[a-z-]+:iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]+)$/;

function checkOptions(environment: Environment, { account, role, principal, repository }: PermissionsOptions): void {
  const names = Object.keys(environment.accounts);
  if (account !== undefined && !names.includes(account)) throw new Error(unknownName('account', account, names));
  if (principal !== undefined && repository !== undefined) {
    throw new Error("--principal can't be combined with --repository: either of them says who may assume the roles.");
  }
  if (principal !== undefined && !PRINCIPAL.test(principal)) {
    throw new Error(`--principal ${principal} is not the ARN of an account's root, a user or a role in IAM.`);
  }
  if (repository !== undefined && !REPOSITORY.test(repository)) {
    throw new Error(`--repository ${repository} is not of the form owner/name.`);
  }
  const asked = account === undefined ? names : [account];
  const without = asked.filter((name) => !environment.accounts[name]?.planRoleArn);
  if (role === 'plan' && without.length > 0) {
    const fields = without.map((name) => `accounts.${name}.planRoleArn`).join(', ');
    throw new Error(`The environment "${environment.name}" names no role that plans. Set ${fields} first.`);
  }
}
