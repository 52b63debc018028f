import { CommandError, type ProcessEnvironment } from '../process/run';
import type { Stack } from '../terraform/stacks';
import { readConfiguration } from './configuration';
import { errorOfPlan } from './plan-error';
import type { PlanResult } from './plan-result';
import { planStack } from './plan-stack';
import type { PlannedStack } from './planned-stack';
import { SchemaProvider } from './schema-provider';
import { type StateReader, StateRefused, type StoredState } from './state-store';
import type { ResourceChange, TerraformPlan } from './terraform-plan';
import { changingUpstreams, missingUpstreams, type StackAtHand, withUpstreams } from './upstream';

/** Receives what happens while stacks are planned. */
export interface PlanProgress {
  start(stack: Stack): void;
  /** A line of Terraform's output. */
  line(stack: Stack, line: string): void;
  end(stack: Stack, outcome: PlannedStack): void;
}

/** Properties of {@link planStacks}. */
export interface PlanStacksProps {
  /** The stacks to plan. */
  readonly stacks: readonly Stack[];
  /** All stacks of the environment, in dependency order. */
  readonly all: readonly Stack[];
  readonly env: ProcessEnvironment;
  readonly store: StateReader;
  /** Maximum number of stacks planned at the same time. */
  readonly parallelism: number;
  /** An existing folder for the plans, that only this user can read. */
  readonly folder: string;
  /** Whether to plan the destruction of the stacks. */
  readonly destroying?: boolean;
  readonly progress?: PlanProgress;
  readonly signal?: AbortSignal;
}

/**
 * Go's garbage collector runs a quarter as often: a third less work for Terraform and its providers, which load large
 * schemas and end soon, for a few percent more memory.
 */
const PLANNING = { GOGC: '400' };

/** The state of a stack, or the reason why it can't be read. */
interface StateOrError {
  readonly state?: StoredState;
  readonly error?: Error;
}

/**
 * Plans stacks side by side, each against the present states: no plan depends on another. A stack that reads outputs
 * that do not exist yet is waiting. One that fails does not stop the others.
 *
 * @returns an outcome a stack, in the order of `stacks`
 * @throws the signal's reason after an abort
 */
export async function planStacks(props: PlanStacksProps): Promise<PlanResult[]> {
  const { stacks, all, parallelism, progress, signal } = props;
  const states = await readStates(withUpstreams(stacks, all), props.store);
  const atHand = [...states].map(([stack, { state }]) => ({ stack, configuration: readConfiguration(stack), state }));
  const results = new Map<Stack, PlanResult>();
  const env = { ...PLANNING, ...props.env };
  const schemas = new SchemaProvider(env);
  const work = async (stack: Stack) => {
    progress?.start(stack);
    const result = await planOne(stack, atHand, states.get(stack)?.error, { ...props, env, schemas });
    signal?.throwIfAborted();
    results.set(stack, result);
    progress?.end(stack, result.planned);
  };
  try {
    await sideBySide(stacks, parallelism, work);
  } finally {
    await schemas.stop();
  }
  const inOrder = stacks.map((stack) => results.get(stack) as PlanResult);
  // The plan of a destruction needs nothing that others destroy.
  if (props.destroying) return inOrder;
  return outdated(inOrder, atHand, (stack) => states.get(stack)?.error instanceof StateRefused);
}

async function readStates(stacks: readonly Stack[], store: StateReader): Promise<Map<Stack, StateOrError>> {
  const read = async (stack: Stack): Promise<[Stack, StateOrError]> => {
    try {
      return [stack, { state: await store.read(readConfiguration(stack).state) }];
    } catch (error) {
      return [stack, { error: error as Error }];
    }
  };
  return new Map(await Promise.all(stacks.map(read)));
}

async function planOne(
  stack: Stack,
  atHand: readonly StackAtHand[],
  unreadable: Error | undefined,
  {
    env,
    signal,
    folder,
    destroying = false,
    progress,
    schemas,
  }: PlanStacksProps & { readonly schemas: SchemaProvider },
): Promise<PlanResult> {
  const own = atHand.find((other) => other.stack === stack) as StackAtHand;
  const upstream = destroying ? [] : missingUpstreams(own, atHand);
  if (upstream.length > 0) return { planned: { status: 'waiting', stack, upstream } };
  try {
    if (unreadable) throw unreadable;
    const { state, configuration } = own;
    const onOutput = (line: string) => progress?.line(stack, line);
    const { plan, record } = await planStack(stack, {
      configuration,
      state,
      folder,
      destroying,
      schemas,
      env,
      signal,
      onOutput,
    });
    return { planned: { status: 'planned', stack, plan, hasState: state !== undefined }, record };
  } catch (error) {
    const reason = error instanceof CommandError ? errorOfPlan(error) : (error as Error).message;
    return { planned: { status: 'failed', stack, error: reason } };
  }
}

/**
 * Marks the plans that other plans put out of date. A plan that failed for want of such a change is waiting for it: an
 * output that will change, or the permission to read a state.
 */
function outdated(
  results: readonly PlanResult[],
  atHand: readonly StackAtHand[],
  isRefused: (stack: Stack) => boolean,
): PlanResult[] {
  const plans = new Map<string, TerraformPlan>();
  for (const { planned } of results) if (planned.status === 'planned') plans.set(planned.stack.name, planned.plan);
  return results.map((result) => {
    const { planned } = result;
    const own = atHand.find(({ stack }) => stack === planned.stack);
    if (!own || planned.status === 'waiting') return result;
    const upstream = isRefused(planned.stack) ? bucketPolicyChanges(plans) : changingUpstreams(own, atHand, plans);
    if (upstream.length === 0) return result;
    if (planned.status === 'failed') return { planned: { status: 'waiting', stack: planned.stack, upstream } };
    return { ...result, planned: { ...planned, outdatedBy: upstream } };
  });
}

/** Names of the stacks whose plans change the policy of the state bucket. */
const bucketPolicyChanges = (plans: ReadonlyMap<string, TerraformPlan>) =>
  [...plans].filter(([, plan]) => plan.resource_changes.some(changesPolicy)).map(([name]) => name);

const changesPolicy = ({ type, change }: ResourceChange) =>
  type === 'aws_s3_bucket_policy' && !change.actions.includes('no-op');

async function sideBySide<T>(items: readonly T[], parallelism: number, work: (item: T) => Promise<void>) {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(parallelism, items.length) }, lane));
}
