import { type ProcessEnvironment, run } from '../process/run';
import { PROJECT } from '../project';
import type { Comparison, Contender } from './comparisons';

/** Options of {@link measure}. */
export interface MeasureOptions {
  /** How often each of the two runs, after one warm-up run each. */
  readonly runs: number;
  readonly env: ProcessEnvironment;
  readonly signal: AbortSignal;
  /** Receives the progress. */
  readonly onProgress: (what: string) => void;
}

/** The duration of each run, in seconds. */
export interface Measurement {
  readonly ours: readonly number[];
  readonly other: readonly number[];
}

/** Runs the two in turn, so that other load on the machine slows both down alike. */
export async function measure({ ours, other }: Comparison, options: MeasureOptions): Promise<Measurement> {
  const { runs, onProgress } = options;
  const seconds = { ours: [] as number[], other: [] as number[] };
  for (let i = 0; i <= runs; i++) {
    onProgress(i === 0 ? 'once, to warm up' : `run ${i} of ${runs}`);
    const pair = [await timed(ours, options), await timed(other, options)] as const;
    if (i === 0) continue;
    seconds.ours.push(pair[0]);
    seconds.other.push(pair[1]);
  }
  return seconds;
}

async function timed({ args }: Contender, { env, signal }: MeasureOptions): Promise<number> {
  const begin = performance.now();
  await run(process.execPath, args, { cwd: PROJECT, env, signal });
  return (performance.now() - begin) / 1000;
}

/** The median: of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** The rows of a table: the medians and their ratio. */
export function rows({ title, ours, other }: Comparison, measured: Measurement): string[][] {
  const [fast, slow] = [median(measured.ours), median(measured.other)];
  return [
    [title, ours.name, fast.toFixed(2), '1.0'],
    ['', other.name, slow.toFixed(2), (slow / fast).toFixed(1)],
  ];
}
