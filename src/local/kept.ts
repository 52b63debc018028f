import { join } from 'node:path';
import { stackNames } from '../config/names';
import type { Account, Environment } from '../config/schema';
import { terraformBinary } from '../terraform/binary';
import type { ProcessEnvironment } from '../process/run';

/** Properties of {@link keptText}. */
export interface KeptProps {
  readonly environment: Environment;
  /** The environment of the processes that deployed. */
  readonly env: ProcessEnvironment;
  /** The folder of the run, and the one of the stacks in it. */
  readonly folder: string;
  readonly outdir: string;
  readonly emulatorPid: number;
}

/** The variables that lead to the emulator. Those that stop Terraform from asking questions are left out. */
const POINTING = /^(AWS_\w+|CDKTF_\w+|TF_CLI_CONFIG_FILE|ENVIRONMENT|CHECKPOINT_DISABLE|NO_PROXY)$/;

/** How to work with an emulator that was left running, as commands to paste. */
export function keptText({ environment, env, folder, outdir, emulatorPid }: KeptProps): string {
  const { service, consumers } = environment;
  const accountOf = (name: string) => environment.accounts[name] as Account;
  const others = consumers
    .map(({ account }) => accountOf(account))
    .filter(({ id }) => id !== accountOf(service.account).id);
  const consumerRole = others[0]?.roleArn;
  return [
    'The emulator is still running. To point Terraform, cdktf and the AWS CLI at it, paste this into a shell:',
    '',
    // The person's own AWS_* variables, such as a profile or a session token, would lead commands elsewhere.
    `  unset AWS_PROFILE $(env | sed -nE 's/^((AWS|TF)_[A-Za-z0-9_]*)=.*/\\1/p')`,
    ...Object.entries(env)
      .filter(([name]) => POINTING.test(name))
      .map(([name, value]) => `  export ${name}=${quoted(value)}`),
    '',
    `The stacks are in ${join(outdir, 'stacks')}. Then, for example:`,
    '',
    `  ${terraformBinary(env)} -chdir=${quoted(join(outdir, 'stacks', stackNames.service))} plan`,
    `  aws ec2 describe-vpc-endpoint-service-configurations   # in ${service.account}, the account of these credentials`,
    ...(consumerRole ? inRole(consumerRole) : []),
    '',
    'To stop it and remove everything:',
    '',
    `  kill ${emulatorPid} && rm -r ${quoted(folder)}`,
  ].join('\n');
}

function inRole(roleArn: string): string[] {
  const assume = `aws sts assume-role --role-arn ${roleArn} --role-session-name local --output text`;
  const credentials = "--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]'";
  const variables = '"AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s"';
  return [
    "  # in a consumer's account: assume its role first",
    `  env $(printf ${variables} $(${assume} ${credentials})) aws ec2 describe-vpc-endpoints`,
  ];
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
