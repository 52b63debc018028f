import { environmentNames } from '../config/load';
import type { Environment } from '../config/schema';
import { type ApplyPlansProps, applyPlans } from '../plans/apply-plans';
import { readConfiguration } from '../plans/configuration';
import type { PlanResult } from '../plans/plan-result';
import { planStacks } from '../plans/plan-stacks';
import { showProgress } from '../plans/progress';
import { StateStore, type StoreConfig } from '../plans/state-store';
import type { ProcessEnvironment } from '../process/run';
import { type Allowance, askConnections, needsConnections, type Report, type ReviewContext, review } from '../review';
import type { Stack } from '../terraform/stacks';

/** Properties of {@link Session}. */
export interface SessionProps {
  readonly environment: Environment;
  /** All stacks of the environment, in dependency order. */
  readonly all: readonly Stack[];
  readonly env: ProcessEnvironment;
  /** Configuration of the AWS SDK, for the same accounts that `env` gives Terraform. */
  readonly aws: StoreConfig;
  /** An existing folder for plans, that only this user can read. */
  readonly folder: string;
  /** Maximum number of stacks that Terraform works on at the same time. */
  readonly parallelism: number;
  readonly allowances: readonly Allowance[];
  /** Whether plans destroy the stacks. */
  readonly destroying: boolean;
  readonly signal?: AbortSignal;
}

/** Plans, reviews and applies the stacks of one environment. */
export class Session {
  private readonly store: StateStore;

  constructor(private readonly props: SessionProps) {
    this.store = new StateStore(props.aws);
  }

  /** Plans stacks, and shows the progress on stderr. */
  async plan(stacks: readonly Stack[]): Promise<PlanResult[]> {
    const progress = showProgress(stacks);
    try {
      return await planStacks({ ...this.props, stacks, store: this.store, progress });
    } finally {
      await progress.stop();
    }
  }

  /** Reviews plans. Asks AWS for connections if a risk depends on them. */
  async review(results: readonly PlanResult[]): Promise<Report> {
    const { environment, aws, allowances, destroying } = this.props;
    const stacks = results.map(({ planned }) => planned);
    const context: ReviewContext = {
      environment,
      stateKeys: await this.stateKeys(results),
      environmentNames: environmentNames(),
      connections: { unavailable: 'no risk depends on them' },
      allowances,
      now: new Date(),
      destroying,
    };
    if (!needsConnections(stacks, context)) return review(stacks, context);
    const connections = await askConnections(environment, { ...aws, region: environment.region });
    return review(stacks, { ...context, connections });
  }

  /** Applies plans in order. */
  apply(
    results: readonly PlanResult[],
    options: Pick<ApplyPlansProps, 'journal' | 'outcomes' | 'onOutput'>,
  ): Promise<void> {
    const dependencies = this.props.destroying ? 'last' : 'first';
    return applyPlans({ ...this.props, ...options, results, dependencies, store: this.store });
  }

  /** The stacks that have resources. */
  async deployed(stacks: readonly Stack[]): Promise<Stack[]> {
    const states = await Promise.all(stacks.map((stack) => this.store.read(readConfiguration(stack).state)));
    return stacks.filter((_, i) => states[i]?.hasResources);
  }

  /** Whether a stack's state is the one that a plan was made against. */
  async hasSameState({ planned: { stack }, record }: PlanResult): Promise<boolean> {
    const now = await this.store.read(readConfiguration(stack).state);
    return now?.lineage === record?.state?.lineage && now?.serial === record?.state?.serial;
  }

  /** Keys of all states, if a stack has none: it may have been deployed under another one. */
  private async stateKeys(results: readonly PlanResult[]): Promise<string[] | undefined> {
    const isNew = results.some(({ planned }) => planned.status === 'planned' && !planned.hasState);
    const [first] = this.props.all;
    return isNew && first ? this.store.keys(readConfiguration(first).state) : undefined;
  }
}
