import type { ProcessEnvironment } from '../process/run';
import { inDependencyOrder, type Stack } from '../terraform/stacks';
import { terraform } from '../terraform/terraform';
import { requireSameConfiguration, requireSameState } from './freshness';
import type { Journal } from './journal';
import type { PlanRecord, PlanResult } from './plan-result';
import type { StateReader } from './state-store';

/** How the application of one stack's plan ended: Terraform's summary, or a reason. */
export type Outcomes = Map<string, string>;

/** Properties of {@link applyPlans}. */
export interface ApplyPlansProps {
  /** Results with the status `planned`. */
  readonly results: readonly PlanResult[];
  /** `first`: dependencies come before their dependents. `last`: after them, as for destroying. */
  readonly dependencies: 'first' | 'last';
  readonly env: ProcessEnvironment;
  readonly store: StateReader;
  readonly journal: Journal;
  /** Maximum number of stacks applied at the same time. */
  readonly parallelism: number;
  /** Receives the outcome of each stack as soon as it is known. */
  readonly outcomes: Outcomes;
  /** Receives Terraform's output, line by line. */
  readonly onOutput?: (stack: Stack, line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Applies plans, each exactly as it was made. All of them are checked before the first one is applied. The first failure
 * keeps further ones from starting.
 *
 * @throws Error if a stack's configuration or state is no longer the one that was planned; nothing is applied then
 * @throws CommandError with the end of Terraform's output
 */
export async function applyPlans(props: ApplyPlansProps): Promise<void> {
  const { results, dependencies, env, store, journal, parallelism, outcomes, onOutput, signal } = props;
  const records = new Map<Stack, PlanRecord>();
  for (const { planned, record } of results) if (record) records.set(planned.stack, record);
  for (const [stack, record] of records) await requireSameConfiguration(stack, record, { env, signal });
  await Promise.all([...records].map(([stack, record]) => requireSameState(stack, record, store)));

  const work = async (stack: Stack) => {
    const { hasChanges, files } = records.get(stack) as PlanRecord;
    if (!hasChanges) {
      outcomes.set(stack.name, 'No changes.');
      return;
    }
    journal.write(stack.name, 'started');
    outcomes.set(stack.name, 'interrupted');
    try {
      const args = ['apply', '-input=false', '-no-color', files.plan];
      const { stdout } = await terraform(stack, args, { env, signal, onOutput: (line) => onOutput?.(stack, line) });
      journal.write(stack.name, 'applied');
      outcomes.set(stack.name, summaryOf(stdout));
    } catch (error) {
      if (!signal?.aborted) outcomes.set(stack.name, 'failed');
      throw error;
    }
  };
  await inDependencyOrder({ stacks: [...records.keys()], dependencies, parallelism, work });
}

/** `Resources: 3 added, 0 changed, 0 destroyed.` */
const summaryOf = (output: string) => /Resources: .*/.exec(output)?.[0] ?? 'Applied.';
