import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessEnvironment, run } from '../process/run';
import type { Comparison, Contender } from './comparisons';

/** Options of {@link measure}. */
export interface MeasureOptions {
  /** Runs per contender, after a warm-up run. */
  readonly runs: number;
  /** The working directory: the copy of the project. */
  readonly cwd: string;
  readonly env: ProcessEnvironment;
  readonly signal: AbortSignal;
  /** Receives progress messages. */
  readonly onProgress: (message: string) => void;
}

/** A contender's time and memory in each run. */
export interface Measurement {
  readonly name: string;
  /** Wall time. */
  readonly seconds: readonly number[];
  /** Peak memory of the largest Node process, in MiB. */
  readonly megabytes: readonly number[];
}

/**
 * Runs the contenders in turn, ours first, so that other load on the machine slows them all down equally.
 *
 * @throws Error if their results differ
 */
export async function measure({ ours, others, check }: Comparison, options: MeasureOptions): Promise<Measurement[]> {
  const { runs, onProgress } = options;
  const all = [ours, ...others].map((contender) => {
    return { contender, seconds: [] as number[], megabytes: [] as number[] };
  });
  for (let i = 0; i <= runs; i++) {
    for (const { contender, seconds, megabytes } of all) {
      onProgress(`${i === 0 ? 'warming up' : `run ${i} of ${runs}`}: ${contender.name}`);
      const { seconds: time, megabytes: memory } = await once(contender, options);
      if (i === 0) continue;
      seconds.push(time);
      megabytes.push(memory);
    }
    if (i === 0) check?.();
  }
  return all.map(({ contender: { name }, seconds, megabytes }) => ({ name, seconds, megabytes }));
}

async function once({ program = 'node', args, env }: Contender, options: MeasureOptions) {
  const { cwd, signal } = options;
  const file = join(cwd, 'peak-memory');
  await rm(file, { force: true });
  const measured = {
    NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, 'peak-memory.cjs'))}`,
    BENCH_PEAK_MEMORY: file,
  };
  const begin = performance.now();
  await run(program === 'node' ? process.execPath : program, args, {
    cwd,
    signal,
    env: { ...options.env, ...env, ...measured },
  });
  const seconds = (performance.now() - begin) / 1000;
  const kilobytes = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
  return { seconds, megabytes: Math.max(...kilobytes) / 1024 };
}
