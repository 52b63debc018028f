import { accountOf } from '../config/names';
import type { Environment } from '../config/schema';
import type { PrintedRole } from './printed';

/**
 * The roles as Terraform JSON, to be saved as `permissions.tf.json` and applied by somebody who may create roles: a provider for
 * each account, roles, policies and their attachments.
 */
export function asTerraform(environment: Environment, roles: readonly PrintedRole[]): object {
  const accounts = [...new Set(roles.map(({ account }) => account))];
  return {
    terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } },
    provider: {
      aws: accounts.map((alias) => ({
        alias,
        region: environment.region,
        allowed_account_ids: [accountOf(environment, alias).id],
      })),
    },
    resource: {
      aws_iam_role: collected(roles, (role) => [[idOf(role), roleBlock(environment, role)]]),
      aws_iam_policy: collected(roles, (role) =>
        role.policies.map(({ name, document }) => [
          addressable(name),
          { provider: providerOf(role), name, policy: escaped(document) },
        ]),
      ),
      aws_iam_role_policy_attachment: collected(roles, (role) =>
        role.policies.map(({ name }) => [
          addressable(name),
          {
            provider: providerOf(role),
            role: `\${aws_iam_role.${idOf(role)}.name}`,
            policy_arn: `\${aws_iam_policy.${addressable(name)}.arn}`,
          },
        ]),
      ),
    },
  };
}

function roleBlock(environment: Environment, role: PrintedRole): object {
  const [path = '/', name] = pathAndName(role.arn) ?? ['/', `redis-privatelink-${environment.stateName}-${role.role}`];
  return { provider: providerOf(role), name, path, assume_role_policy: escaped(role.trustPolicy) };
}

/** The path and name in a role's ARN: `/` and `deploy` of `arn:aws:iam::111111111111:role/deploy`. */
function pathAndName(arn: string | undefined): [string, string] | undefined {
  const [, path, name] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(arn ?? '') ?? [];
  return path && name ? [path, name] : undefined;
}

function collected(
  roles: readonly PrintedRole[],
  entries: (role: PrintedRole) => [string, object][],
): Record<string, object> {
  return Object.fromEntries(roles.flatMap(entries));
}

const providerOf = ({ account }: PrintedRole) => `aws.${account}`;

const idOf = ({ account, role }: PrintedRole) => addressable(`${account}_${role}`);

const addressable = (name: string) => name.replaceAll(/[^A-Za-z0-9]+/g, '_');

/** Policy variables look like Terraform's interpolation. */
const escaped = (document: object) => JSON.stringify(document).replaceAll('${', () => '$${');
