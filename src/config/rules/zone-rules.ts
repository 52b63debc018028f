import type { Mistake, Path } from '../mistakes';
import { regionOfZone, zoneIdPrefix } from '../regions';
import type { Consumer } from '../schema';
import { ifAllSound, type Sound, soundEntries, soundItems } from '../sound';
import { type Rule, repeated, type SoundEnvironment } from './rule';

/** A list of subnets, the Region that it is in, and why each zone can have one of them only. */
interface SubnetList {
  readonly path: Path;
  readonly subnets: Sound<Consumer>['subnets'];
  readonly region: string | undefined;
  readonly why: string;
}

/** Zones that are not in the Region, that two subnets are in, or that the load balancer is not in. */
export const zoneRules: Rule = function* ({ region, service, consumers }, isSound) {
  const regions = soundEntries(consumers).map(([i, consumer]): [number, string | undefined] => [
    i,
    isSound(['consumers', i, 'region']) ? (consumer.region ?? region) : undefined,
  ]);
  const lists: SubnetList[] = [
    {
      path: ['service', 'subnets'],
      subnets: service?.subnets,
      region,
      why: 'a load balancer takes one subnet a zone',
    },
    ...regions.map(([i, region]) => ({
      path: ['consumers', i, 'subnets'],
      subnets: consumers?.[i]?.subnets,
      region,
      why: 'each zone has one endpoint, or one network interface of an endpoint, and both are keyed by their zone',
    })),
  ];
  for (const { path, subnets, region, why } of lists) {
    const zones = soundEntries(subnets).map(([i, { zoneId }]) => ({ path: [...path, i, 'zoneId'], given: zoneId }));
    yield* repeated(zones, 'a zone that no other subnet is in', why);
    for (const { path, given } of zones) {
      if (given === undefined || region === undefined || isZoneOf(region, given)) continue;
      yield { path, given, ...expectedIn(region) };
    }
  }
  for (const [i, consumerRegion] of regions) {
    if (consumerRegion !== undefined && region !== undefined && consumerRegion !== region) {
      yield* zonesWithoutOtherRegions(consumers?.[i]?.subnets, ['consumers', i, 'subnets'], consumerRegion, region);
    }
  }
  // A zone of another Region stands for one that nobody knows, and that may be the one that consumers are in.
  const inRegion = (zoneId: string) => region === undefined || isZoneOf(region, zoneId);
  const offered = ifAllSound(service?.subnets?.map((subnet) => subnet?.zoneId));
  // Across Regions, every zone reaches the service.
  const here = regions.flatMap(([i, consumerRegion]) => (consumerRegion === region ? [i] : []));
  if (offered?.every(inRegion)) {
    yield* missingZones(
      offered,
      consumers?.map((consumer, i) => (here.includes(i) ? consumer : undefined)),
      inRegion,
    );
  }
};

/** https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-cross-region */
const WITHOUT_OTHER_REGIONS = ['use1-az3', 'usw1-az2', 'apne1-az3', 'apne2-az2', 'apne2-az4'];

function* zonesWithoutOtherRegions(
  subnets: SubnetList['subnets'],
  path: Path,
  region: string,
  serviceRegion: string,
): Iterable<Mistake> {
  for (const [i, { zoneId }] of soundEntries(subnets)) {
    // A zone that is not in the Region is a mistake already.
    if (zoneId === undefined || !WITHOUT_OTHER_REGIONS.includes(zoneId) || !isZoneOf(region, zoneId)) continue;
    yield {
      path: [...path, i, 'zoneId'],
      given: zoneId,
      allowed: `another zone of ${region}`,
      why: `PrivateLink does not reach other Regions from this one, and the service is in ${serviceRegion}`,
    };
  }
}

/** Whether a zone may be in a Region. Where no zone ID of the Region is documented, those of other Regions are refused. */
function isZoneOf(region: string, zoneId: string): boolean {
  const prefix = zoneIdPrefix(region);
  return prefix === undefined ? regionOfZone(zoneId) === undefined : zoneId.startsWith(`${prefix}-`);
}

function expectedIn(region: string) {
  const prefix = zoneIdPrefix(region);
  return {
    allowed: prefix ? `a zone of ${region}: ${prefix}-az<number>` : `a zone of ${region}`,
    why: 'load balancer and endpoints are in the zones of their own Region',
  };
}

function* missingZones(
  offered: readonly string[],
  consumers: SoundEnvironment['consumers'],
  inRegion: (zoneId: string) => boolean,
): Iterable<Mistake> {
  const asked = soundEntries(consumers).flatMap(([i, { subnets }]) =>
    soundEntries(subnets).flatMap(([j, { zoneId }]) =>
      zoneId === undefined || !inRegion(zoneId) ? [] : [{ zoneId, path: ['consumers', i, 'subnets', j, 'zoneId'] }],
    ),
  );
  const unused = offered.flatMap((zoneId, i) => (asked.some((ask) => ask.zoneId === zoneId) ? [] : [{ zoneId, i }]));
  for (const zoneId of new Set(asked.map((ask) => ask.zoneId))) {
    if (offered.includes(zoneId)) continue;
    const asking = asked.filter((ask) => ask.zoneId === zoneId);
    const everybody = asking.length > 1 && asking.length === soundItems(consumers).length;
    const mistaken = everybody ? unused.shift() : undefined;
    const [lonely] = unused;
    const hint = lonely ? `, and no consumer is in ${lonely.zoneId} (service.subnets[${lonely.i}])` : '';
    if (mistaken) {
      yield {
        path: ['service', 'subnets', mistaken.i, 'zoneId'],
        given: mistaken.zoneId,
        allowed: `${zoneId}, which every consumer has a subnet in`,
        why: 'an endpoint can only be in a zone that the load balancer is in, and no consumer is in this one',
      };
      continue;
    }
    for (const { path } of asking) {
      yield {
        path,
        given: zoneId,
        allowed: offered.join(' or '),
        why: `an endpoint can only be in a zone that the load balancer is in (service.subnets)${hint}`,
      };
    }
  }
}
