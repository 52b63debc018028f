import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { LiveConnections, Unavailable } from '../../../src/review';
import type { Changes } from '../environments';

/** Plans of one scenario, as Terraform made them. */
export interface PlanFile {
  readonly name: string;
  /** What was deployed before. */
  readonly stage: string;
  /** The environment's changes. */
  readonly changes: Changes;
  readonly stacks: {
    readonly name: string;
    readonly dependencies: readonly string[];
    /** Terraform's errors, if the plan failed. */
    readonly error?: string;
    /** `terraform show -json` of the plan. */
    readonly plan?: PlanJson;
    /** Whether there was a state. */
    readonly hasState?: boolean;
  }[];
}

/** The parts of a plan that a review reads. */
interface PlanJson {
  resource_changes?: Entry[];
  resource_drift?: Entry[];
  relevant_attributes?: { resource: string }[];
  /** Addresses of resources that are unchanged, with the values that they have in the stage's first plan. */
  unchanged?: string[];
  [key: string]: unknown;
}

interface Entry {
  address: string;
  change: { actions: string[]; before?: unknown; after?: unknown };
}

const FOLDER = join(__dirname, '..', '..', 'unit', 'review', 'plans');
const CONNECTIONS = join(FOLDER, '..', 'connections.json');

/** Other parts hold the state, the provider's schemas and the configuration, and are not read. */
const READ = [
  'terraform_version',
  'applyable',
  'complete',
  'errored',
  'resource_changes',
  'resource_drift',
  'deferred_changes',
  'output_changes',
  'relevant_attributes',
  'checks',
];

/** Leaves out of the plans what a review does not read. */
export function read(file: PlanFile): PlanFile {
  return {
    ...file,
    stacks: file.stacks.map(({ plan, ...stack }) =>
      plan ? { ...stack, hasState: hasState(plan), plan: readParts(plan) } : stack,
    ),
  };
}

/** Before the first deployment, the prior state holds data sources alone. */
const hasState = ({ prior_state }: PlanJson) => JSON.stringify(prior_state ?? {}).includes('"mode":"managed"');

function readParts(plan: PlanJson): PlanJson {
  const kept = Object.fromEntries(Object.entries(plan).filter(([key]) => READ.includes(key))) as PlanJson;
  const drifted = new Set(kept.resource_drift?.map(({ address }) => address));
  return { ...kept, relevant_attributes: kept.relevant_attributes?.filter(({ resource }) => drifted.has(resource)) };
}

const isUnchanged = ({ change }: Entry) => change.actions.join() === 'no-op';

/** Writes the plans of a scenario. Unchanged resources refer to an earlier file. */
export function writePlanFile(file: PlanFile): void {
  const base = baseOf(file);
  const stacks = file.stacks.map(({ plan, ...stack }) => {
    const known = base === undefined ? [] : unchangedIn(base, stack.name);
    if (!plan?.resource_changes) return { ...stack, plan };
    const isKnown = (entry: Entry) => isUnchanged(entry) && known.some((other) => isDeepStrictEqual(entry, other));
    const unchanged = plan.resource_changes.filter(isKnown).map(({ address }) => address);
    const resource_changes = plan.resource_changes.filter((entry) => !isKnown(entry)).map(withoutCopy);
    return { ...stack, plan: { ...plan, resource_changes, unchanged } };
  });
  writeFileSync(pathOf(file.name), lines({ ...file, stacks }));
}

/** Reads the plans of a scenario. */
export function readPlanFile(name: string): PlanFile {
  const file: PlanFile = JSON.parse(readFileSync(pathOf(name), 'utf8'));
  const stacks = file.stacks.map(({ plan, ...stack }) => {
    if (!plan) return stack;
    const { unchanged = [], resource_changes = [], ...rest } = plan;
    const base = unchanged.length === 0 ? [] : unchangedIn(baseOf(file) as string, stack.name);
    const found = unchanged.map((address) => base.find((entry) => entry.address === address) as Entry);
    return { ...stack, plan: { ...rest, resource_changes: [...resource_changes.map(withCopy), ...found] } };
  });
  return { ...file, stacks };
}

/** Of a resource that does not change, one of two equal values is enough. */
function withoutCopy(entry: Entry): Entry {
  const { after, ...change } = entry.change;
  return isUnchanged(entry) && isDeepStrictEqual(change.before, after) ? { ...entry, change } : entry;
}

function withCopy(entry: Entry): Entry {
  if (!isUnchanged(entry) || 'after' in entry.change) return entry;
  return { ...entry, change: { ...entry.change, after: entry.change.before } };
}

function unchangedIn(base: string, stack: string): Entry[] {
  const plan = readPlanFile(base).stacks.find(({ name }) => name === stack)?.plan;
  return plan?.resource_changes?.filter(isUnchanged) ?? [];
}

/** The first scenario of each stage, which changes nothing, and that of the stage that it is deployed over. */
const BASES: Readonly<Record<string, string | undefined>> = {
  'nothing-to-do': undefined,
  'unprotected-nothing-to-do': 'nothing-to-do',
  'listeners-nothing-to-do': 'unprotected-nothing-to-do',
  'shared-nothing-to-do': 'listeners-nothing-to-do',
  'manual-nothing-to-do': 'unprotected-nothing-to-do',
};

/** The scenario whose plans have the unchanged resources of another. */
function baseOf({ name, stage }: Pick<PlanFile, 'name' | 'stage'>): string | undefined {
  if (name in BASES) return BASES[name];
  return Object.keys(BASES).find(
    (base) => base === (stage === 'protected' ? 'nothing-to-do' : `${stage}-nothing-to-do`),
  );
}

const pathOf = (name: string) => join(FOLDER, `${name}.json`);

/** Saves the connections to the deployed service. */
export function writeConnections(connections: LiveConnections | Unavailable): void {
  writeFileSync(CONNECTIONS, `${JSON.stringify(connections, undefined, 2)}\n`);
}

/** The connections to the service of the plans. */
export const readConnections = (): LiveConnections => JSON.parse(readFileSync(CONNECTIONS, 'utf8'));

/** JSON with one line for each change of a resource, so that a diff shows which plans changed. */
function lines(value: unknown, depth = 0): string {
  const text = JSON.stringify(value);
  if (depth > 4 || text.length < 120 || typeof value !== 'object' || value === null) return text;
  const isList = Array.isArray(value);
  const items = isList
    ? value.map((item) => lines(item, depth + 1))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}:${lines(item, depth + 1)}`);
  const [open, close] = isList ? '[]' : '{}';
  return `${open}\n${items.join(',\n')}\n${close}${depth === 0 ? '\n' : ''}`;
}
