import { type Mistake, type Path, pathText } from '../mistakes';
import { type Backend, sentinelName } from '../names';
import type { Consumer, Environment, Server } from '../schema';
import { type Sound, soundEntries } from '../sound';

/** The fields of an environment that passed their own checks. */
export type SoundEnvironment = Sound<Omit<Environment, 'name'>>;

/** Whether everything at and below a path passed its own checks. A missing field did. */
export type IsSound = (path: Path) => boolean;

/** A rule on fields together. It reports every mistake that it finds, and passes over fields that are not sound. */
export type Rule = (environment: SoundEnvironment, isSound: IsSound) => Iterable<Mistake>;

/** A value and where it is. `undefined` where the value is missing or not sound. */
export interface Located {
  readonly path: Path;
  readonly given: unknown;
}

/**
 * Reports each value that repeats an earlier one, after normalising both.
 *
 * @param normalise what has to be unique of a value
 */
export function* repeated(
  values: readonly Located[],
  allowed: string,
  why: string,
  normalise: (given: unknown) => unknown = (given) => given,
): Iterable<Mistake> {
  const first = new Map<unknown, Path>();
  for (const { path, given } of values) {
    if (given === undefined) continue;
    const earlier = first.get(normalise(given));
    if (earlier) yield { path, given, allowed, why: `${pathText(earlier)} has it already; ${why}` };
    else first.set(normalise(given), path);
  }
}

/** The items of a list with their paths. */
export const located = (list: readonly unknown[] | undefined, path: Path): Located[] =>
  soundEntries(list).map(([i, given]) => ({ path: [...path, i], given }));

/** What gets a listener: where it is written down, and where its name is. */
export type ExposedServer = Sound<Backend> & { readonly path: Path; readonly namePath: Path };

/** Everything that gets a listener: the servers, and the Sentinels beside them. */
export function exposedServers(servers: Sound<Server[]> | undefined): ExposedServer[] {
  return soundEntries(servers).flatMap(([i, { sentinel, ...redis }]) => {
    const path: Path = ['service', 'servers', i];
    const server = { ...redis, path, namePath: [...path, 'name'] };
    if (!sentinel) return [server];
    const sentinelPath: Path = [...path, 'sentinel'];
    const name = redis.name && sentinelName(redis.name);
    return [server, { ...sentinel, name, address: redis.address, path: sentinelPath, namePath: sentinelPath }];
  });
}

/**
 * What tells one VPC from another: its ID, else its account, Region and name. `undefined` where none of these is sound.
 *
 * @param region the environment's, for VPCs that have none of their own
 */
export function vpcKey(
  { account, region: own, vpc }: Sound<Pick<Consumer, 'account' | 'region' | 'vpc'>>,
  region: string | undefined,
): string | undefined {
  if (vpc?.id !== undefined) return vpc.id;
  if (vpc?.name === undefined || account === undefined) return undefined;
  const elsewhere = own === undefined || own === region ? '' : ` in ${own}`;
  return `"${vpc.name}" of ${account}${elsewhere}`;
}
