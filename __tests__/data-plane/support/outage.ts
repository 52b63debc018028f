import { table } from '../../../src/local/table';
import type { Load } from './clients';

/** Seconds of the longest time without an acknowledged write, from a fault until a time at the end of the watch. */
export function outage({ acknowledged }: Load, fault: number, end: number): number {
  const times = acknowledged.map(([, time]) => time);
  const before = times.filter((time) => time <= fault).at(-1) ?? fault;
  const marks = [before, ...times.filter((time) => time > fault), end];
  return Math.max(...marks.slice(1).map((time, i) => time - (marks[i] as number))) / 1000;
}

/** Prints measurements among the test's output, as a table. */
export function report(title: string, rows: readonly (readonly string[])[]): void {
  process.stdout.write(`\n${title}\n\n${table(rows)}\n\n`);
}

/** A limit for a measurement that may be worse than one on another machine by half. */
export const half = (seconds: number) => seconds * 1.5;

export const inSeconds = (seconds: number) => seconds.toFixed(1);
