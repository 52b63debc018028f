import { accountOf, stateRoleArn } from '../config/names';
import type { Environment } from '../config/schema';
import { PROTECTION_TAG } from '../constructs/protection-tag';
import type { Arguments, Block, StackBlocks } from './blocks';
import { needsOf } from './kinds';
import { type NeededPermission, type Permission, PHASES } from './permission';
import { RECOVERY } from './recovery';
import { stateAccess } from './state-access';
import { type Place, Use } from './use';

/** The roles of an account: `state` only where another role than the deploying one keeps its states. */
export type RoleName = 'deploy' | 'plan' | 'state';

/** The roles that an account of an environment has. */
export function rolesOf(environment: Environment, account: string): RoleName[] {
  const { roleArn, planRoleArn, ...access } = accountOf(environment, account);
  const separate = stateRoleArn({ roleArn, ...access }) !== roleArn;
  return ['deploy', ...(separate ? (['state'] as const) : []), ...(planRoleArn ? (['plan'] as const) : [])];
}

/**
 * The permissions of a role, each with what needs it.
 *
 * @param stacks all stacks of the environment
 * @throws Error if a stack contains something that the table of kinds lacks
 */
export function permissionsOf(
  environment: Environment,
  stacks: readonly StackBlocks[],
  account: string,
  role: RoleName,
): NeededPermission[] {
  const own = stacks.filter((stack) => stack.account === account);
  const states = () => stateAccess(own, environment.region, role !== 'plan');
  if (role === 'state') return states();
  const separate = role === 'deploy' && rolesOf(environment, account).includes('state');
  const regions = [...new Set(own.map(({ region }) => region))].sort();
  const resources = regions.flatMap((region) => {
    const here = own.filter((stack) => stack.region === region);
    return resourceAccess(placeOf(environment, here, account), here, role);
  });
  return [...resources, ...(role === 'deploy' ? RECOVERY : []), ...(separate ? [] : states())];
}

/** Access to the resources of an account in one Region. */
function resourceAccess(place: Place, stacks: readonly StackBlocks[], role: RoleName): NeededPermission[] {
  const phases = role === 'plan' ? (['read'] as const) : PHASES;
  const all = stacks.flatMap(({ blocks }) => blocks);
  const kinds = [...new Set(all.map(({ kind }) => kind))].sort();
  return kinds.flatMap((kind) => {
    const blocks = all.filter((block) => block.kind === kind);
    const needs = needsOf(kind)(new Use(place, blocks, all));
    return phases.flatMap((phase) =>
      (needs[phase] ?? []).flatMap((need) => {
        const neededBy = `${kind}: ${phase}${need.call ? ` (${need.call})` : ''}`;
        return [{ ...need, neededBy }, ...protection(need, blocks)];
      }),
    );
  });
}

/**
 * Deletion protection in AWS as well, for what supports a condition on tags. To end it, the deploying role removes the tag: so
 * it keeps off mistakes and other tools, not those who mean it.
 */
function protection({ unlessProtected, ...need }: Permission, blocks: readonly Block[]): NeededPermission[] {
  const isProtected = blocks.some(({ args }) => (args.lifecycle as Arguments | undefined)?.prevent_destroy === true);
  if (!unlessProtected || !isProtected) return [];
  const condition = { StringEquals: { [`aws:ResourceTag/${PROTECTION_TAG}`]: 'true' } };
  return [{ ...need, condition, denies: true, neededBy: 'deletionProtection' }];
}

function placeOf(environment: Environment, stacks: readonly StackBlocks[], account: string): Place {
  return {
    accountId: accountOf(environment, account).id,
    region: stacks[0]?.region ?? environment.region,
    serviceAccountId: accountOf(environment, environment.service.account).id,
    tags: stacks[0]?.defaultTags ?? {},
  };
}
