import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const SCRIPT = join(__dirname, 'reaper.sh');
const PREFIX = 'redis-dp-';
/** Matches the run at the beginning of a trace's name. A lock that is still being made belongs to a run that begins. */
const RUN = new RegExp(`^${PREFIX}[0-9a-f]{6}(?!\\.lock\\.new)`);
/** Where runs leave traces: locks, namespaces and the files of namespaces. All names begin with the run's name. */
const TRACES = ['/var/run', '/var/run/netns', '/etc/netns'];

/** Removes everything that a run has created when the run ends: stopped, failed, interrupted or killed. */
export interface Reaper {
  /** The run's name, which the names of its namespaces begin with. */
  readonly run: string;
  /** The run's folder. */
  readonly folder: string;
  /** Removes everything now. Resolves when nothing is left. */
  reap(): Promise<void>;
}

/** Begins a run. First removes the leftovers of runs that died together with their reapers, or by a reboot. */
export async function startReaper(): Promise<Reaper> {
  await removeLeftovers();
  const run = `${PREFIX}${randomBytes(3).toString('hex')}`;
  const folder = join(tmpdir(), run);
  return { run, folder, reap: await startScript(run, folder) };
}

async function removeLeftovers(): Promise<void> {
  const names = (await Promise.all(TRACES.map((folder) => readdir(folder).catch(() => [])))).flat();
  const runs = new Set(names.flatMap((name) => RUN.exec(name)?.[0] ?? []));
  await Promise.all(
    [...runs].map(async (run) => {
      // The script fails if it can't get the lock: that run is alive and has a reaper of its own.
      const reap = await startScript(run).catch(() => undefined);
      await reap?.();
    }),
  );
}

/** Starts the script. Returns a function that has it remove the run. */
async function startScript(run: string, ...newFolder: [folder?: string]): Promise<() => Promise<void>> {
  // A session of its own: neither Ctrl-C nor the end of a terminal reaches it.
  const args = [SCRIPT, run, ...newFolder] as string[];
  const child = spawn('sh', args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const stderr = text(child.stderr);
  const ended = once(child, 'exit');
  const ready = once(child.stdout, 'data').then(() => true);
  if (!(await Promise.race([ready, ended.then(() => false)]))) throw new Error(`The reaper of ${run}: ${await stderr}`);
  // The script must not keep this process alive.
  child.unref();
  for (const stream of child.stdio) (stream as Socket | null)?.unref();
  return async () => {
    child.ref();
    child.stdin.end();
    await ended;
    if (child.exitCode !== 0) throw new Error(`Removing ${run} failed: ${await stderr}`);
  };
}
