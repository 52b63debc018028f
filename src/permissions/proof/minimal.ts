import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyEmulator } from '../../emulator/copy';
import type { Emulator } from '../../emulator/emulator';
import { EmulatedPermissions, type PermissionCheck } from '../../emulator/permissions';
import type { ProviderSource } from '../../terraform/provider';
import { Scenario, type Step } from './scenario';

/** An action of a role. */
export interface RoleAction {
  /** ARN of the role. */
  readonly role: string;
  readonly action: string;
}

/** What happened without an action. */
export interface Experiment extends RoleAction {
  readonly step: string;
  /** Whether the step failed. If not, whatever was refused went unnoticed. */
  readonly failed: boolean;
}

/** Properties of {@link withholdEach}. */
export interface WithholdProps {
  readonly emulator: Emulator;
  readonly provider: ProviderSource;
  /** The actions to withhold. */
  readonly actions: readonly RoleAction[];
  /** Emulators at the same time, besides the one that goes through the whole scenario. */
  readonly parallelism: number;
  readonly onExperiment: (experiment: Experiment) => void;
  readonly onStep: (step: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Goes through a deployment's life once. For each step, and each action that it used, repeats the step without the action, on a
 * copy of the emulator as it was before. An action that made a step fail is done with; one that did not is withheld again
 * from the next step that uses it.
 *
 * @returns the actions that no step failed without
 */
export async function withholdEach(props: WithholdProps): Promise<RoleAction[]> {
  const { emulator, provider, signal, onStep } = props;
  const pending = new Map(props.actions.map((one) => [keyOf(one), one]));
  const folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-minimal-'));
  try {
    const scenario = await Scenario.begin({ endpoint: emulator.endpoint, provider, folder, signal });
    for (const step of scenario.steps) {
      if (pending.size === 0) break;
      onStep(step.name);
      const before = await copyEmulator(emulator);
      try {
        const used = await usedBy(step, emulator);
        const due = [...pending.values()].filter((one) => used.has(keyOf(one)));
        for (const experiment of await experiments(props, before, scenario, step, due)) {
          if (experiment.failed) pending.delete(keyOf(experiment));
        }
      } finally {
        await before.stop();
      }
    }
    return [...pending.values()];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a step, and returns the actions that it used. */
async function usedBy(step: Step, { endpoint }: Emulator): Promise<Set<string>> {
  const permissions = new EmulatedPermissions(endpoint);
  const before = countsOf(await permissions.checks());
  await step.run();
  const after = countsOf(await permissions.checks());
  return new Set([...after].filter(([key, count]) => count > (before.get(key) ?? 0)).map(([key]) => key));
}

function countsOf(checks: readonly PermissionCheck[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { principal, action, times } of checks) {
    const key = keyOf({ role: principal, action });
    counts.set(key, (counts.get(key) ?? 0) + times);
  }
  return counts;
}

async function experiments(
  props: WithholdProps,
  before: Emulator,
  scenario: Scenario,
  step: Step,
  due: readonly RoleAction[],
): Promise<Experiment[]> {
  const results: Experiment[] = [];
  const waiting = [...due];
  let copying: Promise<unknown> = Promise.resolve();
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      props.signal?.throwIfAborted();
      // One after another: no other request may be under way while the emulator is copied.
      const copied = copying.then(() => copyEmulator(before));
      copying = copied;
      const copy = await copied;
      const experiment = await withhold(props, copy, scenario, step, next);
      props.onExperiment(experiment);
      results.push(experiment);
    }
  };
  await Promise.all(Array.from({ length: props.parallelism }, worker));
  return results;
}

async function withhold(
  { provider, signal }: WithholdProps,
  copy: Emulator,
  { state }: Scenario,
  { name: step }: Step,
  { role, action }: RoleAction,
): Promise<Experiment> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-minimal-'));
  try {
    const scenario = Scenario.resume({ endpoint: copy.endpoint, provider, folder, signal }, state);
    await scenario.administrator.withhold(role, action);
    const rejected = await (scenario.steps.find(({ name }) => name === step) as Step).run().then(
      () => false,
      () => true,
    );
    const checks = await new EmulatedPermissions(copy.endpoint).checks();
    // A step that fails for another reason proves nothing.
    const refused = checks.some((check) => !check.allowed && check.principal === role && check.action === action);
    return { role, action, step, failed: rejected && refused };
  } finally {
    await copy.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

export const keyOf = ({ role, action }: RoleAction) => `${role} ${action}`;
