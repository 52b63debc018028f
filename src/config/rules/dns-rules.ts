import { type Mistake, type Path, pathText } from '../mistakes';
import type { Consumer } from '../schema';
import { type Sound, soundEntries, soundItems } from '../sound';
import { located, repeated, type SoundEnvironment, vpcKey } from './rule';

/**
 * Domains that AWS or DNS itself answers in a VPC. A hosted zone takes all names below its own from everybody else:
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
const RESERVED_DOMAINS = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'amazonwebservices.com.cn',
  'amazonwebservices.eu',
  'aws',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
  'ec2.internal',
  'compute.internal',
  'arpa',
  'localhost',
];

/** Names in the private hosted zones that collide, with each other or with AWS's. */
export function* dnsRules({ region, service, consumers }: SoundEnvironment): Iterable<Mistake> {
  const zones = new Set(
    soundItems(consumers).flatMap(({ subnets }) => soundItems(subnets).map(({ zoneId }) => zoneId)),
  );
  for (const [i, { name }] of soundEntries(service?.servers)) {
    if (name === undefined || !zones.has(name)) continue;
    yield {
      path: ['service', 'servers', i, 'name'],
      given: name,
      allowed: 'any name but the ID of a zone that has an endpoint',
      why: 'both would be the same name in the hosted zone',
    };
  }
  for (const [i, { vpc, dns }] of soundEntries(consumers)) {
    yield* reservedDomain(dns?.zoneName, ['consumers', i, 'dns', 'zoneName']);
    const further: Path = ['consumers', i, 'dns', 'additionalVpcIds'];
    yield* repeated(located(dns?.additionalVpcIds, further), 'each once', 'it would be associated twice');
    const own = dns?.additionalVpcIds?.indexOf(vpc?.id) ?? -1;
    if (!vpc?.id || own < 0) continue;
    yield {
      path: [...further, own],
      given: vpc.id,
      allowed: 'the IDs of further VPCs',
      why: "the consumer's own VPC is associated with the hosted zone already",
    };
  }
  const labels = new Set([...zones, ...soundItems(service?.servers).map(({ name }) => name)]);
  yield* sharedVpcs(consumers, labels, region);
}

function* reservedDomain(zoneName: string | undefined, path: Path): Iterable<Mistake> {
  const domain = RESERVED_DOMAINS.find(
    (reserved) => zoneName !== undefined && (isBelow(zoneName, reserved) || isBelow(reserved, zoneName)),
  );
  if (!domain) return;
  yield {
    path,
    given: zoneName,
    allowed: `a domain that is not, and is neither above nor below, ${domain}`,
    why: 'the hosted zone would hide names that AWS or DNS itself answers from the whole VPC',
  };
}

/** Two hosted zones of one VPC: Route 53 refuses equal names (ConflictingDomainExists), and the narrower hides names. */
function* sharedVpcs(
  consumers: SoundEnvironment['consumers'],
  labels: ReadonlySet<string | undefined>,
  region: string | undefined,
): Iterable<Mistake> {
  const zones = soundEntries(consumers).flatMap(([i, consumer]) => {
    const name = consumer.dns?.zoneName;
    const path: Path = ['consumers', i, 'dns', 'zoneName'];
    return name === undefined ? [] : [{ name, path, vpcs: vpcsOf(consumer, region) }];
  });
  for (const [i, zone] of zones.entries()) {
    for (const other of zones.slice(0, i)) {
      const vpc = zone.vpcs.find((vpc) => other.vpcs.includes(vpc));
      if (!vpc) continue;
      const same = zone.name === other.name;
      const [narrow, wide] = isBelow(zone.name, other.name) ? [zone, other] : [other, zone];
      const hides = !same && isBelow(narrow.name, wide.name) && labels.has(labelIn(narrow.name, wide.name));
      if (!same && !hides) continue;
      yield {
        path: same ? zone.path : narrow.path,
        given: same ? zone.name : narrow.name,
        allowed: same
          ? 'a zone name that no other consumer of this VPC has'
          : `a zone name that is not below ${wide.name}`,
        why: same
          ? `${pathText(other.path)} has it already, and both zones would be associated with the VPC ${vpc} (ConflictingDomainExists)`
          : `in the VPC ${vpc} this zone would hide the name ${labelIn(narrow.name, wide.name)}.${wide.name} of ${pathText(wide.path)}`,
      };
      break;
    }
  }
}

/** The VPCs that resolve a consumer's zone: its own and the further ones. */
const vpcsOf = (consumer: Sound<Consumer>, region: string | undefined): string[] =>
  soundItems([vpcKey(consumer, region), ...soundItems(consumer.dns?.additionalVpcIds)]);

/** Whether a name is a domain's or below it. */
export const isBelow = (name: string, domain: string) => name === domain || name.endsWith(`.${domain}`);

/** The label right below a domain in a name: `redis-1` of a.redis-1.redis.internal in redis.internal. */
const labelIn = (name: string, domain: string) =>
  name
    .slice(0, -domain.length - 1)
    .split('.')
    .at(-1);
