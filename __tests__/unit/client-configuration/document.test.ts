import {
  clientConfiguration,
  clientConfigurationSchema,
  needsAddressMap,
} from '../../../src/client-configuration/document';
import { configuration, configurations, environment } from '../../support/configurations';

/** The document with its absent fields left out, as JSON has it. */
const asJson = (given: unknown) => JSON.parse(JSON.stringify(given));

describe('a client configuration', () => {
  test.each(configurations())('is valid: %s', (_, given) => {
    expect(clientConfigurationSchema.safeParse(given).error).toBeUndefined();
  });

  // Whole documents, written out: applications read every field, and code generated from a wrong document is wrong too.
  test('has every field that applications read, with TLS, a user and a secret', () => {
    expect(asJson(configuration('sentinel by addresses', 'TLS, a user and a secret'))).toEqual({
      version: 1,
      mode: 'sentinel',
      masterName: 'mymaster',
      host: 'redis.joda-toda.internal',
      endpointDnsNames: {},
      servers: {
        '10.0.4.10:6379': { host: 'redis-1.redis.joda-toda.internal', port: 6379 },
        '10.0.4.11:6379': { host: 'redis-2.redis.joda-toda.internal', port: 6380 },
        '10.0.4.12:6379': { host: 'redis-3.redis.joda-toda.internal', port: 6381 },
      },
      sentinels: {
        '10.0.4.10:26379': { host: 'redis-1.redis.joda-toda.internal', port: 26379 },
        '10.0.4.11:26379': { host: 'redis-2.redis.joda-toda.internal', port: 26380 },
        '10.0.4.12:26379': { host: 'redis-3.redis.joda-toda.internal', port: 26381 },
      },
      tls: true,
      caCertificateParameterName: '/redis/ca',
      credentials: { username: 'app', passwordSecretName: 'redis/app' },
      keepAliveSeconds: 60,
      connectTimeoutMilliseconds: 1000,
      responseTimeoutMilliseconds: 1500,
    });
  });

  test('has only the required fields without TLS, Sentinels and credentials', () => {
    expect(asJson(configuration('cluster by addresses'))).toEqual({
      version: 1,
      mode: 'cluster',
      host: 'redis.joda-toda.internal',
      endpointDnsNames: {},
      servers: {
        '10.0.4.10:6379': { host: 'redis-1.redis.joda-toda.internal', port: 6379 },
        '10.0.4.11:6379': { host: 'redis-2.redis.joda-toda.internal', port: 6380 },
        '10.0.4.12:6379': { host: 'redis-3.redis.joda-toda.internal', port: 6381 },
      },
      sentinels: {},
      tls: false,
      keepAliveSeconds: 60,
      connectTimeoutMilliseconds: 1000,
      responseTimeoutMilliseconds: 1500,
    });
  });

  test('keeps to one zone in every name, and knows servers by the names that they announce', () => {
    // WHEN
    const { zone, host, servers, sentinels } = configuration('sentinel by names', undefined, 'use1-az4');
    // THEN
    expect({ zone, host, servers, sentinels }).toEqual({
      zone: 'use1-az4',
      host: 'use1-az4.redis.joda-toda.internal',
      servers: {
        'redis-1.redis.joda-toda.internal:6379': { host: 'redis-1.use1-az4.redis.joda-toda.internal', port: 6379 },
        'redis-2.redis.joda-toda.internal:6380': { host: 'redis-2.use1-az4.redis.joda-toda.internal', port: 6380 },
        'redis-3.redis.joda-toda.internal:6381': { host: 'redis-3.use1-az4.redis.joda-toda.internal', port: 6381 },
      },
      sentinels: {
        'redis-1.redis.joda-toda.internal:26379': { host: 'redis-1.use1-az4.redis.joda-toda.internal', port: 26379 },
        'redis-2.redis.joda-toda.internal:26380': { host: 'redis-2.use1-az4.redis.joda-toda.internal', port: 26380 },
        'redis-3.redis.joda-toda.internal:26381': { host: 'redis-3.use1-az4.redis.joda-toda.internal', port: 26381 },
      },
    });
  });

  test("knows servers by the listeners' ports where they announce these to clients", () => {
    expect(configuration('cluster by client ports').servers).toEqual({
      'redis-1.redis.joda-toda.internal:6379': { host: 'redis-1.redis.joda-toda.internal', port: 6379 },
      'redis-2.redis.joda-toda.internal:6380': { host: 'redis-2.redis.joda-toda.internal', port: 6380 },
      'redis-3.redis.joda-toda.internal:6381': { host: 'redis-3.redis.joda-toda.internal', port: 6381 },
    });
    // One zone's endpoint has names of its own, which no server announces.
    expect(configuration('cluster by client ports', undefined, 'use1-az4').servers).toHaveProperty(
      ['redis-3.redis.joda-toda.internal:6381'],
      { host: 'redis-3.use1-az4.redis.joda-toda.internal', port: 6381 },
    );
  });

  test('authenticates as the default user unless another is given', () => {
    expect(asJson(configuration('standalone', 'the default user and a parameter')).credentials).toEqual({
      username: 'default',
      passwordParameterName: '/redis/password',
    });
  });

  test("has no CA certificate where the system's are used", () => {
    // WHEN
    const given = asJson(configuration('standalone', 'TLS by the system'));
    // THEN
    expect(given).toHaveProperty('tls', true);
    expect(given).not.toHaveProperty('caCertificateParameterName');
    expect(given).not.toHaveProperty('masterName');
  });

  test.each([
    [undefined, { 'use1-az1': 'one.amazonaws.com', 'use1-az2': 'two.amazonaws.com' }],
    ['use1-az2', { 'use1-az2': 'two.amazonaws.com' }],
    ['use1-az4', {}],
  ])("has AWS's names of the endpoints that it leads to (zone: %s)", (zone, expected) => {
    // GIVEN
    const given = environment();
    const [consumer] = given.consumers;
    if (!consumer) throw new Error('The fixture has no consumer');
    const endpointDnsNames = { 'use1-az1': 'one.amazonaws.com', 'use1-az2': 'two.amazonaws.com' };
    // WHEN
    const document = clientConfiguration({ environment: given, consumer, zone, endpointDnsNames });
    // THEN
    expect(document.endpointDnsNames).toEqual(expected);
  });
});

