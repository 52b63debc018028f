import type { Mistake, Path } from '../mistakes';
import { portRuns } from '../port-runs';
import { QUOTAS, type QuotaName } from '../quotas';
import type { Consumer, Server } from '../schema';
import { type Sound, soundEntries, soundItems } from '../sound';
import type { SoundEnvironment } from './rule';

/** What a quota is about in an environment, how much of it is used, and what that is made of. */
interface Use {
  readonly quota: QuotaName;
  readonly path: Path;
  readonly count: number;
  readonly of: string;
}

/** Reports every quota of AWS's that the environment exceeds: its own figure, or AWS's default. */
export function* quotaRules(environment: SoundEnvironment): Iterable<Mistake> {
  for (const { quota, path, count, of } of uses(environment)) {
    const { name, most: byDefault, page, help } = QUOTAS[quota];
    const most = environment.quotas?.[quota] ?? byDefault;
    if (count <= most) continue;
    yield {
      path,
      given: `${count}: ${of}`,
      allowed: `${most} at most: ${help}`,
      why: `AWS's quota "${name}" (${page}); where AWS has raised it, write the new figure into quotas.${quota}`,
    };
  }
}

function* uses({ region, service, consumers, endpointHealth }: SoundEnvironment): Iterable<Use> {
  const runs = portRuns(listenerPorts(service?.servers)).length;
  const onPremises = soundItems(service?.onPremisesCidrs).length;
  const external = soundItems(service?.externalConsumers).flatMap(({ cidrs }) => soundItems(cidrs));
  const networks = new Set([...soundItems(consumers).flatMap(clientCidrs), ...external]).size;
  const enforced = service?.enforceRulesOnPrivateLink ?? true;
  yield {
    quota: 'rulesPerSecurityGroup',
    path: enforced ? ['consumers'] : ['service', 'onPremisesCidrs'],
    count: (enforced ? networks * runs : 0) + onPremises,
    of:
      `in the load balancer's group, ${networks} client networks times ${runs} runs of listener ports, and ` +
      `${onPremises} networks on premises. With service.enforceRulesOnPrivateLink: false the first are not needed`,
  };
  yield {
    quota: 'routesPerRouteTable',
    path: ['service', 'onPremisesCidrs'],
    count: onPremises,
    of: 'routes that this project adds to each of service.routeTables',
  };
  for (const [i, consumer] of soundEntries(consumers)) {
    const clients = clientCidrs(consumer).length + soundItems(consumer.clients?.securityGroupIds).length;
    yield {
      quota: 'rulesPerSecurityGroup',
      path: ['consumers', i, 'clients'],
      count: clients * runs,
      of: `in the endpoints' group, ${clients} client networks and groups times ${runs} runs of listener ports`,
    };
    const vpcs =
      1 + soundItems(consumer.dns?.additionalVpcIds).length + soundItems(consumer.dns?.authorizedVpcIds).length;
    yield { quota: 'vpcsPerHostedZone', path: ['consumers', i, 'dns'], count: vpcs, of: 'VPCs of its hosted zone' };
  }
  const vpcOf = ({ account, region: own = region, vpc }: Sound<Consumer>) =>
    JSON.stringify([account, own, vpc?.name ?? vpc?.id]);
  for (const [path, endpoints] of summedBy(consumers, vpcOf, endpointsOf)) {
    yield { quota: 'interfaceEndpointsPerVpc', path, count: endpoints, of: 'endpoints of all consumers in this VPC' };
  }
  if (endpointHealth?.enabled === false) return;
  for (const [path, checks] of summedBy(consumers, ({ account }) => account, healthChecksOf(region))) {
    yield { quota: 'healthChecksPerAccount', path, count: checks, of: 'endpoints of all consumers in this account' };
  }
}

function listenerPorts(servers: Sound<Server[]> | undefined): number[] {
  return soundItems(servers).flatMap((server) =>
    [server, server.sentinel].flatMap((exposed) => soundItems([exposed?.listenerPort, exposed?.formerListenerPort])),
  );
}

/** The networks that a consumer's clients are let in from. */
function clientCidrs({ vpc, clients }: Sound<Consumer>): string[] {
  const named = soundItems(clients?.cidrs);
  return clients?.cidrs && !clients.securityGroupIds ? named : [...new Set([...named, ...soundItems(vpc?.cidrs)])];
}

const endpointsOf = ({ endpoints, subnets }: Sound<Consumer>) => (endpoints === 'one' ? 1 : soundItems(subnets).length);

/** A single endpoint has none, and neither has one in another Region. */
const healthChecksOf =
  (region: string | undefined) =>
  (consumer: Sound<Consumer>): number =>
    consumer.endpoints === 'one' || (consumer.region ?? region) !== region ? 0 : endpointsOf(consumer);

/** A count summed over the consumers of each group, with the path of its last consumer. */
function summedBy(
  consumers: Sound<Consumer[]> | undefined,
  groupOf: (consumer: Sound<Consumer>) => string | undefined,
  count: (consumer: Sound<Consumer>) => number,
): Iterable<[path: Path, sum: number]> {
  const groups = new Map<string | undefined, [Path, number]>();
  for (const [i, consumer] of soundEntries(consumers)) {
    const [, before] = groups.get(groupOf(consumer)) ?? [[], 0];
    groups.set(groupOf(consumer), [['consumers', i, 'subnets'], before + count(consumer)]);
  }
  return groups.values();
}
