import { Approval, RiskRefused } from '../deploying/approval';
import type { Session } from '../deploying/session';
import type { Outcomes } from '../plans/apply-plans';
import { Journal } from '../plans/journal';
import type { PlanResult } from '../plans/plan-result';
import { inRounds } from '../plans/rounds';
import { EXIT } from '../shell/command';
import { errorText } from '../shell/error-text';
import type { Stack } from '../terraform/stacks';
import { outcomesText, printLine } from './stacks';

/** Properties of {@link applyAll}. */
export interface ApplyAllProps {
  readonly session: Session;
  /** The stacks to list in the end. */
  readonly stacks: readonly Stack[];
  /** Makes or reads the plans of the first round. */
  readonly results: () => Promise<readonly PlanResult[]>;
  /**
   * Asks whether to apply the plans that were shown.
   * @default - nothing is asked
   */
  readonly ask?: () => Promise<boolean>;
  /** @default - the application can't be taken up again */
  readonly journal?: Journal;
  /**
   * Outcomes that are known before.
   * @default - none
   */
  readonly outcomes?: Outcomes;
  /** Further conditions on plans that are made after the first round. Throws to stop. */
  readonly requireLate?: (results: readonly PlanResult[]) => void;
  readonly signal: AbortSignal;
}

/**
 * Shows the review of plans, asks, applies them, and goes on with the stacks that had to wait. Ends with a line a stack
 * that says what was done and what was not.
 *
 * @returns the exit status
 */
export async function applyAll(props: ApplyAllProps): Promise<number> {
  const { session, stacks, results, ask, requireLate, signal, journal = new Journal(), outcomes = new Map() } = props;
  const show = (text: string) => console.log(`${text.trimEnd()}\n`);
  const approval = new Approval({ session, show, ask });
  const approve = async (late: readonly PlanResult[]) => {
    requireLate?.(late);
    await approval.approve(late);
  };
  try {
    const first = await results();
    await approval.approve(first);
    await inRounds(first, {
      plan: (left) => session.plan(left),
      approve,
      apply: (ready) => session.apply(ready, { journal, outcomes, onOutput: printLine }),
    });
    return EXIT.done;
  } catch (error) {
    if (signal.aborted) throw error;
    console.error(`\n${errorText(error)}\n`);
    return error instanceof RiskRefused ? EXIT.risk : EXIT.failed;
  } finally {
    console.log(`\n${outcomesText(stacks, outcomes)}`);
  }
}
