import { CLIENT_NAMES, CLIENTS, type ClientName } from '../../../src/client-code';
import { type ClientConfiguration, needsAddressMap } from '../../../src/client-configuration/document';
import { configuration, configurations } from '../../support/configurations';

const CONFIGURATIONS = configurations();

const text = (client: ClientName, given: ClientConfiguration) => CLIENTS[client].generate(given);

describe.each(CLIENT_NAMES)('the code for %s', (client) => {
  const codes = CONFIGURATIONS.map(([of, given]) => ({ of, given, code: text(client, given) }));

  test('names every place to connect to, and its port', () => {
    for (const { of, given, code } of codes) {
      const places = given.mode === 'sentinel' ? { ...given.sentinels, ...translated(given) } : given.servers;
      const named = ({ host, port }: { host: string; port: number }) =>
        new RegExp(`${literally(`${host}:${port}`)}\\b`).test(flat(code));
      expect({ of, missing: Object.values(places).filter((place) => !named(place)) }).toEqual({ of, missing: [] });
    }
  });

  test('translates what Redis tells and is not reached so, and nothing else', () => {
    for (const { of, given, code } of codes) {
      const isTranslated = (announced: string) =>
        new RegExp(`${literally(announced)}['")]*(:|,| is) +[({]* *(host: )?['"]?redis-`).test(flat(code));
      const found = Object.keys(given.servers).filter(isTranslated);
      expect({ of, found }).toEqual({ of, found: Object.keys(translated(given)) });
    }
  });

  test('holds no password, and says where it is kept', () => {
    for (const { of, given, code } of codes) {
      const { username, passwordSecretName, passwordParameterName } = given.credentials ?? {};
      const authority = given.tls ? given.caCertificateParameterName : undefined;
      const told = [username, passwordSecretName, passwordParameterName, authority].filter(
        (word) => word !== undefined,
      );
      expect({ of, untold: told.filter((word) => !code.includes(word)) }).toEqual({ of, untold: [] });
      expect(code).not.toMatch(/password['"]?\s*[:=(]\s*['"]/i);
    }
  });

  test('leaves nothing of its template', () => {
    for (const { code } of codes) {
      expect(code).not.toMatch(/undefined|\[object|\$NIL|\$\{(?!(address|host|port)\})|\0| $/m);
      expect(code).not.toMatch(/\n{4}/);
    }
  });

  test('reads the same for the same configuration, and names no zone but its own', () => {
    // GIVEN
    const given = configuration('sentinel by addresses', 'without a password', 'use1-az2');
    // WHEN
    const code = text(client, given);
    // THEN
    expect(code).toBe(text(client, structuredClone(given)));
    expect(code.match(/use1-az\d/g)).toEqual(expect.arrayContaining(['use1-az2']));
    expect(code).not.toMatch(/use1-az[14]/);
  });
});

describe('the times of the document', () => {
  const TIMES = { keepAliveSeconds: 77, connectTimeoutMilliseconds: 1234, responseTimeoutMilliseconds: 4500 };
  const WRITTEN: Record<Exclude<ClientName, 'redis-cli'>, string[]> = {
    ioredis: ['keepAlive: 77000', 'connectTimeout: 1234', 'socketTimeout: 4500'],
    'node-redis': ['keepAliveInitialDelay: 77000', 'connectTimeout: 1234', 'pingInterval: 3000', 'socketTimeout: 7500'],
    'redis-py': ['"TCP_KEEPIDLE": 77', 'socket_connect_timeout=1.234', 'socket_timeout=4.5'],
    'redis-py-asyncio': ['"TCP_KEEPIDLE": 77', 'socket_connect_timeout=0.617', 'socket_timeout=4.5'],
    'go-redis': [
      'Idle: 77 * time.Second',
      'connectTimeout = 1234 * time.Millisecond',
      'responseTimeout = 4500 * time.Millisecond',
    ],
    jedis: ['Duration.ofSeconds(77)', 'connectionTimeoutMillis(1234)', 'socketTimeoutMillis(4500)'],
    lettuce: ['Duration.ofSeconds(77)', 'Duration.ofMillis(1234)', 'Duration.ofMillis(4500)'],
    redisson: ['setTcpKeepAliveIdle(77)', 'setConnectTimeout(1234)', 'setTimeout(4500)'],
  };
  const MODES = ['standalone', 'sentinel by addresses', 'cluster by addresses'];

  test.each(
    Object.entries(WRITTEN).flatMap(([client, written]) => MODES.map((mode) => [client, mode, written] as const)),
  )('%s, %s: are all in the code', (client, mode, written) => {
    // GIVEN
    const given = { ...configuration(mode), ...TIMES };
    // WHEN
    const code = text(client as ClientName, given);
    // THEN
    for (const expected of written) expect(code).toContain(expected);
  });
});

describe('what makes a client worse', () => {
  test('ioredis has no failoverDetector, and asks no Sentinel that it has learned of', () => {
    // WHEN
    const code = text('ioredis', configuration('sentinel by addresses'));
    // THEN
    expect(code).not.toMatch(/^\s*failoverDetector:/m);
    expect(code).toContain('updateSentinels: false');
  });

  test('ioredis throws nothing while it reads from a socket of a cluster', () => {
    // WHEN
    const code = text('ioredis', configuration('cluster by addresses'));
    // THEN
    expect(code).not.toContain('throw ');
  });

  test('node-redis has no scanInterval, and a reconnectStrategy with its socketTimeout', () => {
    // WHEN
    const code = text('node-redis', configuration('sentinel by addresses'));
    // THEN
    expect(code).not.toMatch(/^\s*scanInterval:/m);
    expect(code).toMatch(/socketTimeout: \d+,[\s\S]*reconnectStrategy: \(retries\)/);
  });

  test('node-redis looks up the names that it begins with, and only an unknown address is an error', () => {
    // GIVEN
    const code = text('node-redis', configuration('sentinel by addresses'));
    // WHEN
    const reachedAt = new Function(`${code.slice(code.indexOf('const SENTINELS'), code.indexOf('const SOCKET'))}
      return reachedAt;`)();
    // THEN
    expect(reachedAt('redis-2.redis.joda-toda.internal:26380')).toBeUndefined();
    expect(reachedAt('10.0.4.11:6379')).toEqual({ host: 'redis-2.redis.joda-toda.internal', port: 6380 });
    expect(() => reachedAt('10.0.4.13:6379')).toThrow('ADDRESS_MAP lacks 10.0.4.13:6379');
  });

  test.each(['redis-py', 'redis-py-asyncio'] as const)('%s translates MOVED and ASK like everything else', (client) => {
    // WHEN
    const code = text(client, configuration('cluster by addresses'));
    // THEN
    expect(code).toContain('connection_class');
    expect(code).not.toContain('address_remap=');
  });

  test.each(['redis-py', 'redis-py-asyncio'] as const)('%s asks a dead Sentinel once', (client) => {
    // WHEN
    const code = text(client, configuration('sentinel by names'));
    // THEN
    expect(code).toMatch(/sentinel_kwargs=.*retry=Retry\(NoBackoff\(\), 0\)/);
  });
});

/** The same with `host:port` for every way to write the two. */
const flat = (code: string) => code.replace(/(['"]?, (port: )?| -p )(?=\d+\b)/g, ':');

const literally = (words: string) => words.replaceAll('.', '\\.');

/** The servers that a client has to translate. */
const translated = (given: ClientConfiguration) =>
  given.mode !== 'standalone' && needsAddressMap(given) ? given.servers : {};
