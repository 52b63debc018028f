import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackNames } from '../../../src/config/names';
import { deployedState } from '../../../src/data-plane/deployed-state';
import { DataPlaneUnavailable, requireDataPlane } from '../../../src/data-plane/prerequisites';
import { valkeyServer } from '../../../src/data-plane/valkey/valkey-server';
import { CACHE } from '../../../src/project';
import { synthesize } from '../../../src/stacks/synthesize';
import { type Emulated, emulate } from '../../support/emulated';
import { type Changes, environmentWith } from '../../support/environments';
import { VARIABLES } from './deployed';
import { CLIENT_PORTS, ENVIRONMENTS, type EnvironmentName, SEQUENCES } from './environments';
import { pythonClients } from './python-clients';

const DEPLOYED = join(CACHE, 'deployed');

/** Deploys the environments of the tests, unless the same stacks have been deployed before. */
export default async function globalSetup(): Promise<void> {
  if (!(await isAvailable(requireDataPlane, VARIABLES.unavailable))) return;
  await isAvailable(() => valkeyServer(environmentWith(CLIENT_PORTS)), VARIABLES.valkeyUnavailable);
  await pythonClients();
  const stacks = await synthesisedStacks();
  const states = join(DEPLOYED, createHash('sha256').update(stacks).digest('hex').slice(0, 16));
  process.env[VARIABLES.states] = states;
  if (await exists(states)) return;
  console.error('\nDeploying to the AWS emulator for the data plane. This takes some minutes the first time.');
  // Renamed when it is complete.
  const folder = await mkdtemp(join(await made(DEPLOYED), 'deploying-'));
  try {
    const emulators: Emulated[] = [];
    // Sequentially: they all cache the location of the provider in the same file.
    for (const sequence of SEQUENCES) emulators.push(await emulate(everything(sequence)));
    await Promise.all(emulators.map((emulated, i) => deploySequence(emulated, SEQUENCES[i] ?? [], folder)));
    await rename(folder, states);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether something is available. If not, tests get the reason in a variable; in CI that is an error. */
async function isAvailable(requirement: () => Promise<unknown>, variable: string): Promise<boolean> {
  try {
    await requirement();
    return true;
  } catch (error) {
    if (!(error instanceof DataPlaneUnavailable) || process.env.CI) throw error;
    process.env[variable] = error.message;
    return false;
  }
}

/** The synthesised stacks. Only a change in them requires another deployment. */
async function synthesisedStacks(): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), 'redis-privatelink-synth-'));
  try {
    const contents: string[] = [];
    for (const changes of Object.values(ENVIRONMENTS)) {
      synthesize(outdir, environmentWith(changes), {});
      const stacks = join(outdir, 'stacks');
      for (const stack of (await readdir(stacks)).sort()) {
        contents.push(stack, await readFile(join(stacks, stack, 'cdk.tf.json'), 'utf8'));
      }
    }
    return contents.join('\n');
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

async function deploySequence(emulated: Emulated, names: readonly EnvironmentName[], folder: string): Promise<void> {
  try {
    for (const [i, name] of names.entries()) {
      const deployment = emulated.deployment(ENVIRONMENTS[name]);
      if (i === 0) await deployment.bootstrap();
      // The bucket policy first: the role of a new account needs it before its stack reads a state.
      else await deployment.deploy([stackNames.state]);
      await deployment.deploy();
      const state = await deployedState(environmentWith(ENVIRONMENTS[name]), (stack) => deployment.showState(stack));
      await writeFile(join(folder, `${name}.json`), JSON.stringify(state));
      console.error(`  ${name} deployed`);
    }
  } finally {
    await emulated.stop();
  }
}

/** An environment that refers to everything that any of these refers to, so that VPCs and subnets exist from the start. */
function everything(names: readonly EnvironmentName[]): Changes {
  return names
    .map((name): Changes => ENVIRONMENTS[name])
    .reduce((all, changes) => {
      const accounts = { 'accounts.third': changes['accounts.third'] ?? all['accounts.third'] };
      const most = (changes.consumers as []).length > ((all.consumers as []) ?? []).length ? changes : all;
      return { ...changes, ...accounts, consumers: most.consumers };
    });
}

async function made(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
