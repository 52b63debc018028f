import type { Environment } from '../../config/schema';
import type { NeededPermission } from '../permission';
import { permissionsOf, rolesOf } from '../role-permissions';
import { synthesizedBlocks } from '../synthesized';
import { type ProofEnvironments, proofEnvironments } from './environments';
import type { RoleAction } from './minimal';

/** A role's permission. */
export interface RolePermission {
  /** ARN of the role. */
  readonly role: string;
  readonly permission: NeededPermission;
}

/** The accounts whose roles are told apart: the third one's policies are as the second one's. */
const ACCOUNTS = ['prod', 'joda-toda-aws'];

/** The permissions of the proof's roles, over all stages of its environment. */
export function provenPermissions({ first, grown, unprotected, named }: ProofEnvironments): RolePermission[] {
  return [
    ...[first, grown, unprotected].flatMap((environment) => permissionsIn(environment, ACCOUNTS)),
    // Only the service's account has got this far.
    ...permissionsIn(named, ['prod']),
  ];
}

/** The actions of the proof's roles, without those that the emulator never asks for or the provider can do without. */
export function emulatedActions(): RoleAction[] {
  const environments = proofEnvironments({ additional: 'vpc-11111111', authorized: 'vpc-22222222' });
  const keyed = provenPermissions(environments)
    .filter(({ permission: { onlyOnAws, dispensable, denies } }) => !onlyOnAws && !dispensable && !denies)
    .map(({ role, permission: { action } }): [string, RoleAction] => [`${role} ${action}`, { role, action }]);
  return [...new Map(keyed).values()];
}

function permissionsIn(environment: Environment, accounts: readonly string[]): RolePermission[] {
  const stacks = synthesizedBlocks(environment);
  return accounts.flatMap((account) =>
    rolesOf(environment, account).flatMap((role) => {
      const { roleArn = '', planRoleArn = '' } = environment.accounts[account] ?? {};
      return permissionsOf(environment, stacks, account, role).map((permission) => ({
        role: role === 'plan' ? planRoleArn : roleArn,
        permission,
      }));
    }),
  );
}
