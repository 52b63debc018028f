import type { Mistake } from '../mistakes';
import type { Consumer, Service } from '../schema';
import { ifAllSound, type Sound, soundEntries } from '../sound';
import type { Rule } from './rule';

/** Settings of Redis that contradict each other. */
export const redisRules: Rule = function* ({ service, consumers }, isSound) {
  if (!service) return;
  yield* sentinelRules(service, isSound(['service', 'redis', 'masterName']));
  if (service.redis?.announce === 'names') yield* announcedNameRules(service, consumers);
  yield* certificateRules(service, consumers);
};

function* sentinelRules({ redis, servers }: Sound<Service>, masterNameIsSound: boolean): Iterable<Mistake> {
  if (!redis?.mode) return;
  const wanted = redis.mode === 'sentinel';
  if (wanted && !redis.masterName && masterNameIsSound) {
    yield {
      path: ['service', 'redis', 'masterName'],
      given: redis.masterName,
      allowed: 'the name that the Sentinels monitor the master by, such as "mymaster"',
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
  const allServers = ifAllSound(servers);
  if (wanted && allServers && !allServers.some(({ sentinel }) => sentinel)) {
    yield {
      path: ['service', 'servers'],
      given: 'no server with a Sentinel',
      allowed: 'at least one { sentinel: { port, listenerPort } }',
      why: 'in mode "sentinel" clients ask a Sentinel first, which needs a listener of its own',
    };
  }
  for (const [i, { sentinel }] of soundEntries(servers)) {
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
  { redis, servers }: Sound<Service>,
  consumers: Sound<Consumer[]> | undefined,
): Iterable<Mistake> {
  if (redis?.mode === 'standalone') {
    yield {
      path: ['service', 'redis', 'announce'],
      given: redis.announce,
      allowed: 'no announcement, or the mode "sentinel" or "cluster"',
      why: 'in mode "standalone" no server tells clients about another',
    };
  }
  for (const [i, server] of soundEntries(servers)) {
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
        why: 'an announced name and port must hold both on premises and behind the endpoints',
      };
    }
  }
  const first = consumers?.[0]?.dns?.zoneName;
  for (const [i, { dns }] of soundEntries(consumers)) {
    if (!first || !dns?.zoneName || dns.zoneName === first) continue;
    yield {
      path: ['consumers', i, 'dns', 'zoneName'],
      given: dns.zoneName,
      allowed: `${first}, as in consumers[0]`,
      why: 'a server announces one name, so it must be in the zone of every consumer',
    };
  }
}

function* certificateRules({ redis }: Sound<Service>, consumers: Sound<Consumer[]> | undefined): Iterable<Mistake> {
  if (!redis || redis.tls) return;
  for (const [i, { caCertificateParameterName: given }] of soundEntries(consumers)) {
    if (given === undefined) continue;
    yield {
      path: ['consumers', i, 'caCertificateParameterName'],
      given,
      allowed: 'no CA certificate, or service.redis.tls: true',
      why: 'without TLS clients verify no certificate, and send their passwords in plain text',
    };
  }
}
