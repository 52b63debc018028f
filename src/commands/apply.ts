import { resolve } from 'node:path';
import type { Session } from '../deploying/session';
import type { Outcomes } from '../plans/apply-plans';
import { Journal } from '../plans/journal';
import type { PlanResult } from '../plans/plan-result';
import { environmentOfPlans, loadPlans, PLAN_AGAIN } from '../plans/saved-plans';
import { changedAddresses } from '../plans/terraform-plan';
import { reportHash } from '../review';
import type { ProjectCommand } from '../shell/command';
import { applyAll } from './applying';
import { RISK_STATUS } from './review-options';
import { withSession } from './session';
import { allowOption, prepareStacks } from './stacks';

/** Options of `npm run apply`. */
interface ApplyOptions {
  readonly allow: readonly string[];
  readonly reviewed?: string;
}

/** `npm run apply` */
export const applyCommand: ProjectCommand<ApplyOptions> = {
  name: 'apply',
  description:
    'Applies the plans that `npm run plan -- --out <folder>` has saved, exactly as they are, in dependency order, without ' +
    'asking. Refuses plans that were altered, or made from another configuration, other providers or another state. Stacks ' +
    'that were waiting are planned, reviewed by the same rules and applied after those that they waited for. After a failure ' +
    'or an interruption, running it again finishes the work.',
  declare: (parser) =>
    parser
      .argument('<folder>', 'the folder of the plans')
      .addOption(allowOption())
      .option('--reviewed <hash>', 'refuse plans whose report has another hash than the reviewed one'),
  furtherStatuses: RISK_STATUS,
  interrupted: 'Interrupted. Terraform has saved its state. Run the command again to finish the work.',
  async run({ options, words, env, signal }) {
    const folder = resolve(words[0] as string);
    const environment = environmentOfPlans(folder);
    const prepared = await prepareStacks({ options: { environment }, env, signal });
    const saved = loadPlans(folder, prepared.stacks);
    const allow = [...saved.allowed, ...options.allow];
    const stacks = saved.results.map(({ planned }) => planned.stack);
    return withSession({ ...prepared, allow, signal }, async (session) => {
      if (options.reviewed !== undefined) await requireReviewed(session, saved.results, options.reviewed);
      const journal = new Journal(folder);
      const interrupted = await startedEarlier(session, saved.results, journal);
      return applyAll({
        session,
        stacks,
        journal,
        outcomes: knownOutcomes(saved.results, interrupted, journal),
        results: async () => unfinished(saved.results, interrupted, journal),
        requireLate: (late) => requirePart(late, interrupted),
        signal,
      });
    });
  },
};

async function requireReviewed(session: Session, results: readonly PlanResult[], reviewed: string): Promise<void> {
  const hash = reportHash(await session.review(results));
  if (hash === reviewed) return;
  throw new Error(`The report of these plans has the hash ${hash}, and the reviewed one ${reviewed}. Review it again.`);
}

/** What earlier runs have done. */
function knownOutcomes(results: readonly PlanResult[], interrupted: readonly PlanResult[], journal: Journal): Outcomes {
  const names = results.map(({ planned }) => planned.stack.name).filter((name) => journal.of(name) === 'applied');
  return new Map([
    ...names.map((name) => [name, 'Applied by an earlier run.'] as const),
    ...interrupted.map(({ planned }) => [planned.stack.name, 'begun by an earlier run, not finished'] as const),
  ]);
}

/** Plans that an earlier run began to apply, and that have changed the state before it ended. */
async function startedEarlier(
  session: Session,
  results: readonly PlanResult[],
  journal: Journal,
): Promise<readonly PlanResult[]> {
  const started = results.filter(({ planned, record }) => record && journal.of(planned.stack.name) === 'started');
  const isIntact = await Promise.all(started.map((result) => session.hasSameState(result)));
  return started.filter((_, i) => !isIntact[i]);
}

/** What is left to do. The rest of a plan that was interrupted is planned again, like a stack that was waiting. */
function unfinished(
  results: readonly PlanResult[],
  interrupted: readonly PlanResult[],
  journal: Journal,
): readonly PlanResult[] {
  const left = results.filter(({ planned }) => journal.of(planned.stack.name) !== 'applied');
  return left.map((result) =>
    interrupted.includes(result)
      ? { planned: { status: 'waiting', stack: result.planned.stack, upstream: [] } }
      : result,
  );
}

/** Refuses a plan for the rest of an interrupted one that changes anything which that did not. */
function requirePart(late: readonly PlanResult[], interrupted: readonly PlanResult[]): void {
  for (const { planned } of late) {
    const earlier = interrupted.find((other) => other.planned.stack === planned.stack)?.planned;
    if (planned.status !== 'planned' || earlier?.status !== 'planned') continue;
    const reviewed = changedAddresses(earlier.plan);
    const further = changedAddresses(planned.plan).filter((address) => !reviewed.includes(address));
    if (further.length === 0) continue;
    throw new Error(
      [
        `The application of ${planned.stack.name} was interrupted, and now there is more to change than its plan had:`,
        ...further.map((address) => `  ${address}`),
        PLAN_AGAIN,
      ].join('\n'),
    );
  }
}
