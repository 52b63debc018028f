import type { Locator } from '../fields';
import { labelMistake } from '../fields/names';
import { type Mistake, type Path, pathText } from '../mistakes';
import type { Consumer } from '../schema';
import { ifAllSound, type Sound, soundEntries } from '../sound';
import { repeated, type SoundEnvironment, vpcKey } from './rule';

/** Things that would be looked up twice, or that are said to be two different things. */
export function* lookupRules({ region, service, consumers }: SoundEnvironment): Iterable<Mistake> {
  yield* subnetRules(service?.subnets, ['service', 'subnets']);
  for (const [i, { subnets }] of soundEntries(consumers)) yield* subnetRules(subnets, ['consumers', i, 'subnets']);
  yield* routeTableRules(service);
  yield* contradictions(
    [
      ...(service ? [{ path: ['service'], side: service }] : []),
      ...soundEntries(consumers).map(([i, side]) => ({ path: ['consumers', i], side })),
    ],
    region,
  );
}

/** Names repeat from VPC to VPC, but all subnets of a list are in one. */
function subnetRules(subnets: readonly (Sound<Locator> | undefined)[] | undefined, path: Path): Iterable<Mistake> {
  return repeated(
    soundEntries(subnets).map(([i, { id, name }]) => ({ path: [...path, i, id ? 'id' : 'name'], given: id ?? name })),
    'a subnet that is not in the list yet',
    'a subnet is in one zone, so one of the two is not where it is said to be',
  );
}

function* routeTableRules(service: SoundEnvironment['service']): Iterable<Mistake> {
  const path = ['service', 'routeTables'];
  const tables = Object.entries(service?.routeTables ?? {});
  for (const [key] of tables) {
    const expectation = labelMistake(key);
    if (expectation) yield { path: [...path, key], given: key, ...expectation };
  }
  yield* repeated(
    tables.map(([key, table]) => ({
      path: [...path, key, table?.id ? 'id' : 'name'],
      given: table?.id ?? table?.name,
    })),
    'a route table that has no other entry',
    'EC2 refuses to create its routes a second time (RouteAlreadyExists)',
  );
}

/** The service or a consumer: each has a VPC and subnets. */
interface Side {
  readonly path: Path;
  readonly side: Sound<Pick<Consumer, 'account' | 'region' | 'vpc' | 'subnets'>>;
}

/** One VPC with two lists of CIDR blocks, or one subnet in two zones: AWS knows only one of each. */
function* contradictions(sides: readonly Side[], region: string | undefined): Iterable<Mistake> {
  const stated = new Map<string, { path: Path; value: string }>();
  for (const { path, side } of sides) {
    const vpc = vpcKey(side, region);
    const cidrs = ifAllSound(side.vpc?.cidrs)?.toSorted().join(', ');
    const facts = [
      { path: [...path, 'vpc', 'cidrs'], thing: vpc, value: cidrs, what: 'VPC' },
      ...soundEntries(side.subnets).map(([i, { id, name, zoneId }]) => ({
        path: [...path, 'subnets', i, 'zoneId'],
        thing: id ?? (vpc !== undefined && name !== undefined ? `"${name}" in the VPC ${vpc}` : undefined),
        value: zoneId,
        what: 'subnet',
      })),
    ];
    for (const { path, thing, value, what } of facts) {
      if (thing === undefined || value === undefined) continue;
      const earlier = stated.get(`${what} ${thing}`);
      if (!earlier) stated.set(`${what} ${thing}`, { path, value });
      // Within one list the subnet itself is reported, as one that is there twice.
      else if (earlier.value !== value && earlier.path[1] !== path[1]) {
        yield {
          path,
          given: value,
          allowed: `${earlier.value}, as ${pathText(earlier.path)} has it`,
          why: `both are the ${what} ${thing}, and AWS knows only one of the two`,
        };
      }
    }
  }
}
