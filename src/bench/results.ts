import { cpus } from 'node:os';
import type { Measurement } from './measure';

/** A comparison's title and measurements, ours first. */
export interface Result {
  readonly title: string;
  readonly measured: readonly Measurement[];
}

/** The median. For an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** Medians, and the ratio of each to ours. */
function summary({ title, measured }: Result) {
  const ours = median(measured[0]?.seconds ?? []);
  return measured.map(({ name, seconds, megabytes }) => ({
    title,
    name,
    seconds: median(seconds),
    fastest: Math.min(...seconds),
    slowest: Math.max(...seconds),
    megabytes: median(megabytes),
    ratio: median(seconds) / ours,
  }));
}

/** The rows of a table, header first. */
export function rows(results: readonly Result[]): string[][] {
  const body = results.flatMap((result) =>
    summary(result).map(({ title, name, seconds, fastest, slowest, megabytes, ratio }, i) => [
      i === 0 ? title : '',
      name,
      seconds.toFixed(2),
      `${fastest.toFixed(2)} to ${slowest.toFixed(2)}`,
      megabytes.toFixed(0),
      ratio.toFixed(2),
    ]),
  );
  return [['', 'by', 'seconds', 'from, to', 'MB', 'ratio'], ...body];
}

/** The results as JSON, with the Node version and the machine. */
export function json(results: readonly Result[]): string {
  const [cpu] = cpus();
  return JSON.stringify(
    {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      cpus: `${cpus().length} x ${cpu?.model.trim()}`,
      results: results.flatMap(summary),
    },
    null,
    2,
  );
}
