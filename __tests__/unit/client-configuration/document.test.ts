import { clientConfigurationSchema, needsAddressMap } from '../../../src/client-configuration/document';
import { configuration, configurations } from '../../support/configurations';

describe('a client configuration', () => {
  test.each(configurations())('is of its schema: %s', (_, given) => {
    expect(clientConfigurationSchema.safeParse(given).error).toBeUndefined();
  });

  test('has the listener of each server by what Redis tells of it', () => {
    // WHEN
    const { servers, sentinels } = configuration('sentinel by addresses');
    // THEN
    expect(servers).toEqual({
      '10.0.4.10:6379': { host: 'redis-1.redis.joda-toda.internal', port: 6379 },
      '10.0.4.11:6379': { host: 'redis-2.redis.joda-toda.internal', port: 6380 },
      '10.0.4.12:6379': { host: 'redis-3.redis.joda-toda.internal', port: 6381 },
    });
    expect(Object.keys(sentinels)).toEqual(['10.0.4.10:26379', '10.0.4.11:26379', '10.0.4.12:26379']);
    expect(sentinels['10.0.4.12:26379']).toEqual({ host: 'redis-3.redis.joda-toda.internal', port: 26381 });
  });

  test.each([
    ['sentinel by addresses', undefined, true],
    ['cluster by addresses', undefined, true],
    ['sentinel by names', undefined, false],
    ['cluster by names', undefined, false],
    ['sentinel by names', 'use1-az1', true],
  ])('of %s (zone: %s) needs an address map: %s', (service, zone, needs) => {
    expect(needsAddressMap(configuration(service, undefined, zone))).toBe(needs);
  });

  test('keeps to one zone in every name', () => {
    // WHEN
    const { host, servers, sentinels } = configuration('sentinel by names', undefined, 'use1-az4');
    // THEN
    expect(host).toBe('use1-az4.redis.joda-toda.internal');
    for (const place of Object.values({ ...servers, ...sentinels })) {
      expect(place.host).toMatch(/^redis-\d\.use1-az4\.redis\.joda-toda\.internal$/);
    }
  });
});
