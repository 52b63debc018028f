import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

const SENTINEL = { port: 26379, listenerPort: 26379 };
const SENTINEL_MODE = { 'service.redis': { mode: 'sentinel', masterName: 'mymaster' } };

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
