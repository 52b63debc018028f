import { anotherConsumer, environmentWith, mistake, mistakesOf } from '../../../support/environments';

const ANNOUNCED = {
  'service.redis': { mode: 'cluster', announce: 'names' },
  'service.servers[1].port': 6380,
  'service.servers[2].port': 6381,
};

describe('announced names', () => {
  test('are accepted where every port equals its listener port', () => {
    expect(environmentWith(ANNOUNCED)).toBeDefined();
  });

  test('refuse a port that differs from its listener port', () => {
    expect(mistakesOf({ ...ANNOUNCED, 'service.servers[2].port': 6379 })).toEqual([
      mistake('service.servers[2].port', 6379, '6381, the port of its listener', 'both on premises and behind'),
    ]);
  });

  test("refuse a Sentinel's port that differs from its listener port", () => {
    expect(
      mistakesOf({
        ...ANNOUNCED,
        'service.redis': { mode: 'sentinel', masterName: 'mymaster', announce: 'names' },
        'service.servers[0].sentinel': { port: 26379, listenerPort: 26380 },
      }),
    ).toEqual([mistake('service.servers[0].sentinel.port', 26379, '26380', 'both on premises and behind')]);
  });

  test('are refused in mode standalone, where no server announces anything', () => {
    expect(mistakesOf({ ...ANNOUNCED, 'service.redis': { mode: 'standalone', announce: 'names' } })).toEqual([
      mistake('service.redis.announce', 'names', 'no announcement', 'no server tells clients about another'),
    ]);
  });

  test('are not judged by ports and zone names that are wrong by themselves', () => {
    const other = anotherConsumer('other', 'joda-toda-aws', { 'dns.zoneName': 'redis' });
    const changes = { ...ANNOUNCED, 'service.servers[0].port': 0, 'service.servers[1].listenerPort': 0 };
    expect(mistakesOf({ ...changes, 'consumers[1]': other }).map(({ path }) => path)).toEqual([
      'service.servers[0].port',
      'service.servers[1].listenerPort',
      'consumers[1].dns.zoneName',
    ]);
    expect(
      mistakesOf({ ...ANNOUNCED, 'consumers[0].dns.zoneName': 'redis', 'consumers[1]': anotherConsumer('b') }),
    ).toHaveLength(1);
  });

  test('refuse consumers whose zone names differ', () => {
    // GIVEN
    const other = anotherConsumer('other', 'joda-toda-aws', { 'dns.zoneName': 'redis.other.internal' });
    // THEN
    expect(mistakesOf({ ...ANNOUNCED, 'consumers[1]': other })).toEqual([
      mistake('consumers[1].dns.zoneName', 'redis.other.internal', 'as in consumers[0]', 'announces one name'),
    ]);
    expect(environmentWith({ 'consumers[1]': other })).toBeDefined();
  });
});

const VALKEY = { kind: 'valkey', version: '9.0' };
const CLIENT_PORTS = { 'service.redis': { mode: 'cluster', announce: 'client-ports', server: VALKEY } };
const SENTINEL = { mode: 'sentinel', masterName: 'mymaster' };
const WITH_SENTINEL = { 'service.servers[0].sentinel': { port: 26379, listenerPort: 26379 } };

describe('ports for clients only', () => {
  test('are accepted where servers listen on other ports than their listeners', () => {
    expect(environmentWith(CLIENT_PORTS).service.servers[2]).toMatchObject({ port: 6379, listenerPort: 6381 });
  });

  test('are refused in mode sentinel, since Sentinel tells servers and clients the same', () => {
    expect(
      mistakesOf({ ...WITH_SENTINEL, 'service.redis': { ...SENTINEL, announce: 'client-ports', server: VALKEY } }),
    ).toEqual([mistake('service.redis.announce', 'client-ports', '"addresses" or "names"', 'the same ports')]);
  });

  test('are refused in mode standalone, where no server announces anything', () => {
    expect(mistakesOf({ 'service.redis': { mode: 'standalone', announce: 'client-ports', server: VALKEY } })).toEqual([
      mistake('service.redis.announce', 'client-ports', 'no announcement, or the mode "cluster"', 'no server tells'),
    ]);
  });

  test('need to know what runs on premises', () => {
    expect(mistakesOf({ ...CLIENT_PORTS, 'service.redis.server': undefined })).toEqual([
      mistake('service.redis.server', undefined, "{ kind: 'valkey', version: '9.0' }", 'lead to the wrong server'),
    ]);
  });

  test('say nothing about a server that is missing where it is wrong by itself', () => {
    expect(mistakesOf({ ...CLIENT_PORTS, 'service.redis.server': 'valkey' })).toHaveLength(1);
    expect(mistakesOf({ ...CLIENT_PORTS, 'service.redis.server.kind': 'dragonfly' })).toEqual([
      mistake('service.redis.server.kind', 'dragonfly', '"redis" or "valkey"', 'run one of these'),
    ]);
  });

  test('are refused for Redis, of any version', () => {
    expect(mistakesOf({ ...CLIENT_PORTS, 'service.redis.server': { kind: 'redis', version: '99.0' } })).toEqual([
      mistake('service.redis.server.kind', 'redis', '"valkey"', 'Redis cannot'),
    ]);
  });

  test('refuse consumers whose zone names differ', () => {
    const other = anotherConsumer('other', 'joda-toda-aws', { 'dns.zoneName': 'redis.other.internal' });
    expect(mistakesOf({ ...CLIENT_PORTS, 'consumers[1]': other })).toEqual([
      mistake('consumers[1].dns.zoneName', 'redis.other.internal', 'as in consumers[0]', 'announces one name'),
    ]);
  });
});

describe('the version of the servers', () => {
  const names = (mode: object) => ({ ...ANNOUNCED, 'service.redis': { ...mode, announce: 'names' } });
  const CLUSTER_NAMES = names({ mode: 'cluster' });
  const SENTINEL_NAMES = { ...names(SENTINEL), ...WITH_SENTINEL };

  test.each([
    ['client ports', CLIENT_PORTS, 'valkey', '8.1.8', '9.0', '9.0'],
    ['client ports', CLIENT_PORTS, 'valkey', '8.99', '9.0', '10.0.1'],
    ['names of a cluster', CLUSTER_NAMES, 'redis', '6.2.14', '7.0', '7.0.15'],
    ['names of a cluster', CLUSTER_NAMES, 'valkey', '7.1', '7.2', '7.2'],
    ['names of Sentinels', SENTINEL_NAMES, 'redis', '6.0', '6.2', '6.2.0'],
  ])('must have the settings that announce %s', (_, changes, kind, early, first, late) => {
    expect(mistakesOf({ ...changes, 'service.redis.server': { kind, version: early } })).toEqual([
      mistake('service.redis.server.version', early, `${first} or later`, 'lack the settings'),
    ]);
    expect(environmentWith({ ...changes, 'service.redis.server': { kind, version: late } })).toBeDefined();
  });

  test('does not matter where servers announce their own addresses', () => {
    expect(environmentWith({ 'service.redis.server': { kind: 'redis', version: '5.0' } })).toBeDefined();
  });

  test.each(['9', '9.', 'v9.0', '9.0-rc1', 9, '9.0.1.2', '1000.0'])('is two or three numbers, not %p', (version) => {
    expect(mistakesOf({ ...CLIENT_PORTS, 'service.redis.server.version': version })).toEqual([
      mistake('service.redis.server.version', version, 'two or three numbers', 'compared with'),
    ]);
  });
});
