import type { Stack } from '../terraform/stacks';
import type { PlanResult } from './plan-result';

/** The steps of {@link inRounds}. */
export interface RoundSteps {
  /** Applies planned stacks. */
  readonly apply: (results: readonly PlanResult[]) => Promise<void>;
  /** Plans the stacks that are left. */
  readonly plan: (stacks: readonly Stack[]) => Promise<readonly PlanResult[]>;
  /** Reviews plans that were made after the first round. Throws to stop. */
  readonly approve: (results: readonly PlanResult[]) => Promise<void>;
}

/**
 * Applies plans, then plans, reviews and applies the stacks that had to wait for them, until none is left.
 *
 * @param planned approved plans
 * @throws Error if a stack failed to plan, or waits for one that is not among them
 */
export async function inRounds(planned: readonly PlanResult[], steps: RoundSteps): Promise<void> {
  let results = planned;
  for (;;) {
    requireProgress(results);
    const ready = results.filter((result) => isReady(result, results));
    await steps.apply(ready);
    const left = results.filter((result) => !ready.includes(result)).map((result) => result.planned.stack);
    if (left.length === 0) return;
    results = await steps.plan(left);
    await steps.approve(results);
  }
}

/** Whether a plan can be applied now: neither it nor one that comes before it has to be made again after others. */
function isReady({ planned }: PlanResult, all: readonly PlanResult[]): boolean {
  if (planned.status !== 'planned') return false;
  const before = all.filter((other) => planned.stack.dependencies.includes(other.planned.stack.name));
  const isOutdated = planned.outdatedBy?.some((name) => all.some((other) => other.planned.stack.name === name));
  return !isOutdated && before.every((other) => isReady(other, all));
}

function requireProgress(results: readonly PlanResult[]): void {
  const failed = results.filter(({ planned }) => planned.status === 'failed').map(({ planned }) => planned.stack.name);
  if (failed.length > 0) throw new Error(`Planning failed: ${failed.join(', ')}. See the report.`);
  const names = results.map(({ planned }) => planned.stack.name);
  const stuck = results.flatMap(({ planned }) => {
    if (planned.status !== 'waiting') return [];
    const elsewhere = planned.upstream.filter((name) => !names.includes(name));
    return elsewhere.length > 0 ? [`${planned.stack.name} is waiting for ${elsewhere.join(', ')}`] : [];
  });
  if (stuck.length > 0) throw new Error(`${stuck.join('; ')}. Deploy that first, or name it too.`);
}
