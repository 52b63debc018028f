import type { PlanResult } from '../plans/plan-result';
import { type Report, render, reportHash } from '../review';
import { allowancesFor } from '../review/allowances';
import { ofStack } from './report-files';
import type { Session } from './session';

/** The plans have risks that were not allowed. The message says how to allow them. */
export class RiskRefused extends Error {
  override readonly name = 'RiskRefused';
}

/** The user declined the plans. */
export class Declined extends Error {
  override readonly name = 'Declined';
}

/** Properties of {@link Approval}. */
export interface ApprovalProps {
  readonly session: Pick<Session, 'review'>;
  /** Receives the report. */
  readonly show: (text: string) => void;
  /**
   * Asks whether to apply the plans that were shown.
   * @default - nothing is asked
   */
  readonly ask?: () => Promise<boolean>;
}

/** Shows the review of plans, refuses risks, and asks. Plans whose review was shown before are not shown again. */
export class Approval {
  private readonly shown = new Set<string>();

  constructor(private readonly props: ApprovalProps) {}

  /**
   * @throws RiskRefused if there is a risk that was not allowed
   * @throws Declined if the answer is no
   */
  async approve(results: readonly PlanResult[]): Promise<Report> {
    const { session, show, ask } = this.props;
    const report = await session.review(results);
    const parts = report.stacks.map((stack) => reportHash(ofStack(report, stack.name)));
    const isShown = parts.every((part) => this.shown.has(part));
    for (const part of parts) this.shown.add(part);
    if (!isShown) show(render(report, 'text', { color: process.stdout.isTTY }));
    // Nothing will be applied then: the failure is what has to be mended first.
    if (results.some(({ planned }) => planned.status === 'failed')) return report;
    refuseRisks(report);
    const hasChanges = results.some(({ record }) => record?.hasChanges);
    if (isShown || !hasChanges || !ask) return report;
    if (!(await ask())) throw new Declined('The plans were not confirmed.');
    return report;
  }
}

/** Throws RiskRefused if a risk was not allowed. */
export function refuseRisks({ risks }: Report): void {
  const refused = risks.filter(({ allowed }) => !allowed);
  if (refused.length === 0) return;
  const options = refused.flatMap((risk) => allowancesFor(risk, risks).map((allowance) => `  --allow '${allowance}'`));
  throw new RiskRefused(
    [
      `${refused.length === 1 ? 'A risk was' : `${refused.length} risks were`} not allowed. To accept, after reading the report:`,
      ...new Set(options),
    ].join('\n'),
  );
}
