import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_NAMES, CLIENTS, type ClientName, canUse } from '../../../src/client-code';
import { type ClientConfiguration, needsAddressMap } from '../../../src/client-configuration/document';
import { configuration, configurations } from '../../support/configurations';

const CONFIGURATIONS = configurations();

const text = (client: ClientName, given: ClientConfiguration) => CLIENTS[client].generate(given);

describe.each(CLIENT_NAMES)('the code for %s', (client) => {
  const codes = CONFIGURATIONS.filter(([, { mode }]) => canUse(client, mode)).map(([name, given]) => ({
    name,
    given,
    code: text(client, given),
  }));

  test('contains every host and port to connect to', () => {
    for (const { name, given, code } of codes) {
      const targets = given.mode === 'sentinel' ? { ...given.sentinels, ...translated(given) } : given.servers;
      const contains = ({ host, port }: { host: string; port: number }) =>
        new RegExp(`${literally(`${host}:${port}`)}\\b`).test(flat(code));
      const missing = Object.values(targets).filter((target) => !contains(target));
      expect({ name, missing }).toEqual({ name, missing: [] });
    }
  });

  test('translates the announced addresses that need it, and no others', () => {
    for (const { name, given, code } of codes) {
      const isTranslated = (announced: string) =>
        new RegExp(`${literally(announced)}['")]*(:|,| is) +[({]* *(host: )?['"]?redis-`).test(flat(code));
      const found = Object.keys(given.servers).filter(isTranslated);
      // Redisson finds the server by its port, if that differs from server to server.
      const byPort = client === 'redisson' && code.includes('RedisClients::named');
      expect({ name, found }).toEqual({ name, found: byPort ? [] : Object.keys(translated(given)) });
    }
  });

  test('contains no password, but the names under which password and CA certificate are stored', () => {
    for (const { name, given, code } of codes) {
      const { username, passwordSecretName, passwordParameterName } = given.credentials ?? {};
      const authority = given.tls ? given.caCertificateParameterName : undefined;
      const expected = [username, passwordSecretName, passwordParameterName, authority].filter(
        (word) => word !== undefined,
      );
      const missing = expected.filter((word) => !code.includes(word));
      expect({ name, missing }).toEqual({ name, missing: [] });
      expect(code).not.toMatch(/password['"]?\s*[:=(]\s*['"]/i);
    }
  });

  test('contains no leftovers of its template', () => {
    for (const { code } of codes) {
      expect(code).not.toMatch(/undefined|\[object|\/\*%|%\*\/|\$\{(?!(address|host|port)\}|server[%#])|\0| $/m);
      expect(code).not.toMatch(/\n{4}/);
    }
  });

  test('is the same for the same configuration, and names no other zone', () => {
    // GIVEN
    const service = canUse(client, 'sentinel') ? 'sentinel by addresses' : 'cluster by addresses';
    const given = configuration(service, 'without a password', 'use1-az2');
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
  const PYTHON_KEEPALIVE = ['"TCP_KEEPIDLE": 77', '"TCP_KEEPINTVL": 13', '"TCP_KEEPCNT": 3'];
  const LETTUCE = [
    '.idle(Duration.ofSeconds(77))',
    '.interval(Duration.ofSeconds(13))',
    '.count(3)',
    'Duration.ofMillis(1234)',
    'Duration.ofMillis(4500)',
  ];
  const EXPECTED: Record<Exclude<ClientName, 'redis-cli'>, string[]> = {
    ioredis: ['keepAlive: 77000', 'connectTimeout: 1234', 'socketTimeout: 4500'],
    'node-redis': ['keepAliveInitialDelay: 77000', 'connectTimeout: 1234', 'pingInterval: 3000', 'socketTimeout: 7500'],
    'redis-py': [...PYTHON_KEEPALIVE, 'socket_connect_timeout=1.234', 'socket_timeout=4.5'],
    'redis-py-asyncio': [...PYTHON_KEEPALIVE, 'socket_connect_timeout=0.617', 'socket_timeout=4.5'],
    'go-redis': [
      'Idle: 77 * time.Second, Interval: 13 * time.Second, Count: 3}',
      'connectTimeout = 1234 * time.Millisecond',
      'responseTimeout = 4500 * time.Millisecond',
    ],
    jedis: [
      'Duration.ofSeconds(77)',
      'Duration.ofSeconds(39)',
      'connectionTimeoutMillis(1234)',
      'socketTimeoutMillis(4500)',
    ],
    lettuce: LETTUCE,
    'spring-boot': LETTUCE,
    iovalkey: ['keepAlive: 77000', 'connectTimeout: 1234', 'socketTimeout: 4500'],
    // Their keepalive cannot be set.
    'valkey-glide-node': ['connectionTimeout: 1234', 'requestTimeout: 4500'],
    'valkey-glide-python': ['connection_timeout=1234', 'request_timeout=4500'],
    'redis-rs': [
      '.with_time(Duration::from_secs(77))',
      '.with_interval(Duration::from_secs(13))',
      '.with_retries(3)',
      'CONNECT_TIMEOUT: Duration = Duration::from_millis(1234)',
      'RESPONSE_TIMEOUT: Duration = Duration::from_millis(4500)',
    ],
    redisson: [
      'setTcpKeepAliveIdle(77)',
      'setTcpKeepAliveInterval(13)',
      'setTcpKeepAliveCount(3)',
      'setPingConnectionInterval(2468)',
      'setConnectTimeout(1234)',
      'setTimeout(4500)',
    ],
  };
  const MODES = ['standalone', 'sentinel by addresses', 'cluster by addresses'];

  test.each(
    Object.entries(EXPECTED).flatMap(([client, expected]) =>
      MODES.filter((mode) => canUse(client as ClientName, configuration(mode).mode)).map(
        (mode) => [client, mode, expected] as const,
      ),
    ),
  )('are all in the code for %s, %s', (client, mode, expected) => {
    // GIVEN
    const given = { ...configuration(mode), ...TIMES };
    // WHEN
    const code = text(client as ClientName, given);
    // THEN
    for (const line of expected) expect(code).toContain(line);
  });
});

test.each(['redis-py', 'redis-py-asyncio'] as const)(
  'the code for %s, which overrides internals, asks for the version that the tests install',
  (client) => {
    // GIVEN
    const requirements = join(__dirname, '../../data-plane/support/requirements.in');
    const [, tested] = /^redis==(\S+)$/m.exec(readFileSync(requirements, 'utf8')) ?? [];
    // THEN
    expect(text(client, configuration())).toMatch(/^# pip install redis==\d/);
    expect(text(client, configuration())).toContain(`# pip install redis==${tested}\n`);
  },
);

test('TCP keepalive probes are at least a second apart', () => {
  expect(text('redis-py', { ...configuration(), keepAliveSeconds: 2 })).toContain('"TCP_KEEPINTVL": 1,');
});

describe('the names of the servers', () => {
  const LABELS: Record<Exclude<ClientName, 'redis-cli'>, { entry: string; example: string }> = {
    ioredis: { entry: "'redis-2': server('redis-2.HOST', 6380),", example: "servers['redis-1']" },
    'node-redis': { entry: "'redis-2': await server('redis-2.HOST', 6380),", example: "servers['redis-1']" },
    'redis-py': { entry: '"redis-2": Redis("redis-2.HOST", 6380, **given),', example: 'connect()["redis-1"]' },
    'redis-py-asyncio': { entry: '"redis-2": server("redis-2.HOST", 6380),', example: 'servers["redis-1"]' },
    'go-redis': { entry: '"redis-2": server("redis-2.HOST:6380"),', example: 'servers["redis-1"].Set(' },
    jedis: { entry: 'Map.entry("redis-2", server("redis-2.HOST", 6380, config))', example: 'servers.get("redis-1")' },
    'spring-boot': {
      entry: 'server(new RedisStandaloneConfiguration("redis-2.HOST", 6380), redisClientResources);',
      example: '@Bean("redis-1")\n  @Primary',
    },
    lettuce: {
      entry: 'servers.put("redis-2", retried(() -> client.connect(uri("redis-2.HOST:6380"))));',
      example: 'servers().get("redis-1")',
    },
    iovalkey: { entry: "'redis-2': server('redis-2.HOST', 6380),", example: "servers['redis-1']" },
    'valkey-glide-node': { entry: "'redis-2': await server('redis-2.HOST', 6380),", example: "servers['redis-1']" },
    'valkey-glide-python': {
      entry: '"redis-2": await server("redis-2.HOST", 6380),',
      example: 'servers["redis-1"]',
    },
    'redis-rs': { entry: '("redis-2", "redis://redis-2.HOST:6380"),', example: 'servers.get_mut("redis-1")' },
    redisson: {
      entry: 'servers.put("redis-2", client("redis://redis-2.HOST:6380"));',
      example: 'servers().get("redis-1")',
    },
  };

  test.each(
    Object.entries(LABELS).flatMap(([client, label]) =>
      [undefined, 'use1-az4'].map((zone) => [client as ClientName, zone, label] as const),
    ),
  )('are the keys of the standalone clients: %s, zone %s', (client, zone, { entry, example }) => {
    // WHEN
    const code = text(client, configuration('standalone', undefined, zone));
    // THEN
    const host = [zone, 'redis.joda-toda.internal'].filter(Boolean).join('.');
    expect(code).toContain(entry.replace('HOST', host));
    expect(code).toContain(example);
  });
});

test.each(CLIENT_NAMES.filter((client) => client !== 'redis-cli' && canUse(client, 'sentinel')))(
  'the code for %s asks Sentinels for the master by its name',
  (client) => {
    // WHEN
    const code = text(client, { ...configuration('sentinel by addresses'), masterName: 'orders' });
    // THEN
    expect(code).toMatch(/['"]orders['"]/);
    expect(code).not.toContain('mymaster');
  },
);

test('redis-cli asks Sentinels for the master by its name', () => {
  expect(text('redis-cli', { ...configuration('sentinel by addresses'), masterName: 'my orders' })).toContain(
    "-p 26381 SENTINEL GET-MASTER-ADDR-BY-NAME 'my orders'",
  );
});

test.each([
  ['sentinel by addresses', { masterName: undefined }, 'has no masterName'],
  ['standalone', { servers: {} }, 'has no servers'],
])('a configuration that a client cannot use is an error: %s, %j', (mode, change, message) => {
  const given = { ...configuration(mode), ...change };
  for (const client of CLIENT_NAMES.filter((name) => canUse(name, given.mode))) {
    expect(() => text(client, given)).toThrow(message);
  }
});

describe('what a client does not survive', () => {
  const GLIDE = ['valkey-glide-node', 'valkey-glide-python'] as const;

  test.each([
    ['valkey-glide-node', 'does not know Sentinel'],
    ['valkey-glide-python', 'does not know Sentinel'],
    ['redis-rs', 'do not follow a failover'],
  ] as const)('%s refuses Sentinel, and no other mode', (client, reason) => {
    const refused = CONFIGURATIONS.filter(([, given]) => !canUse(client, given.mode));
    expect(new Set(refused.map(([, { mode }]) => mode))).toEqual(new Set(['sentinel']));
    for (const [, given] of refused) expect(() => text(client, given)).toThrow(reason);
  });

  test.each(GLIDE)('is the first thing that the code for %s says', (client) => {
    for (const mode of ['standalone', 'cluster by addresses', 'cluster by client ports']) {
      expect(text(client, configuration(mode))).toMatch(/^(\/\/|#) GLIDE never leaves a server that hangs/);
    }
  });

  test('is the first thing that the code for redis-rs says', () => {
    expect(text('redis-rs', configuration('cluster by names'))).toMatch(
      /^\/\/ redis-rs never leaves a server that hangs/,
    );
    expect(text('redis-rs', configuration('standalone'))).not.toContain('hangs');
  });
});

describe('a setting that would make a client worse is left out', () => {
  test('ioredis: no failoverDetector, no Sentinels other than the seeds', () => {
    // WHEN
    const code = text('ioredis', configuration('sentinel by addresses'));
    // THEN
    expect(code).not.toMatch(/^\s*failoverDetector:/m);
    expect(code).toContain('updateSentinels: false');
  });

  test('ioredis: no error thrown while it reads from a socket of a cluster', () => {
    // WHEN
    const code = text('ioredis', configuration('cluster by addresses'));
    // THEN
    expect(code).not.toContain('throw ');
  });

  test('ioredis: no lookup of a cluster host, which would leave one address and no name', () => {
    expect(text('ioredis', configuration('cluster by names'))).toContain(
      'dnsLookup: (host, callback) => callback(null, host),',
    );
  });

  test.each(['standalone', 'sentinel by addresses', 'cluster by addresses'])(
    'iovalkey: no single address of a name, and no change to IPv6 after a failure: %s',
    (mode) => {
      // WHEN
      const code = text('iovalkey', configuration(mode));
      // THEN
      expect(code).toMatch(/^ {2}family: 0,\n {2}familyFallback: \{ enabled: false \},$/m);
      expect(code).toContain("import { Redis } from 'iovalkey';");
      expect(text('ioredis', configuration(mode))).not.toContain('family');
    },
  );

  test('GLIDE: no exception for an unknown address, which it would hide', () => {
    // GIVEN
    const code = text('valkey-glide-node', configuration('cluster by addresses'));
    const translate = new Function(
      'console',
      `${code.slice(code.indexOf('const SEEDS'), code.indexOf('async function'))}
      return translate;`,
    );
    const reported: string[] = [];
    // WHEN
    const translated = translate({ error: (message: string) => reported.push(message) });
    // THEN
    expect(translated('10.0.4.11', 6379)).toEqual(['redis-2.redis.joda-toda.internal', 6380]);
    expect(translated('redis-2.redis.joda-toda.internal', 6380)).toEqual(['redis-2.redis.joda-toda.internal', 6380]);
    expect(reported).toEqual([]);
    expect(translated('10.0.4.13', 6379)).toEqual(['10.0.4.13', 6379]);
    expect(reported).toEqual(['ADDRESS_MAP lacks 10.0.4.13:6379: generate this file again.']);
  });

  test('Lettuce: no waiting for acknowledgements beyond the response timeout', () => {
    expect(text('lettuce', configuration('cluster by names')).replace(/\s+/g, '')).toContain(
      '.tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder().enable(EpollProvider.isAvailable()).tcpUserTimeout(TIMEOUT).build())',
    );
  });

  test('node-redis: no scanInterval, no socketTimeout without a reconnectStrategy', () => {
    // WHEN
    const code = text('node-redis', configuration('sentinel by addresses'));
    // THEN
    expect(code).not.toMatch(/^\s*scanInterval:/m);
    expect(code).toMatch(/socketTimeout: \d+,[\s\S]*reconnectStrategy: \(retries\)/);
  });

  test('node-redis: no error for the seeds, which it looks up too, only for unknown addresses', () => {
    // GIVEN
    const code = text('node-redis', configuration('sentinel by addresses'));
    // WHEN
    const translate = new Function(`${code.slice(code.indexOf('const SENTINELS'), code.indexOf('const SOCKET'))}
      return translate;`)();
    // THEN
    expect(translate('redis-2.redis.joda-toda.internal:26380')).toBeUndefined();
    expect(translate('10.0.4.11:6379')).toEqual({ host: 'redis-2.redis.joda-toda.internal', port: 6380 });
    expect(() => translate('10.0.4.13:6379')).toThrow('ADDRESS_MAP lacks 10.0.4.13:6379');
  });

  test.each(['redis-py', 'redis-py-asyncio'] as const)(
    '%s: no address_remap, which leaves out MOVED and ASK',
    (client) => {
      // WHEN
      const code = text(client, configuration('cluster by addresses'));
      // THEN
      expect(code).toContain('connection_class');
      expect(code).not.toContain('address_remap=');
    },
  );

  test.each(['redis-py', 'redis-py-asyncio'] as const)('%s: no retries with a dead Sentinel', (client) => {
    // WHEN
    const code = text(client, configuration('sentinel by names'));
    // THEN
    expect(code).toMatch(/sentinel_kwargs=.*retry=Retry\(NoBackoff\(\), 0\)/);
  });
});

/** The code with every notation of host and port replaced by `host:port`. */
const flat = (code: string) => code.replace(/(['"]?, (port: )?| -p )(?=\d+\b)/g, ':');

const literally = (words: string) => words.replaceAll('.', '\\.');

/** The servers whose addresses a client must translate. */
const translated = (given: ClientConfiguration) => (needsAddressMap(given) ? given.servers : {});
