import type { Mistake } from '../mistakes';
import type { Consumer, Service } from '../schema';
import { ifAllSound, type Sound, soundEntries } from '../sound';
import type { Rule } from './rule';

/** Settings of Redis that contradict each other. */
export const redisRules: Rule = function* ({ service, consumers }, isSound) {
  if (!service) return;
  yield* sentinelRules(service, isSound(['service', 'redis', 'masterName']));
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
