import type { Locator } from '../fields';
import type { Mistake, Path } from '../mistakes';
import { addressOf } from '../names';
import { type Sound, soundEntries } from '../sound';
import { repeated, type SoundEnvironment } from './rule';

/** Things that would be looked up twice. */
export function* lookupRules({ service, consumers }: SoundEnvironment): Iterable<Mistake> {
  yield* subnetRules(service?.subnets, ['service', 'subnets']);
  for (const [i, { subnets }] of soundEntries(consumers)) yield* subnetRules(subnets, ['consumers', i, 'subnets']);
  yield* routeTableRules(service);
}

/** Names repeat from VPC to VPC, but all subnets of a list are in one. */
function subnetRules(subnets: readonly (Sound<Locator> | undefined)[] | undefined, path: Path): Iterable<Mistake> {
  return repeated(
    soundEntries(subnets).map(([i, { id, name }]) => ({ path: [...path, i, id ? 'id' : 'name'], given: id ?? name })),
    'a subnet that is not in the list yet',
    'a subnet is in one zone, so one of the two is not where it is said to be',
  );
}

function routeTableRules(service: SoundEnvironment['service']): Iterable<Mistake> {
  return repeated(
    soundEntries(service?.routeTables).map(([i, { id, name }]) => ({
      path: ['service', 'routeTables', i],
      given: name ?? id,
    })),
    'each once, and by letters and digits that no other has',
    'its Terraform address is made of them, and it would be looked up and get its routes twice',
    (name) => addressOf([name as string]),
  );
}
