import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  /** One after another: no other request may be under way while the emulator is copied. */
  const copied = () => {
    const copy = copying.then(() => copyEmulator(before));
    copying = copy;
    return copy;
  };
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      props.signal?.throwIfAborted();
      const stopping = await withhold(props, await copied(), scenario, step, next, true);
      // Terraform may go on after one refusal and fail at the next, so the step then runs to its end.
      const experiment = stopping.failed
        ? stopping
        : await withhold(props, await copied(), scenario, step, next, false);
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
  { name }: Step,
  roleAction: RoleAction,
  stopsEarly: boolean,
): Promise<Experiment> {
  const { role, action } = roleAction;
  const folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-minimal-'));
  const stop = new AbortController();
  const output: string[] = [];
  try {
    const scenario = Scenario.resume(
      {
        endpoint: copy.endpoint,
        provider,
        folder,
        signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
        onOutput: (line) => output.push(line),
      },
      state,
    );
    await scenario.administrator.withhold(role, action);
    const step = scenario.steps.find((one) => one.name === name) as Step;
    const permissions = new EmulatedPermissions(copy.endpoint);
    const error = stopsEarly ? await firstError(step, roleAction, permissions, stop) : await errorOf(step);
    signal?.throwIfAborted();
    // Any other failure would prove nothing, nor would a refusal that went unnoticed.
    const message = [...output, (error as Error | undefined)?.message].join(' ').replaceAll(/[\s│]+/g, ' ');
    return { role, action, step: name, failed: error !== undefined && saysRefused(message, action) };
  } finally {
    await copy.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** S3 does not always name the action: its answer to a HEAD request has no body. Nothing else was refused. */
const saysRefused = (message: string, action: string) =>
  message.includes(`not authorized to perform: ${action} `) ||
  (action.startsWith('s3:') && /status ?code: 403|Forbidden/i.test(message));

/** How long Terraform has to take note of a refusal before it is stopped. */
const NOTICE_MILLISECONDS = 5000;

const errorOf = (step: Step): Promise<unknown> =>
  step.run().then(
    () => undefined,
    (error: unknown) => error,
  );

/** Runs a step until the action has been refused, and resolves to its error, if there is one. */
async function firstError(
  step: Step,
  { role, action }: RoleAction,
  permissions: EmulatedPermissions,
  stop: AbortController,
): Promise<unknown> {
  let isRunning = true;
  const run = errorOf(step).finally(() => {
    isRunning = false;
  });
  const isRefused = async () =>
    (await permissions.checks()).some((one) => !one.allowed && one.principal === role && one.action === action);
  while (isRunning && !(await isRefused())) await Promise.race([run, sleep(1000)]);
  await Promise.race([run, sleep(NOTICE_MILLISECONDS)]);
  stop.abort(new Error('The action was refused'));
  return run;
}

export const keyOf = ({ role, action }: RoleAction) => `${role} ${action}`;