describe('the schema of the document', () => {
  const withServer = (key: string, port: number) => ({
    ...configuration('cluster by addresses'),
    servers: { [key]: { host: 'redis-1.redis.joda-toda.internal', port } },
  });

  test.each([
    ['10.0.4.10:6379', 0, false],
    ['10.0.4.10:6379', 1, true],
    ['10.0.4.10:6379', 65535, true],
    ['10.0.4.10:6379', 65536, false],
    ['10.0.4.10:6379', 6379.5, false],
    ['10.0.4.10', 6379, false],
    [':6379', 6379, false],
    ['10.0.4.10:6379 ', 6379, false],
    ['10.0.4.10:redis', 6379, false],
  ])('on the server %j at port %d: %s', (key, port, valid) => {
    expect(clientConfigurationSchema.safeParse(withServer(key, port)).success).toBe(valid);
  });

  test.each([
    ['another version', { version: 2 }],
    ['an unknown mode', { mode: 'replicated' }],
    ['an unknown field', { colour: 'red' }],
    ['a password', { credentials: { username: 'app', password: 'example' } }],
    ['credentials without a user', { credentials: { passwordSecretName: 'redis/app' } }],
    ['TLS that is not a boolean', { tls: 'yes' }],
    ['a timeout that is not a whole number', { responseTimeoutMilliseconds: 1.5 }],
  ])('refuses %s', (_, change) => {
    expect(clientConfigurationSchema.safeParse({ ...configuration(), ...change }).success).toBe(false);
  });
});

describe('the address map', () => {
  test.each([
    ['sentinel by addresses', undefined, true],
    ['cluster by addresses', undefined, true],
    ['sentinel by names', undefined, false],
    ['cluster by names', undefined, false],
    ['cluster by client ports', undefined, false],
    ['sentinel by names', 'use1-az1', true],
    ['cluster by client ports', 'use1-az1', true],
    ['standalone', undefined, false],
    ['standalone', 'use1-az1', false],
  ])('for %s (zone: %s) is needed: %s', (service, zone, needed) => {
    expect(needsAddressMap(configuration(service, undefined, zone))).toBe(needed);
  });

  test('is needed for a single Sentinel that announces its own address', () => {
    // GIVEN
    const given = configuration('sentinel by names');
    const sentinels = {
      ...given.sentinels,
      '10.0.4.12:26379': { host: 'redis-3.redis.joda-toda.internal', port: 26381 },
    };
    // THEN
    expect(needsAddressMap({ ...given, sentinels })).toBe(true);
  });
});
