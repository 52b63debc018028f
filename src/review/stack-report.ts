import type { PlannedStack, StackWithPlan } from '../plans/planned-stack';
import type { PlannedCheck, ResourceChange, TerraformPlan } from '../plans/terraform-plan';
import { attributeChanges } from './attributes';
import { withoutEchoes } from './echoes';
import { explained } from './known-errors';
import { by } from './order';
import { kindOf } from './planned-changes';
import type { Counts, Drift, OutputChange, ReportedCheck, ResourceChanges, StackReport } from './report';

const NOTHING: Counts = { add: 0, change: 0, replace: 0, destroy: 0, move: 0, import: 0, forget: 0 };

/** A stack's line and changes, without risks. */
export function stackReport(stack: PlannedStack): StackReport {
  const empty = {
    name: stack.stack.name,
    dependencies: [...stack.stack.dependencies].sort(),
    isNew: false,
    upstream: [],
    outdatedBy: [],
    counts: NOTHING,
    changes: [],
    outputs: [],
    drift: [],
    deferred: [],
    checks: [],
    reads: [],
  };
  switch (stack.status) {
    case 'waiting':
      return { ...empty, status: 'waiting', upstream: [...stack.upstream].sort() };
    case 'failed':
      return { ...empty, status: 'failed', error: explained(stack.error) };
    case 'planned':
      return { ...empty, ...planned(stack) };
  }
}

function planned({ plan, hasState, outdatedBy = [] }: StackWithPlan) {
  const changes = managed(plan);
  return {
    // Terraform saves a plan that failed as far as it got. It can't be applied.
    ...(plan.errored ? { status: 'failed' as const, error: PARTIAL } : { status: 'planned' as const }),
    isNew: !hasState,
    outdatedBy: [...outdatedBy].sort(),
    counts: count(changes),
    changes: folded(changes.filter(isChange).map(resourceChanges)),
    outputs: outputChanges(plan),
    drift: drift(plan, changes),
    deferred: plan.deferred_changes
      .map(({ reason, resource_change: { address } }) => ({ address, reason }))
      .sort(by(({ address }) => address)),
    checks: plan.checks.flatMap(reportedCheck).sort(by(({ address }) => address)),
    reads: plan.resource_changes
      .filter(({ mode, change }) => mode === 'data' && change.actions.includes('read'))
      .map(({ address }) => address)
      .sort(),
  };
}

const PARTIAL = 'Terraform stopped with an error. Only the changes that it had planned by then are shown.';

/** The managed resources of a plan, by address. */
export function managed(plan: TerraformPlan): ResourceChange[] {
  return plan.resource_changes.filter(({ mode }) => mode === 'managed').sort(by(({ address }) => address));
}

const isMoved = ({ address, previous_address: from }: ResourceChange) => from !== undefined && from !== address;
const isImported = ({ change }: ResourceChange) => change.importing !== undefined;
const isChange = (change: ResourceChange) => kindOf(change) !== 'none' || isMoved(change) || isImported(change);

function count(changes: readonly ResourceChange[]): Counts {
  const counts = { ...NOTHING };
  for (const change of changes) {
    const kind = kindOf(change);
    if (kind !== 'none') counts[kind]++;
    if (isMoved(change)) counts.move++;
    if (isImported(change)) counts.import++;
  }
  return counts;
}

/** https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: 'the object is tainted: its creation or a provisioner failed',
  replace_because_cannot_update: '',
  replace_by_request: 'somebody asked for the replacement with -replace',
  replace_by_triggers: 'a change of what replace_triggered_by names',
  delete_because_no_resource_config: 'its block is gone from the configuration',
  delete_because_no_module: 'its module is gone from the configuration',
  delete_because_wrong_repetition: 'its block has another kind of repetition now',
  delete_because_count_index: 'its index is beyond count',
  delete_because_each_key: 'its key is gone from for_each',
  delete_because_no_move_target: 'a moved block leads to an address without configuration',
};

function resourceChanges(change: ResourceChange): ResourceChanges {
  const { address, previous_address, deposed, action_reason = '' } = change;
  const importId = change.change.importing?.id;
  const reason = REASONS[action_reason] ?? action_reason;
  return {
    kind: kindOf(change),
    resources: [
      {
        address,
        ...(isMoved(change) && { from: previous_address }),
        ...(isImported(change) && { importId: importId ?? '(known after apply)' }),
        ...(deposed && { deposed }),
      },
    ],
    ...(reason && { reason }),
    ...attributeChanges(change.change),
  };
}

/** Joins the resources of equal changes, in the order of the first of each. */
function folded<T extends Pick<ResourceChanges, 'resources'>>(all: readonly T[]): T[] {
  const groups = new Map<string, T>();
  for (const one of all) {
    const { resources, ...same } = one;
    const key = JSON.stringify([same, resources.map(({ deposed }) => deposed !== undefined)]);
    const group = groups.get(key);
    groups.set(key, group ? { ...group, resources: [...group.resources, ...resources] } : one);
  }
  return [...groups.values()];
}

function outputChanges({ output_changes }: TerraformPlan): OutputChange[] {
  return Object.entries(output_changes)
    .filter(([, { actions }]) => !actions.includes('no-op'))
    .map(([name, change]) => {
      const { attributes, knownAfterApply } = attributeChanges(change);
      const unknown = knownAfterApply.length > 0 ? [{ path: '', after: '(known after apply)' }] : [];
      return { name, attributes: [...attributes, ...unknown] };
    })
    .sort(by(({ name }) => name));
}

/** Without a visible difference, nobody changed anything: the provider computes some attributes anew. */
function drift({ resource_drift, relevant_attributes }: TerraformPlan, resources: readonly ResourceChange[]): Drift[] {
  const relevant = new Set(relevant_attributes.map(({ resource }) => resource));
  const all = resource_drift
    .filter(({ mode }) => mode === 'managed')
    .sort(by(({ address }) => address))
    .map((change) => ({
      kind: kindOf(change),
      resources: [{ address: change.address }],
      attributes: attributeChanges(withoutEchoes(change, resources).change).attributes,
      relevant: relevant.has(change.address),
    }));
  return folded(all.filter(({ kind, attributes }) => kind === 'destroy' || attributes.length > 0));
}

function reportedCheck({ address, status, instances = [] }: PlannedCheck): ReportedCheck[] {
  if (status === 'pass') return [];
  const failed = instances.filter((instance) => instance.status !== 'pass');
  const problems = failed.flatMap((instance) => (instance.problems ?? []).map(({ message }) => message));
  return [{ address: address.to_display, status, problems: [...new Set(problems)].sort() }];
}

/** Whether applying the stack's plan would do anything. */
export function changesAnything({ counts, outputs, deferred }: StackReport): boolean {
  return Object.values(counts).some((number) => number > 0) || outputs.length > 0 || deferred.length > 0;
}
