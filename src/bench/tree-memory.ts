import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MILLISECONDS = 500;

/**
 * Measures the peak memory of all processes that a piece of work starts, together. Memory that processes share counts once.
 * Linux only.
 *
 * @param except process IDs that are left out, with their descendants
 * @returns the work's result, and MiB; 0 where /proc does not say
 */
export async function withTreeMemory<T>(
  except: readonly number[],
  work: () => Promise<T>,
): Promise<{ result: T; megabytes: number }> {
  let peak = 0;
  const sample = setInterval(() => {
    peak = Math.max(peak, total(descendants(process.pid, except)));
  }, EVERY_MILLISECONDS);
  try {
    return { result: await work(), megabytes: peak / 1024 };
  } finally {
    clearInterval(sample);
  }
}

function descendants(root: number, except: readonly number[]): number[] {
  const children = new Map<number, number[]>();
  for (const name of namesIn('/proc')) {
    // The command may hold spaces and parentheses: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const [, parent] = /^\d+ \(.*\) \w (\d+)/s.exec(text(`/proc/${name}/stat`)) ?? [];
    if (parent) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(name)]);
  }
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).filter((child) => !except.includes(child)).flatMap((child) => [child, ...below(child)]);
  return below(root);
}

/** Proportional set sizes: https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html */
const total = (pids: readonly number[]) =>
  pids.reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(text(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0), 0);

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return []; // no Linux
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the process has just ended
  }
}
