import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listr, PRESET_TIMER } from 'listr2';
import { accountOf } from '../config/names';
import type { Environment } from '../config/schema';
import type { DataPlane } from '../data-plane/data-plane';
import { Deployment } from '../emulator/deployment';
import { type Emulator, startEmulator } from '../emulator/emulator';
import { pythonEnvironment } from '../emulator/python';
import type { Log } from '../shell/log';
import { type StepContext, step } from '../shell/step';
import type { ProviderSource } from '../terraform/provider';
import { dataPlaneText, startDataPlaneOf } from './data-plane';
import { requirePrerequisites } from './prerequisites';
import { runningEmulatorText } from './running-emulator';
import { connectionsTable, outputsText } from './summary';

/** Properties of {@link runLocal}. */
export interface RunLocalProps {
  readonly environment: Environment;
  /** Leave the emulator running. */
  readonly keep: boolean;
  /** Lay out the data plane, and keep it running until `signal` aborts. */
  readonly dataPlane: boolean;
  /** Receives the results at the end. */
  readonly say: (text: string) => void;
  /** The user's environment variables. Only those that every program needs are passed on. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Deploys an environment on an emulator of its own, and shows the progress as a task list.
 *
 * @throws the error of the step that failed, after everything has been stopped and removed
 */
export async function runLocal(props: RunLocalProps): Promise<void> {
  const { environment, keep, dataPlane: withDataPlane, say, env, log, signal } = props;
  const context: StepContext = { log, signal, onOutput: log.write };
  const options = { signal, onOutput: (line: string) => context.onOutput(line) };
  const folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-'));
  const emulatorLog = join(folder, 'emulator.log');
  const outputs = new Map<string, Record<string, unknown>>();
  let provider!: ProviderSource;
  let python!: string;
  let emulator: Emulator | undefined;
  let deployment!: Deployment;
  let dataPlane: DataPlane | undefined;

  const tasks = new Listr<StepContext>(
    [
      step('Find Terraform, Python and the AWS provider', async () => {
        provider = await requirePrerequisites(env, { ...options, dataPlane: withDataPlane ? environment : undefined });
        context.onOutput(`AWS provider ${provider.description}`);
      }),
      step('Prepare Python', async () => {
        python = await pythonEnvironment(options);
      }),
      step('Start the AWS emulator', async () => {
        const { id: accountId } = accountOf(environment, environment.service.account);
        emulator = await startEmulator({ python, accountId, logFile: emulatorLog, detached: keep, signal });
        deployment = new Deployment({
          ...options,
          environment,
          provider,
          folder,
          endpoint: emulator.endpoint,
          from: env,
        });
      }),
      step('Create the resources that the environment refers to', () => deployment.seed()),
      step('Bootstrap the state bucket', () => deployment.bootstrap()),
      step('Deploy the stacks', () => deployment.deploy()),
      step('Read the outputs', async () => {
        for (const stack of deployment.stacks) outputs.set(stack, await deployment.outputs(stack));
      }),
      ...(withDataPlane
        ? [
            step('Lay out the data plane', async () => {
              const { endpoint } = emulator as Emulator;
              dataPlane = await startDataPlaneOf(deployment, environment, endpoint, options.onOutput);
            }),
          ]
        : []),
    ],
    // Listr's own signal listeners would exit at once and leave the emulator running.
    {
      ctx: context,
      registerSignalListeners: false,
      rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false },
      fallbackRendererOptions: { timer: PRESET_TIMER },
    },
  );

  let emulatorStays = false;
  try {
    await tasks.run().catch((error) => {
      throw context.failure ?? error;
    });
    emulatorStays = keep;
    const results = [outputsText(outputs), connectionsTable(environment, outputs)];
    if (emulator && keep) {
      const { env: variables, outdir } = deployment;
      results.push(runningEmulatorText({ environment, env: variables, folder, outdir, emulatorPid: emulator.pid }));
    }
    if (dataPlane) results.push(dataPlaneText(environment, dataPlane));
    say(results.join('\n\n'));
    if (dataPlane) await interrupted(signal);
  } catch (error) {
    if (existsSync(emulatorLog)) log.include(emulatorLog);
    throw error;
  } finally {
    if (!emulatorStays) {
      await dataPlane?.stop();
      await emulator?.stop();
      // A process that was just killed may still be writing.
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

/** Waits for the abort. A pending signal does not keep the event loop alive; a timer does. */
async function interrupted(signal: AbortSignal): Promise<void> {
  const keepAlive = setInterval(() => {}, 1 << 30);
  if (!signal.aborted) await once(signal, 'abort');
  clearInterval(keepAlive);
}
