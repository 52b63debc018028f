import { accountOf, stateRoleArn } from '../config/names';
import type { Environment } from '../config/schema';
import type { StackBlocks } from './blocks';
import { documentsOf, POLICY_LIMITS, type PolicyDocument, sizeOf } from './documents';
import type { NeededPermission } from './permission';
import { permissionsOf, type RoleName, rolesOf } from './role-permissions';
import { statementsOf } from './statements';
import { onward, type Trusted, type TrustPolicy, trustPolicy } from './trust';

/** A policy of a role, under the name to give it. */
export interface NamedPolicy {
  readonly name: string;
  /** Characters without white space, which IAM counts. */
  readonly characters: number;
  readonly document: PolicyDocument;
}

/** A role of an account. */
export interface PrintedRole {
  readonly account: string;
  readonly role: RoleName;
  /** Its ARN, if the environment states it. */
  readonly arn?: string;
  readonly trustPolicy: TrustPolicy;
  readonly policies: readonly NamedPolicy[];
  /** What needs each action. */
  readonly neededBy: Readonly<Record<string, readonly string[]>>;
}

/** Which roles, and who may assume them. */
export interface PrintOptions extends Trusted {
  /** @default - every account */
  readonly account?: string;
  /** @default - every role */
  readonly role?: 'deploy' | 'plan';
}

/** The roles of an environment with their policies, from its synthesised stacks. */
export function printedRoles(
  environment: Environment,
  stacks: readonly StackBlocks[],
  { account: only, role: wanted, ...trusted }: PrintOptions = {},
): PrintedRole[] {
  const accounts = Object.keys(environment.accounts).filter((account) => only === undefined || account === only);
  return accounts.flatMap((account) =>
    rolesOf(environment, account)
      .filter((role) => wanted === undefined || (wanted === 'plan') === (role === 'plan'))
      .map((role) => printedRole(environment, stacks, account, role, trusted)),
  );
}

function printedRole(
  environment: Environment,
  stacks: readonly StackBlocks[],
  account: string,
  role: RoleName,
  trusted: Trusted,
): PrintedRole {
  const permissions = [
    ...permissionsOf(environment, stacks, account, role),
    ...onward(environment, account, role, trusted),
  ];
  const documents = documentsOf(statementsOf(permissions));
  requireFewPolicies(account, role, documents.length);
  return {
    account,
    role,
    arn: arnOf(environment, account, role),
    trustPolicy: trustPolicy(environment, account, role, trusted),
    policies: documents.map((document, i) => ({
      name: [`redis-privatelink-${environment.stateName}-${account}-${role}`, ...(i > 0 ? [i + 1] : [])].join('-'),
      characters: sizeOf(document),
      document,
    })),
    neededBy: reasons(permissions),
  };
}

function arnOf(environment: Environment, account: string, role: RoleName): string | undefined {
  const access = accountOf(environment, account);
  if (role === 'plan') return access.planRoleArn;
  return role === 'state' ? stateRoleArn(access) : access.roleArn;
}

function reasons(permissions: readonly NeededPermission[]): Record<string, string[]> {
  const byAction = new Map<string, Set<string>>();
  for (const { action, neededBy, onlyOnAws, dispensable } of permissions) {
    const reason = [neededBy, onlyOnAws ?? dispensable].filter(Boolean).join('; ');
    byAction.set(action, (byAction.get(action) ?? new Set()).add(reason));
  }
  const sorted = [...byAction].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([action, by]) => [action, [...by].sort()]));
}

function requireFewPolicies(account: string, role: RoleName, count: number): void {
  const { managedPolicies } = POLICY_LIMITS;
  if (count <= managedPolicies) return;
  throw new Error(
    `The ${role} role of the account "${account}" would need ${count} managed policies. AWS allows ${managedPolicies} a role, ` +
      'and up to 20 on request. Use fewer consumers in one account of the environment.',
  );
}
