import { type Mistake, type Path, pathText } from '../mistakes';
import { soundEntries } from '../sound';
import { isBelow } from './dns-rules';
import { repeated, type SoundEnvironment, vpcKey } from './rule';

/**
 * A private DNS name that AWS could not verify, or that endpoints could not share. For each endpoint that has it, AWS
 * associates a private hosted zone of the name with the VPC:
 * https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
 */
export function* privateDnsRules({ region, service, consumers }: SoundEnvironment): Iterable<Mistake> {
  if (service?.privateDns === undefined) return;
  const { name, publicZoneName } = service.privateDns;
  const path: Path = ['service', 'privateDns', 'name'];
  if (name !== undefined && publicZoneName !== undefined && !isBelow(name, publicZoneName)) {
    yield {
      path,
      given: name,
      allowed: `${publicZoneName}, or a name below it`,
      why: 'AWS verifies it by a TXT record in service.privateDns.publicZoneName',
    };
  }
  for (const [i, { endpoints, dns }] of soundEntries(consumers)) {
    if (endpoints !== 'one') {
      yield {
        path: ['consumers', i, 'endpoints'],
        given: endpoints,
        allowed: '"one", or no service.privateDns',
        why: 'several endpoints of a VPC cannot share a private DNS name',
      };
    }
    if (name === undefined || dns?.zoneName === undefined || !isBelow(name, dns.zoneName)) continue;
    yield {
      path: ['consumers', i, 'dns', 'zoneName'],
      given: dns.zoneName,
      allowed: `a zone that ${pathText(path)}, ${name}, is not in`,
      why: 'AWS associates a hosted zone of that name with the VPC, which would clash with this one or hide names in it',
    };
  }
  yield* repeated(
    soundEntries(consumers).map(([i, consumer]) => ({
      path: ['consumers', i, 'vpc'],
      given: vpcKey(consumer, region),
    })),
    'a VPC that no other consumer is in',
    'two endpoints of a VPC cannot share a private DNS name',
  );
}
