import { anotherConsumer, environmentWith, mistake, mistakesOf } from '../../../support/environments';

const SENTINEL = { port: 26379, listenerPort: 26379 };
const SENTINEL_MODE = { 'service.redis': { mode: 'sentinel', masterName: 'mymaster' } };
const ANNOUNCED = {
  'service.redis': { mode: 'cluster', announce: 'names' },
  'service.servers[1].port': 6380,
  'service.servers[2].port': 6381,
};

describe('Sentinel', () => {
  test('mode needs a master name and a Sentinel, and no more', () => {
    expect(environmentWith({ ...SENTINEL_MODE, 'service.servers[0].sentinel': SENTINEL })).toBeDefined();
  });

  test('mode without a master name and a Sentinel gives two mistakes', () => {
    expect(mistakesOf({ 'service.redis': { mode: 'sentinel' } })).toEqual([
      mistake('service.redis.masterName', undefined, 'the Sentinels monitor', 'ask the Sentinels'),
      mistake('service.servers', 'no server with a Sentinel', 'at least one', 'ask a Sentinel first'),
    ]);
  });

  test.each(['cluster', 'standalone'])('settings in mode %s are each reported', (mode) => {
    expect(
      mistakesOf({
        'service.redis': { mode, masterName: 'mymaster' },
        'service.servers[0].sentinel': SENTINEL,
        'service.servers[2].sentinel': { ...SENTINEL, listenerPort: 26380 },
      }).map(({ path }) => path),
    ).toEqual(['service.redis.masterName', 'service.servers[0].sentinel', 'service.servers[2].sentinel']);
  });
});

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

describe('a CA certificate', () => {
  const PATH = 'consumers[0].caCertificateParameterName';

  test.each([undefined, false])('means nothing where tls is %p', (tls) => {
    const changes = { [PATH]: '/redis/ca', 'service.redis.tls': tls };
    expect(mistakesOf(changes)).toEqual([
      mistake(PATH, '/redis/ca', 'no CA certificate, or service.redis.tls: true', 'verify no certificate'),
    ]);
    expect(environmentWith({ ...changes, 'service.redis.tls': true })).toBeDefined();
  });
});
