import { portRuns } from './port-runs';
import type { Mistake, Path } from './mistakes';
import { items, known, type Readable } from './readable';
import { QUOTAS, type QuotaName } from './quotas';
import type { Consumer, Environment, Server } from './schema';

type Shaped = Readable<Omit<Environment, 'name'>>;

/** What a quota is about in an environment, how much of it is used, and what that is made of. */
interface Use {
  readonly quota: QuotaName;
  readonly path: Path;
  readonly count: number;
  readonly of: string;
}

/** Reports every quota of AWS's that the environment exceeds: its own figure, or AWS's default. */
export function* quotaRules(environment: Shaped): Iterable<Mistake> {
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

function* uses({ service, consumers, endpointHealth }: Shaped): Iterable<Use> {
  const runs = portRuns(listenerPorts(service?.servers)).length;
  const onPremises = known(service?.onPremisesCidrs).length;
  const networks = new Set(known(consumers).flatMap(clientCidrs)).size;
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
  for (const [i, consumer] of items(consumers)) {
    const clients = clientCidrs(consumer).length + known(consumer.clients?.securityGroupIds).length;
    yield {
      quota: 'rulesPerSecurityGroup',
      path: ['consumers', i, 'clients'],
      count: clients * runs,
      of: `in the endpoints' group, ${clients} client networks and groups times ${runs} runs of listener ports`,
    };
    const vpcs = 1 + known(consumer.dns?.additionalVpcIds).length + known(consumer.dns?.authorizedVpcIds).length;
    yield { quota: 'vpcsPerHostedZone', path: ['consumers', i, 'dns'], count: vpcs, of: 'VPCs of its hosted zone' };
  }
  const vpcOf = ({ account, vpc }: Readable<Consumer>) => JSON.stringify([account, vpc?.name ?? vpc?.id]);
  for (const [path, endpoints] of endpointsBy(consumers, vpcOf)) {
    yield { quota: 'interfaceEndpointsPerVpc', path, count: endpoints, of: 'endpoints of all consumers in this VPC' };
  }
  if (endpointHealth?.enabled === false) return;
  for (const [path, endpoints] of endpointsBy(consumers, ({ account }) => account)) {
    yield { quota: 'healthChecksPerAccount', path, count: endpoints, of: 'endpoints of all consumers in this account' };
  }
}

function listenerPorts(servers: Readable<Server[]> | undefined): number[] {
  return known(servers).flatMap(({ listenerPort, sentinel }) => known([listenerPort, sentinel?.listenerPort]));
}

/** The networks that a consumer's clients are let in from. */
function clientCidrs({ vpc, clients }: Readable<Consumer>): string[] {
  const named = known(clients?.cidrs);
  return clients?.cidrs && !clients.securityGroupIds ? named : [...new Set([...named, ...known(vpc?.cidrs)])];
}

/** How many endpoints the consumers of each group have, with the path of its last consumer. */
function endpointsBy(
  consumers: Readable<Consumer[]> | undefined,
  groupOf: (consumer: Readable<Consumer>) => string | undefined,
): Iterable<[path: Path, endpoints: number]> {
  const groups = new Map<string | undefined, [Path, number]>();
  for (const [i, consumer] of items(consumers)) {
    const [, before] = groups.get(groupOf(consumer)) ?? [[], 0];
    groups.set(groupOf(consumer), [['consumers', i, 'subnets'], before + known(consumer.subnets).length]);
  }
  return groups.values();
}
