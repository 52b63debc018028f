import type { RedisInstance } from '../../../src/data-plane/redis-instance';
import { table } from '../../../src/shell/table';
import type { Client, LibraryName, Load } from './clients';
import { keysOn } from './sentinels';

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

/** What became of a client's writes from a fault until the end of a watch. */
export interface Outcome {
  readonly library: LibraryName;
  /** The longest time without an acknowledged write. */
  readonly seconds: number;
  readonly errors: readonly string[];
  readonly acknowledged: number;
  /** Acknowledged, and not on the server that they are to be on in the end. */
  readonly lost: number;
}

/** Counts and prints what became of the loads of clients, whose keys are to be on a server in the end. */
export async function outcomes(
  title: string,
  clients: readonly Client[],
  loads: readonly Load[],
  { fault, end, owner }: { readonly fault: number; readonly end: number; readonly owner: RedisInstance },
): Promise<Outcome[]> {
  const kept = await keysOn(owner, '');
  const found = clients.map(({ library }, i): Outcome => {
    const { acknowledged, errors } = loads[i] as Load;
    return {
      library,
      seconds: outage({ acknowledged, errors }, fault, end),
      errors: errors.map(([message]) => message),
      acknowledged: acknowledged.length,
      lost: acknowledged.filter(([key]) => !kept.has(key)).length,
    };
  });
  report(title, [
    ['client', 'seconds', 'errors', 'acknowledged', 'of which lost'],
    ...found.map(({ library, seconds, errors, acknowledged, lost }) => [
      library,
      inSeconds(seconds),
      ...[errors.length, acknowledged, lost].map(String),
    ]),
  ]);
  return found;
}

/** Who took longer than what has been seen, give or take half. */
export function tooSlow(found: readonly Outcome[], seen: Readonly<Record<LibraryName, number>>): Outcome[] {
  return found.filter(({ library, seconds }) => seconds > half(seen[library]));
}
