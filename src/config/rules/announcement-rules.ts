import type { Mistake } from '../mistakes';
import type { Consumer, Redis, Service } from '../schema';
import { type Sound, soundEntries } from '../sound';
import type { Rule } from './rule';

/** What servers announce to clients, and the versions that can. */
export const announcementRules: Rule = function* ({ service, consumers }, isSound) {
  const { redis } = service ?? {};
  if (!service || !redis?.announce || redis.announce === 'addresses') return;
  yield* modeRules(redis);
  if (redis.announce === 'names') yield* portRules(service);
  yield* serverRules(redis, isSound(['service', 'redis', 'server']));
  yield* zoneNameRules(consumers);
};

function* modeRules({ mode, announce }: Sound<Redis>): Iterable<Mistake> {
  const path = ['service', 'redis', 'announce'];
  if (mode === 'standalone') {
    yield {
      path,
      given: announce,
      allowed: `no announcement, or the mode ${announce === 'names' ? '"sentinel" or ' : ''}"cluster"`,
      why: 'in mode "standalone" no server tells clients about another',
    };
  }
  if (mode === 'sentinel' && announce === 'client-ports') {
    yield {
      path,
      given: announce,
      allowed: '"addresses" or "names", or the mode "cluster"',
      why: 'Sentinel tells servers and clients the same ports',
    };
  }
}

function* portRules({ servers }: Sound<Service>): Iterable<Mistake> {
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
}

/** The first versions that have the settings of an announcement. Valkey's first version is 7.2. */
const FIRST_VERSIONS = {
  // resolve-hostnames and announce-hostnames: https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/
  'names in mode sentinel': { redis: '6.2', valkey: '7.2' },
  // cluster-announce-hostname: https://redis.io/docs/latest/commands/cluster-slots/
  'names in mode cluster': { redis: '7.0', valkey: '7.2' },
  // cluster-announce-client-port: https://github.com/valkey-io/valkey/pull/2429. Redis has no such setting.
  'client-ports in mode cluster': { redis: undefined, valkey: '9.0' },
};

function* serverRules({ mode, announce, server }: Sound<Redis>, isSound: boolean): Iterable<Mistake> {
  const path = ['service', 'redis', 'server'];
  if (announce === 'client-ports' && !server && isSound) {
    yield {
      path,
      given: server,
      allowed: "{ kind: 'valkey', version: '9.0' }, or a later version",
      why: 'servers of any other kind or version would announce their own ports, which lead to the wrong server',
    };
  }
  const announcement = `${announce} in mode ${mode}`;
  if (!server?.kind || !isKeyOf(FIRST_VERSIONS, announcement)) return;
  const first = FIRST_VERSIONS[announcement][server.kind];
  if (!first) {
    yield {
      path: [...path, 'kind'],
      given: server.kind,
      allowed: '"valkey", or another announcement',
      why: 'Redis cannot announce another port to clients than to servers',
    };
  } else if (server.version && isEarlier(server.version, first)) {
    yield {
      path: [...path, 'version'],
      given: server.version,
      allowed: `${first} or later, or another announcement`,
      why: `earlier versions lack the settings that announce ${announce}`,
    };
  }
}

function* zoneNameRules(consumers: Sound<Consumer[]> | undefined): Iterable<Mistake> {
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

const isEarlier = (version: string, than: string) => version.localeCompare(than, 'en', { numeric: true }) < 0;

const isKeyOf = <T extends object>(object: T, key: PropertyKey): key is keyof T => Object.hasOwn(object, key);
