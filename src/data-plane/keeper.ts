import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const SCRIPT = join(__dirname, 'keeper.sh');
const PREFIX = 'redis-dp-';
/** A run that has just begun may not have its lock yet. */
const BEGINNING_MILLISECONDS = 10_000;

/** Who removes all that a run has made, when it ends: stopped, failed, interrupted or killed. */
export interface Keeper {
  /** The run's name, which its namespaces begin with. */
  readonly run: string;
  /** The run's folder. */
  readonly folder: string;
  /** Has it all removed. Resolves when nothing is left. */
  release(): Promise<void>;
}

/** Begins a run, and first removes what runs have left behind that were killed together with their keepers. */
export async function startKeeper(): Promise<Keeper> {
  await removeLeftovers();
  const run = `${PREFIX}${randomBytes(3).toString('hex')}`;
  const folder = join(tmpdir(), run);
  await mkdir(folder);
  const release = await keep(run, folder);
  return { run, folder, release };
}

async function removeLeftovers(): Promise<void> {
  const runs = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  await Promise.all(
    runs.map(async (run) => {
      const folder = join(tmpdir(), run);
      const { birthtimeMs } = await stat(folder).catch(() => ({ birthtimeMs: Date.now() })); // else it has just gone
      if (Date.now() - birthtimeMs < BEGINNING_MILLISECONDS) return;
      // A keeper that gets the lock of a run is that run's last, and is released at once. The others end by themselves.
      const release = await keep(run, folder).catch(() => undefined);
      await release?.();
    }),
  );
}

async function keep(run: string, folder: string): Promise<() => Promise<void>> {
  // A session of its own: neither Ctrl-C nor the end of a terminal gets to it.
  const keeper = spawn('sh', [SCRIPT, run, folder], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const stderr = text(keeper.stderr);
  const gone = once(keeper, 'exit');
  const ready = once(keeper.stdout, 'data').then(() => true);
  if (!(await Promise.race([ready, gone.then(() => false)]))) throw new Error(`The keeper of ${run}: ${await stderr}`);
  // It shall not keep this process from ending.
  keeper.unref();
  for (const stream of keeper.stdio) (stream as Socket | null)?.unref();
  return async () => {
    keeper.ref();
    keeper.stdin.end();
    await gone;
    if (keeper.exitCode !== 0) throw new Error(`Removing ${run} failed: ${await stderr}`);
  };
}
