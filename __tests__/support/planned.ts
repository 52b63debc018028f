import type { Deployment } from '../../src/emulator/deployment';
import { parsePlan, type ResourceChange } from '../../src/plans/terraform-plan';

/** The resources that a plan changes, by what happens to them. Kinds that are empty are left out. */
export type PlannedChanges = Partial<
  Record<'create' | 'update' | 'replace' | 'destroy' | 'forget' | 'move', readonly string[]>
>;

/**
 * Plans a stack and applies the plan.
 *
 * @returns the addresses of all resources that changed
 */
export async function planAndApply(deployment: Deployment, stack: string): Promise<PlannedChanges> {
  const file = 'changes.tfplan';
  await deployment.terraform(stack, ['init', '-input=false', '-no-color']);
  await deployment.terraform(stack, ['plan', '-input=false', '-no-color', `-out=${file}`]);
  const { stdout } = await deployment.terraform(stack, ['show', '-json', file]);
  await deployment.terraform(stack, ['apply', '-input=false', '-no-color', '-parallelism=50', file]);
  const planned: Record<string, string[]> = {};
  for (const change of parsePlan(JSON.parse(stdout)).resource_changes) {
    for (const kind of kindsOf(change)) planned[kind] = [...(planned[kind] ?? []), change.address];
  }
  return planned;
}

function kindsOf({ mode, previous_address, change: { actions } }: ResourceChange): (keyof PlannedChanges)[] {
  if (mode === 'data') return [];
  const moved: 'move'[] = previous_address === undefined ? [] : ['move'];
  const [first, second] = actions;
  if (second !== undefined) return [...moved, 'replace'];
  if (first === 'delete') return ['destroy'];
  if (first === 'create' || first === 'update' || first === 'forget') return [...moved, first];
  return moved;
}
