import { join } from 'node:path';
import { checkEnvironment } from '../config/load';
import { Deployment } from '../emulator/deployment';
import { startEmulator } from '../emulator/emulator';
import { pythonEnvironment } from '../emulator/python';
import { type ProcessEnvironment, run } from '../process/run';
import { CDKTF_CLI, cdktfRuns } from '../terraform/cdktf';
import { locateProvider } from '../terraform/provider';
import type { Measurement, MeasureOptions } from './measure';
import { environmentName } from './project-copy';
import { environmentOfSize, type Size } from './sizes';
import { withTreeMemory } from './tree-memory';

/** A way to plan all stacks. */
interface Planner {
  readonly name: string;
  /** Command lines that run one after the other. */
  readonly commands: readonly (readonly string[])[];
}

/**
 * Deploys an environment to an emulator, and measures how long planning all of its stacks takes: by `npm run plan`, and by
 * `cdktf diff` for one stack after the other. They run in turn.
 */
export async function measurePlans(size: Size, options: MeasureOptions): Promise<Measurement[]> {
  const { cwd, onProgress, signal } = options;
  const name = environmentName(size);
  const environment = checkEnvironment(name, environmentOfSize(size));
  const logFile = join(cwd, 'emulator.log');
  const accountId = environment.accounts[environment.service.account]?.id as string;
  const emulator = await startEmulator({ python: await pythonEnvironment({ signal }), accountId, logFile, signal });
  try {
    const provider = await locateProvider(process.env, { signal });
    const deployment = new Deployment({ environment, endpoint: emulator.endpoint, provider, folder: cwd, signal });
    onProgress('deploying to the emulator');
    await deployment.seed();
    await deployment.bootstrap();
    await deployment.deploy();
    const env = { ...deployment.env, ENVIRONMENT: name };
    return await measurePlanners({ stacks: deployment.stacks, env, emulatorPid: emulator.pid }, options);
  } finally {
    await emulator.stop();
  }
}

/** Stacks that are deployed to an emulator. */
export interface Deployed {
  /** Their names, in dependency order. */
  readonly stacks: readonly string[];
  /** The environment variables that lead to the emulator. */
  readonly env: ProcessEnvironment;
  readonly emulatorPid: number;
}

/** Measures the ways to plan deployed stacks, in turn. */
export async function measurePlanners(deployed: Deployed, options: MeasureOptions): Promise<Measurement[]> {
  const { runs, onProgress } = options;
  const planners = [ours(), ...(cdktfRuns ? [diff(deployed.stacks)] : [])].map((planner) => {
    return { planner, seconds: [] as number[], megabytes: [] as number[] };
  });
  for (let i = 0; i <= runs; i++) {
    for (const { planner, seconds, megabytes } of planners) {
      onProgress(`${i === 0 ? 'warming up' : `run ${i} of ${runs}`}: ${planner.name}`);
      const measured = await once(planner, deployed, options);
      if (i === 0) continue;
      seconds.push(measured.seconds);
      megabytes.push(measured.megabytes);
    }
  }
  return planners.map(({ planner, seconds, megabytes }) => ({ name: planner.name, seconds, megabytes }));
}

const ours = (): Planner => ({
  name: 'npm run plan',
  commands: [['--disable-warning=DEP0044', '--require', './src/start.cjs', 'src/commands/main.ts', 'plan']],
});

const diff = (stacks: readonly string[]): Planner => ({
  name: 'cdktf diff, stack by stack',
  commands: stacks.map((stack) => [CDKTF_CLI, 'diff', stack, '--skip-provider-lock']),
});

async function once({ commands }: Planner, { env, emulatorPid }: Deployed, { cwd, signal }: MeasureOptions) {
  const begin = performance.now();
  const { megabytes } = await withTreeMemory([emulatorPid], async () => {
    // 2: there are changes.
    for (const args of commands) await run(process.execPath, args, { cwd, env, signal, expected: [0, 2] });
  });
  return { seconds: (performance.now() - begin) / 1000, megabytes };
}
