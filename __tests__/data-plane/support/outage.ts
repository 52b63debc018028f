import type { ClientConfiguration } from '../../../src/client-configuration/document';
import type { RedisInstance } from '../../../src/data-plane/redis-instance';
import { until } from '../../../src/process/until';
import { table } from '../../../src/shell/table';
import type { Client, LibraryName, Load } from './clients';
import { failoverLimit } from './limits';
import { keysOn } from './sentinels';

const PROMOTED_WITHIN_MILLISECONDS = 15_000;

/** The longest time in seconds without an acknowledged write, between a fault and the end of the watch. */
export function outage({ acknowledged }: Load, fault: number, end: number): number {
  const times = acknowledged.map(([, time]) => time);
  const before = times.filter((time) => time <= fault).at(-1) ?? fault;
  const marks = [before, ...times.filter((time) => time > fault), end];
  return Math.max(...marks.slice(1).map((time, i) => time - (marks[i] as number))) / 1000;
}

/** Prints measurements as a table in the output of the test run. */
export function report(title: string, rows: readonly (readonly string[])[]): void {
  process.stdout.write(`\n${title}\n\n${table(rows)}\n\n`);
}

export const inSeconds = (seconds: number) => seconds.toFixed(1);

/** The servers that are replicas now. */
export async function replicasAmong(servers: readonly RedisInstance[]): Promise<RedisInstance[]> {
  const roles = await Promise.all(servers.map((server) => server.command('ROLE')));
  return servers.filter((_, i) => roles[i]?.startsWith('slave'));
}

/** Waits until one of these replicas is a master. Returns the seconds since the fault. */
export async function promotion(replicas: readonly RedisInstance[], fault: number): Promise<number> {
  await until(() => Promise.all(replicas.map((replica) => replica.command('ROLE').catch(String))), {
    describe: 'a replica to be promoted',
    within: PROMOTED_WITHIN_MILLISECONDS,
    every: 200,
    holds: (roles) => roles.some((role) => role.startsWith('master')),
  });
  return (Date.now() - fault) / 1000;
}

/** The result of a client's writes between a fault and the end of the watch. */
export interface Outcome {
  readonly library: LibraryName;
  /** The longest time without an acknowledged write. */
  readonly seconds: number;
  readonly errors: readonly string[];
  readonly acknowledged: number;
  /** Acknowledged writes that are not on the server that owns the keys at the end. */
  readonly lost: number;
}

/** Evaluates and prints the loads of clients. The owner is the server that has their keys at the end. */
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

/** The clients that took longer than they may, each with its limit. */
export function tooSlow(
  found: readonly Pick<Outcome, 'library' | 'seconds'>[],
  configuration: ClientConfiguration,
  failoverSeconds: number,
) {
  return found
    .map(({ library, seconds }) => ({
      library,
      seconds,
      limit: failoverLimit(library, configuration, failoverSeconds),
    }))
    .filter(({ seconds, limit }) => seconds > limit);
}
