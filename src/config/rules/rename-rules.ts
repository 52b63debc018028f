import type { Mistake, Path } from '../mistakes';
import { sentinelName } from '../names';
import { type Sound, soundEntries } from '../sound';
import { exposedServers, type Located, repeated, type SoundEnvironment } from './rule';

type Renamed = Sound<{ readonly name: string; readonly formerly?: string }>;

/** Former names that something else has, or had. */
export function* renameRules({ service, consumers }: SoundEnvironment): Iterable<Mistake> {
  yield* formerNames({
    things: soundEntries(service?.servers),
    path: ['service', 'servers'],
    taken: exposedServers(service?.servers).flatMap(({ name }) => name ?? []),
    namesOf: (name) => [name, sentinelName(name)],
    thing: 'server',
    why: 'Terraform would move one listener to two addresses, or over another',
  });
  yield* formerNames({
    things: soundEntries(consumers),
    path: ['consumers'],
    taken: soundEntries(consumers).flatMap(([, { name }]) => name ?? []),
    namesOf: (name) => [name],
    thing: 'consumer',
    why: 'both would write one state',
  });
}

interface FormerNames {
  readonly things: Iterable<readonly [number, Renamed]>;
  readonly path: Path;
  /** Names in use. */
  readonly taken: readonly string[];
  /** Every name that follows from a thing's own. */
  readonly namesOf: (name: string) => readonly string[];
  readonly thing: string;
  readonly why: string;
}

function* formerNames({ things, path, taken, namesOf, thing, why }: FormerNames): Iterable<Mistake> {
  const renamed: Located[] = [];
  for (const [i, { formerly }] of things) {
    if (formerly === undefined) continue;
    const located = { path: [...path, i, 'formerly'], given: formerly };
    renamed.push(located);
    if (!namesOf(formerly).some((name) => taken.includes(name))) continue;
    yield { ...located, allowed: `a name that no ${thing} has now, this one included`, why };
  }
  yield* repeated(renamed, `a name that no other ${thing} had`, why);
}
