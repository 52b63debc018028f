import { accountOf } from '../config/names';
import { partition } from '../config/regions';
import type { Account, Environment } from '../config/schema';
import type { NeededPermission } from './permission';
import type { RoleName } from './role-permissions';

/** Who may assume the roles. */
export interface Trusted {
  /**
   * ARN of an AWS principal.
   * @default - the service's account, if there is no `repository` either
   */
  readonly principalArn?: string;
  /**
   * A GitHub repository, `owner/name`: its workflows assume the roles of the service's account by OpenID Connect, and from
   * there the others.
   * @default - none
   */
  readonly repository?: string;
}

/** A trust policy. */
export interface TrustPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly object[];
}

/** https://docs.github.com/en/actions/reference/security/oidc */
const GITHUB = 'token.actions.githubusercontent.com';

/** The trust policy of a role. */
export function trustPolicy(environment: Environment, account: string, role: RoleName, trusted: Trusted): TrustPolicy {
  const { repository } = trusted;
  const isEntry = account === environment.service.account;
  return {
    Version: '2012-10-17',
    Statement: [
      ...(repository && isEntry ? [trustGithub(environment, account, role, repository)] : []),
      {
        Effect: 'Allow',
        Principal: { AWS: principalOf(environment, role, trusted) },
        Action: 'sts:AssumeRole',
        ...asAgreed(accountOf(environment, account)),
      },
    ],
  };
}

/**
 * The permission to go on to the other accounts' roles, for the roles that a repository's workflows begin with. An AWS principal
 * has it from elsewhere.
 */
export function onward(
  environment: Environment,
  account: string,
  role: RoleName,
  { repository }: Trusted,
): NeededPermission[] {
  if (!repository || account !== environment.service.account) return [];
  const others = Object.entries(environment.accounts).filter(([name]) => name !== account);
  const resources = others.flatMap(([, { roleArn, planRoleArn, stateRoleArn }]) =>
    (role === 'plan' ? [planRoleArn] : [roleArn, stateRoleArn]).filter((arn) => arn !== undefined),
  );
  if (resources.length === 0) return [];
  return [{ action: 'sts:AssumeRole', resources, neededBy: `workflows of ${repository}: the other accounts` }];
}

/** What the environment has Terraform send with its request. */
function asAgreed({ externalId, sessionName }: Account): object {
  const keys = {
    ...(externalId && { 'sts:ExternalId': externalId }),
    ...(sessionName && { 'sts:RoleSessionName': sessionName }),
  };
  return Object.keys(keys).length > 0 ? { Condition: { StringEquals: keys } } : {};
}

/** Roles that GitHub's workflows begin with assume themselves too: Terraform's provider does, whoever runs it. */
function principalOf(environment: Environment, role: RoleName, { principalArn, repository }: Trusted): string {
  const entry = accountOf(environment, environment.service.account);
  if (repository) return (role === 'plan' ? entry.planRoleArn : entry.roleArn) ?? rootOf(environment);
  return principalArn ?? rootOf(environment);
}

function rootOf(environment: Environment): string {
  const { id } = accountOf(environment, environment.service.account);
  return `arn:${partition(environment.region)}:iam::${id}:root`;
}

/**
 * Deploying takes an environment of the repository, which GitHub can protect by reviewers. Planning is for its pull requests,
 * and for main, where a workflow looks for drift.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_secure-by-default.html
 */
function trustGithub(environment: Environment, account: string, role: RoleName, repository: string): object {
  const { id } = accountOf(environment, account);
  const subjects =
    role === 'plan'
      ? [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/main`]
      : `repo:${repository}:environment:${environment.name}`;
  return {
    Effect: 'Allow',
    Principal: { Federated: `arn:${partition(environment.region)}:iam::${id}:oidc-provider/${GITHUB}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${GITHUB}:aud`]: 'sts.amazonaws.com',
        [`${GITHUB}:sub`]: subjects,
      },
    },
  };
}
