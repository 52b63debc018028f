import type { Mistake } from './mistakes';
import { items, known, type Readable, whole } from './readable';
import type { Consumer, Environment, Service } from './schema';

/** What must hold for the servers to work together, and for clients to find them. */
export function* redisRules({ service, consumers }: Readable<Omit<Environment, 'name'>>): Iterable<Mistake> {
  if (!service) return;
  yield* sentinelRules(service);
  if (service.redis?.announce === 'names') yield* announcedNameRules(service, consumers);
  yield* dnsRules(service, consumers);
}

function* sentinelRules({ redis, servers }: Readable<Service>): Iterable<Mistake> {
  if (!redis?.mode) return;
  const wanted = redis.mode === 'sentinel';
  if (wanted && !redis.masterName) {
    yield {
      path: ['service', 'redis', 'masterName'],
      given: redis.masterName,
      allowed: 'the name that the Sentinels monitor the master under, such as "mymaster"',
      why: 'clients ask the Sentinels for the master of this name',
    };
  }
  if (!wanted && redis.masterName) {
    yield {
      path: ['service', 'redis', 'masterName'],
      given: redis.masterName,
      allowed: 'no master name, or the mode "sentinel"',
      why: 'only Sentinels know a master by name',
    };
  }
  const readable = whole(servers);
  if (wanted && readable && !readable.some(({ sentinel }) => sentinel)) {
    yield {
      path: ['service', 'servers'],
      given: 'no server with a Sentinel',
      allowed: 'at least one { sentinel: { port, listenerPort } }',
      why: 'in mode "sentinel" clients begin with a Sentinel, which needs a listener of its own',
    };
  }
  for (const [i, { sentinel }] of items(servers)) {
    if (wanted || !sentinel) continue;
    yield {
      path: ['service', 'servers', i, 'sentinel'],
      given: sentinel,
      allowed: 'no Sentinel, or service.redis.mode "sentinel"',
      why: `in mode "${redis.mode}" no client would ask it`,
    };
  }
}

function* announcedNameRules(
  { redis, servers }: Readable<Service>,
  consumers: Readable<Consumer[]> | undefined,
): Iterable<Mistake> {
  if (redis?.mode === 'standalone') {
    yield {
      path: ['service', 'redis', 'announce'],
      given: redis.announce,
      allowed: 'no announcement, or the mode "sentinel" or "cluster"',
      why: 'a server by itself tells clients of no other',
    };
  }
  for (const [i, server] of items(servers)) {
    const ports = [
      { path: ['service', 'servers', i, 'port'], ...server },
      ...(server.sentinel ? [{ path: ['service', 'servers', i, 'sentinel', 'port'], ...server.sentinel }] : []),
    ];
    for (const { path, port, listenerPort } of ports) {
      if (port === undefined || listenerPort === undefined || port === listenerPort) continue;
      yield {
        path,
        given: port,
        allowed: `${listenerPort}, the port of its listener`,
        why: 'a name and port that is announced must hold on premises and behind the endpoints alike',
      };
    }
  }
  const first = consumers?.[0]?.dns?.zoneName;
  for (const [i, { dns }] of items(consumers)) {
    if (!first || !dns?.zoneName || dns.zoneName === first) continue;
    yield {
      path: ['consumers', i, 'dns', 'zoneName'],
      given: dns.zoneName,
      allowed: `${first}, as in consumers[0]`,
      why: 'a server announces one name, so it must be in the zone of every consumer',
    };
  }
}

function* dnsRules({ servers }: Readable<Service>, consumers: Readable<Consumer[]> | undefined): Iterable<Mistake> {
  const zones = new Set(known(consumers).flatMap(({ subnets }) => known(subnets).map(({ zoneId }) => zoneId)));
  for (const [i, { name }] of items(servers)) {
    if (name === undefined || !zones.has(name)) continue;
    yield {
      path: ['service', 'servers', i, 'name'],
      given: name,
      allowed: 'any name but the ID of a zone that has an endpoint',
      why: 'both would be the same name in the hosted zone',
    };
  }
}
