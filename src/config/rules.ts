import * as ipaddr from 'ipaddr.js';
import { LABEL, label } from './fields';
import { type Mistake, type Path, pathText } from './mistakes';
import { addressOf, type Backend, sentinelName, stackNames } from './names';
import { pathRules } from './path-rules';
import { quotaRules } from './quota-rules';
import { items, known, type Readable, whole } from './readable';
import { redisRules } from './redis-rules';
import type { Consumer, Environment, Server } from './schema';
import { secondTargetRules } from './second-target-rules';

/** What of an environment's fields is right by itself. */
type Shaped = Readable<Omit<Environment, 'name'>>;

/** What fields may hold together. Each rule says everything that it finds, and passes over what it can't read. */
export function brokenRules(environment: Shaped): Mistake[] {
  return [
    ...accountRules(environment),
    ...nameRules(environment),
    ...listenerRules(environment),
    ...addressRules(environment),
    ...networkRules(environment),
    ...zoneRules(environment),
    ...redisRules(environment),
    ...quotaRules(environment),
    ...secondTargetRules(environment),
    ...pathRules(environment),
  ];
}

function* accountRules({ accounts, service, consumers }: Shaped): Iterable<Mistake> {
  if (!accounts) return;
  const known = Object.keys(accounts);
  const users = [
    { path: ['service', 'account'], given: service?.account },
    ...items(consumers).map(([i, { account }]) => ({ path: ['consumers', i, 'account'], given: account })),
  ];
  for (const { path, given } of users) {
    if (given === undefined || known.includes(given)) continue;
    const allowed = known.join(' or ') || 'the name of an account, of which there are none yet';
    yield { path, given, allowed, why: 'accounts are written down once, under "accounts"' };
  }
  for (const name of known.filter((name) => !label.safeParse(name).success)) {
    yield { path: ['accounts', name], given: name, ...LABEL };
  }
  for (const [name, account] of Object.entries(accounts)) {
    for (const key of ['roleArn', 'endpointPrincipalArn'] as const) {
      const given = account?.[key];
      if (!account?.id || given === undefined || given.split(':')[4] === account.id) continue;
      yield {
        path: ['accounts', name, key],
        given,
        allowed: `an ARN of account ${account.id}`,
        why: 'it acts in this account',
      };
    }
  }
  const ids = Object.entries(accounts).map(([name, account]) => ({
    path: ['accounts', name, 'id'],
    given: account?.id,
  }));
  yield* repeated(ids, 'an account ID that no other account has', 'it would be let into the service twice');
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
const LOAD_BALANCER_NAME_LENGTH = 32;

/** The first is the load balancer's, the second security groups'. */
const RESERVED_BEGINNINGS = /^(internal|sg)-/;

function* nameRules({ service, consumers }: Shaped): Iterable<Mistake> {
  const name = service?.name ?? '';
  // The group's name goes on with a hyphen: see load-balancer-security-group.ts.
  if (name.length > LOAD_BALANCER_NAME_LENGTH || RESERVED_BEGINNINGS.test(name) || name === 'sg') {
    yield {
      path: ['service', 'name'],
      given: name,
      allowed: `${LOAD_BALANCER_NAME_LENGTH} characters at most, not beginning with "internal-" or "sg-"`,
      why: 'it names load balancer and security groups: AWS takes no longer name and keeps those beginnings for itself',
    };
  }
  const servers = exposed(service?.servers).map(({ namePath, name }) => ({ path: namePath, given: name }));
  yield* repeated(
    servers,
    'a name that no other server, or Sentinel of one, has',
    'listener and target group are named after it',
  );
  for (const { path, given } of servers.filter((server) => server.given === 'backend')) {
    yield { path, given, allowed: 'any other name', why: "cdktf keeps this one for the stack's backend" };
  }
  yield* repeated(
    items(consumers).map(([i, { name }]) => ({ path: ['consumers', i, 'name'], given: name })),
    'a name that no other consumer has',
    `both would write one state key, that of the stack ${stackNames.consumer('<name>')}`,
  );
}

/** Not adjustable: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html */
const LISTENERS_PER_LOAD_BALANCER = 50;

function* listenerRules({ service }: Shaped): Iterable<Mistake> {
  const listeners = exposed(service?.servers);
  yield* repeated(
    listeners.map(({ path, listenerPort }) => ({ path: [...path, 'listenerPort'], given: listenerPort })),
    'a port that no other listener has, Sentinel listeners included',
    'a load balancer takes one listener a port (DuplicateListener), and the port alone says which server is meant',
  );
  if (listeners.length > LISTENERS_PER_LOAD_BALANCER) {
    yield {
      path: ['service', 'servers'],
      given: `${listeners.length} listeners`,
      allowed: `${LISTENERS_PER_LOAD_BALANCER} at most, Sentinel listeners included`,
      why: 'a Network Load Balancer has no more, and AWS does not raise this quota',
    };
  }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#target-type */
const TARGET_CIDRS = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];

const LOCAL_ROUTE_WINS = 'inside the VPC, its local route wins and no packet goes on premises';

function* addressRules({ service }: Shaped): Iterable<Mistake> {
  const vpcCidrs = known(service?.vpc?.cidrs);
  const routed = whole(service?.onPremisesCidrs);
  for (const [i, { address }] of items(service?.servers)) {
    if (address === undefined) continue;
    const at = { path: ['service', 'servers', i, 'address'], given: address };
    if (!isInside(address, TARGET_CIDRS)) {
      yield {
        ...at,
        allowed: `an address in ${TARGET_CIDRS.join(', ')}`,
        why: 'a load balancer targets no other addresses outside its VPC',
      };
    }
    if (isInside(address, vpcCidrs)) {
      yield { ...at, allowed: `an address outside ${vpcCidrs.join(', ')}`, why: LOCAL_ROUTE_WINS };
    }
    if (routed && !isInside(address, routed)) {
      yield {
        ...at,
        allowed: `an address in service.onPremisesCidrs: ${routed.join(', ')}`,
        why: 'only these are routed to the Transit Gateway',
      };
    }
  }
  const targets = exposed(service?.servers).map(({ path, address, port }) => ({
    path: [...path, 'port'],
    given: address && port && `${address}:${port}`,
  }));
  yield* repeated(targets, 'an address and port that no other server has', 'two listeners would lead to one Redis');
}

function* networkRules({ service, consumers }: Shaped): Iterable<Mistake> {
  const vpcCidrs = known(service?.vpc?.cidrs);
  for (const [i, cidr] of items(service?.onPremisesCidrs)) {
    // A wider network than the VPC's may be routed: what is in the VPC keeps its own, narrower route.
    if (!vpcCidrs.some((vpcCidr) => isPartOf(cidr, vpcCidr))) continue;
    yield {
      path: ['service', 'onPremisesCidrs', i],
      given: cidr,
      allowed: `a network that is not inside the VPC's ${vpcCidrs.join(', ')}`,
      why: LOCAL_ROUTE_WINS,
    };
  }
  const once = (list: readonly unknown[] | undefined, path: Path) =>
    repeated(
      items(list).map(([i, given]) => ({ path: [...path, i], given })),
      'each once',
      'it would be looked up, routed or let in twice',
    );
  yield* once(service?.vpc?.cidrs, ['service', 'vpc', 'cidrs']);
  yield* once(service?.onPremisesCidrs, ['service', 'onPremisesCidrs']);
  const routeTables = items(service?.routeTables).map(([i, { key, id, name }]) => {
    return { path: ['service', 'routeTables', i], given: key ?? name ?? id };
  });
  yield* repeated(
    routeTables,
    'each once, and by letters and digits that no other has',
    'its Terraform address is made of them, and it would be looked up and get its routes twice',
    (name) => addressOf([name as string]),
  );
  for (const [i, { vpc, clients, dns }] of items(consumers)) {
    yield* once(vpc?.cidrs, ['consumers', i, 'vpc', 'cidrs']);
    yield* once(clients?.cidrs, ['consumers', i, 'clients', 'cidrs']);
    yield* once(clients?.securityGroupIds, ['consumers', i, 'clients', 'securityGroupIds']);
    yield* once(dns?.additionalVpcIds, ['consumers', i, 'dns', 'additionalVpcIds']);
    const own = dns?.additionalVpcIds?.indexOf(vpc?.id) ?? -1;
    if (!vpc?.id || own < 0) continue;
    yield {
      path: ['consumers', i, 'dns', 'additionalVpcIds', own],
      given: vpc.id,
      allowed: 'the IDs of further VPCs',
      why: "the consumer's own VPC is associated with the hosted zone already",
    };
  }
}

function* zoneRules({ service, consumers }: Shaped): Iterable<Mistake> {
  yield* repeatedZones(service?.subnets, ['service'], 'a load balancer takes one subnet a zone');
  const zones = whole(service?.subnets?.map((subnet) => subnet?.zoneId));
  for (const [i, { subnets }] of items(consumers)) {
    yield* repeatedZones(
      subnets,
      ['consumers', i],
      'each zone has one endpoint, and endpoints are keyed by their zone',
    );
    for (const [j, { zoneId }] of items(subnets)) {
      if (!zones || zoneId === undefined || zones.includes(zoneId)) continue;
      yield {
        path: ['consumers', i, 'subnets', j, 'zoneId'],
        given: zoneId,
        allowed: zones.join(' or '),
        why: 'an endpoint can only be in a zone that the load balancer is in (service.subnets)',
      };
    }
  }
}

function* repeatedZones(subnets: Readable<Consumer>['subnets'], path: Path, why: string): Iterable<Mistake> {
  const zones = items(subnets).map(([i, { zoneId }]) => ({ path: [...path, 'subnets', i, 'zoneId'], given: zoneId }));
  yield* repeated(zones, 'a zone that no other subnet is in', why);
}

/** A mistake for each entry whose value an earlier one has, or another one that comes to the same. */
function* repeated(
  entries: readonly { path: Path; given: unknown }[],
  allowed: string,
  why: string,
  comesTo: (given: unknown) => unknown = (given) => given,
): Iterable<Mistake> {
  const first = new Map<unknown, Path>();
  for (const { path, given } of entries) {
    if (given === undefined) continue;
    const earlier = first.get(comesTo(given));
    if (earlier) yield { path, given, allowed, why: `${pathText(earlier)} has it already; ${why}` };
    else first.set(comesTo(given), path);
  }
}

/** Everything that gets a listener, with where it, and what names it, is written down. */
function exposed(servers: Readable<Server[]> | undefined): (Readable<Backend> & { path: Path; namePath: Path })[] {
  return items(servers).flatMap(([i, { sentinel, ...redis }]) => {
    const path: Path = ['service', 'servers', i];
    const server = { ...redis, path, namePath: [...path, 'name'] };
    if (!sentinel) return [server];
    const at: Path = [...path, 'sentinel'];
    const name = redis.name && sentinelName(redis.name);
    return [server, { ...sentinel, name, address: redis.address, path: at, namePath: at }];
  });
}

function isInside(address: string, cidrs: readonly string[]): boolean {
  return cidrs.some((cidr) => ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr)));
}

/** Whether a network is another one, or a part of it. */
function isPartOf(cidr: string, other: string): boolean {
  const bits = (network: string) => ipaddr.IPv4.parseCIDR(network)[1];
  return bits(cidr) >= bits(other) && isInside(cidr.split('/')[0] as string, [other]);
}
