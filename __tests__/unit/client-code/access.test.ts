import { CLIENT_NAMES, CLIENTS, type ClientName, canUse } from '../../../src/client-code';
import type { ClientConfiguration } from '../../../src/client-configuration/document';
import { configuration } from '../../support/configurations';

const text = (client: ClientName, given: ClientConfiguration) => CLIENTS[client].generate(given);

const made = new Map<string, ClientConfiguration>();

/** A configuration, made once: an environment takes some milliseconds to validate. */
function configurationOf(service: string, access?: string): ClientConfiguration {
  const key = `${service}, ${access}`;
  const given = made.get(key) ?? configuration(service, access);
  made.set(key, given);
  return given;
}

/** Those of the services that a client can be used with. */
const inUse = (client: ClientName, services: readonly string[]) =>
  services.filter((service) => canUse(client, configurationOf(service).mode));

describe('the TLS of the clients', () => {
  const EXPECTED: Record<ClientName, { tls: string | RegExp; ca: string }> = {
    ioredis: { tls: /^ +tls,$|, tls \}/m, ca: "const tls = { ca: await parameter('/redis/ca') };" },
    'node-redis': { tls: 'tls: true, ...tls', ca: "const tls = { ca: await parameter('/redis/ca') };" },
    'redis-py': { tls: 'ssl_check_hostname=True,', ca: 'ssl_ca_data=parameter("/redis/ca"),' },
    'redis-py-asyncio': { tls: 'ssl_check_hostname=True,', ca: 'ssl_ca_data=parameter("/redis/ca"),' },
    'go-redis': { tls: 'own.ServerName = host', ca: 'pem, err := parameter(ctx, "/redis/ca")' },
    jedis: { tls: '.sslOptions(', ca: '.sslOptions(trusting(parameter("/redis/ca")))' },
    lettuce: { tls: 'uri.withSsl(true);', ca: 'byte[] certificate = parameter("/redis/ca").getBytes(' },
    'spring-boot': { tls: '.useSsl()', ca: 'byte[] certificate = parameter("/redis/ca").getBytes(' },
    redisson: { tls: '"rediss://', ca: 'config.setSslTrustManagerFactory(trusting(parameter("/redis/ca")));' },
    iovalkey: { tls: /^ +tls,$|, tls \}/m, ca: "const tls = { ca: await parameter('/redis/ca') };" },
    'valkey-glide-node': { tls: 'useTLS: true,', ca: 'tlsAdvancedConfiguration: { rootCertificates: tls.ca },' },
    'valkey-glide-python': {
      tls: 'use_tls=True,',
      ca: 'tls_config=TlsAdvancedConfiguration(root_pem_cacerts=parameter("/redis/ca").encode()),',
    },
    'redis-rs': { tls: '"rediss://', ca: 'root_cert: Some(authority.to_vec()),' },
    'redis-cli': { tls: '--tls --sni redis-1.redis', ca: '--cacert ca.pem' },
  };
  const MODES = ['standalone', 'sentinel by addresses', 'cluster by names'];

  test.each(
    Object.entries(EXPECTED).flatMap(([client, expected]) =>
      inUse(client as ClientName, MODES).map((mode) => [client as ClientName, mode, expected] as const),
    ),
  )('%s, %s: only with TLS, and with the CA that is given', (client, mode, { tls, ca }) => {
    // GIVEN
    const given = (access: string) => text(client, configurationOf(mode, access));
    const matches = (code: string) => (typeof tls === 'string' ? code.includes(tls) : tls.test(code));
    // THEN
    expect(['without a password', 'TLS by the system', 'TLS, a user and a secret'].map(given).map(matches)).toEqual([
      false,
      true,
      true,
    ]);
    expect(given('TLS, a user and a secret')).toContain(ca);
    expect(given('TLS by the system')).not.toContain(ca);
  });
});

describe('with TLS, and only then,', () => {
  const ALL = ['standalone', 'sentinel by addresses', 'cluster by addresses', 'sentinel by names', 'cluster by names'];
  const CLUSTER = ['cluster by addresses', 'cluster by names'];
  const SENTINEL = ['sentinel by addresses', 'sentinel by names'];
  const CONNECTION_CLASS = ['cluster by addresses'];

  /** A line with TLS, the modes that have it, and the line in its place without TLS, if any. */
  type Row = [client: ClientName, modes: string[], secure: string, plain?: string];

  test.each<Row>([
    ['ioredis', SENTINEL, '    sentinelTLS: tls,'],
    ['ioredis', SENTINEL, '    enableTLSForSentinelMode: true,'],
    [
      'ioredis',
      CLUSTER,
      "redisOptions: { ...CONNECTION, username: 'app', password, tls },",
      'redisOptions: { ...CONNECTION },',
    ],
    ['node-redis', ['standalone'], '{ ...SOCKET, host, port, tls: true, ...tls }', '{ ...SOCKET, host, port }'],
    ['node-redis', [...SENTINEL, ...CLUSTER], 'socket: { ...SOCKET, tls: true, ...tls }', 'socket: { ...SOCKET }'],
    ['redis-py', ['standalone', ...SENTINEL, 'cluster by names'], '        ssl=True,'],
    [
      'redis-py',
      CONNECTION_CLASS,
      'class MappedConnection(redis.SSLConnection):',
      'class MappedConnection(redis.Connection):',
    ],
    [
      'redis-py-asyncio',
      ALL,
      'class RotatingConnection(redis.SSLConnection):',
      'class RotatingConnection(redis.Connection):',
    ],
    [
      'redis-py-asyncio',
      ALL,
      'self._target = dict(host=address[0], port=address[1], server_hostname=host)',
      'self._target = dict(host=address[0], port=address[1])',
    ],
    ['redis-py-asyncio', ['standalone'], 'host=host, port=port, ssl=True, **given', 'host=host, port=port, **given'],
    ['redis-py-asyncio', SENTINEL, 'dict(**given, ssl=True, retry=', 'dict(**given, retry='],
    ['redis-py-asyncio', CLUSTER, '            ssl=True,'],
    ['go-redis', ALL, 'dialer(security)', 'dialer()'],
    ['go-redis', ALL, 'func dialer(security *tls.Config) func(', 'func dialer() func('],
    ['go-redis', ALL, 'return secured(ctx, connection, host, security)', 'return connection, nil'],
    ['go-redis', ALL, 'own := security.Clone()'],
    ['go-redis', ALL, 'client := tls.Client(connection, own)'],
    ['go-redis', ALL, 'ctx, cancel := context.WithTimeout(ctx, connectTimeout)\n\tdefer cancel()'],
    ['go-redis', ALL, 'authorities := x509.NewCertPool()'],
    ['go-redis', ALL, 'fmt.Errorf("no certificate in the parameter %s", "/redis/ca")'],
    ['go-redis', ALL, 'security := &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12}'],
    ['jedis', ALL, '.sslOptions(trusting(parameter("/redis/ca")))'],
    ['lettuce', ALL, '    uri.withSsl(true);\n    return uri.build();'],
    [
      'lettuce',
      ALL,
      '.sslOptions(SslOptions.builder().trustManager(() -> new ByteArrayInputStream(certificate)).build())',
    ],
    ['redisson', ALL, '"rediss://', '"redis://'],
    ['redisson', SENTINEL, 'config.setSslVerificationMode(SslVerificationMode.CA_ONLY);'],
    ['redis-cli', ALL, '--user app --tls --sni redis-3.redis.joda-toda.internal --cacert ca.pem INFO'],
  ])('the code for %s has, in %j: %s', (...[client, modes, secure, plain]: Row) => {
    for (const mode of ALL) {
      // WHEN
      const encrypted = text(client, configurationOf(mode, 'TLS, a user and a secret'));
      const open = text(client, configurationOf(mode));
      // THEN
      const found = { mode, secure: [encrypted, open].map((code) => code.includes(secure)) };
      expect(found).toEqual({ mode, secure: [modes.includes(mode), false] });
      if (!plain) continue;
      const replaced = { mode, plain: [encrypted, open].map((code) => code.includes(plain)) };
      expect(replaced).toEqual({ mode, plain: [false, modes.includes(mode)] });
    }
  });
});

describe('the values that a program fetches', () => {
  /** What the code contains to fetch the password, from a secret or a parameter. */
  interface Fetch {
    /** The library or service that it uses. */
    readonly uses: string;
    /** The function that it defines. */
    readonly defines?: string;
    /** The password in use. */
    readonly password: string;
  }

  const javaScript = {
    secret: {
      uses: '@aws-sdk/client-secrets-manager',
      defines: 'async function secret(name)',
      password: "const password = await secret('redis/app');",
    },
    parameter: {
      uses: '@aws-sdk/client-ssm',
      defines: 'async function parameter(name)',
      password: "const password = await parameter('/redis/password');",
    },
  };
  const python = {
    secret: {
      uses: 'boto3.client("secretsmanager")',
      defines: 'def secret(',
      password: 'password=secret("redis/app"),',
    },
    parameter: {
      uses: 'boto3.client("ssm")',
      defines: 'def parameter(',
      password: 'password=parameter("/redis/password"),',
    },
  };
  const glidePython = {
    secret: { ...python.secret, password: 'password=secret("redis/app"), username="app"),' },
    parameter: { ...python.parameter, password: 'password=parameter("/redis/password"), username="default"),' },
  };
  const java = {
    secret: {
      uses: 'import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;',
      defines: 'private static String secret(',
      password: 'String password = secret("redis/app");',
    },
    parameter: {
      uses: 'import software.amazon.awssdk.services.ssm.SsmClient;',
      defines: 'private static String parameter(',
      password: 'String password = parameter("/redis/password");',
    },
  };
  const EXPECTED: Record<ClientName, { secret: Fetch; parameter: Fetch }> = {
    ioredis: javaScript,
    'node-redis': javaScript,
    'redis-py': python,
    'redis-py-asyncio': python,
    'go-redis': {
      secret: {
        uses: '"github.com/aws/aws-sdk-go-v2/service/secretsmanager"',
        defines: 'func secret(ctx',
        password: 'password, err := secret(ctx, "redis/app")',
      },
      parameter: {
        uses: '"github.com/aws/aws-sdk-go-v2/service/ssm"',
        defines: 'func parameter(ctx',
        password: 'password, err := parameter(ctx, "/redis/password")',
      },
    },
    jedis: java,
    lettuce: java,
    'spring-boot': java,
    redisson: java,
    iovalkey: javaScript,
    'valkey-glide-node': javaScript,
    'valkey-glide-python': glidePython,
    // It takes the values, and says where they are.
    'redis-rs': {
      secret: {
        uses: 'Secrets Manager',
        password: '/// `password` is the value of the Secrets Manager secret redis/app.',
      },
      parameter: {
        uses: 'SSM parameter',
        password: '/// `password` is the value of the SSM parameter /redis/password.',
      },
    },
    'redis-cli': {
      secret: {
        uses: 'aws secretsmanager get-secret-value',
        password:
          'REDISCLI_AUTH="$(aws secretsmanager get-secret-value --secret-id redis/app --query SecretString --output text)"',
      },
      parameter: {
        uses: 'aws ssm get-parameter',
        password: 'REDISCLI_AUTH="$(aws ssm get-parameter --with-decryption --name /redis/password ',
      },
    },
  };

  const secretOnly = {
    ...configurationOf('standalone'),
    credentials: { username: 'app', passwordSecretName: 'redis/app' },
  };
  const certificateOnly = { ...configurationOf('standalone'), tls: true, caCertificateParameterName: '/redis/ca' };
  const without = { ...configurationOf('standalone'), caCertificateParameterName: '/redis/ca' };
  const both = 'TLS, a user and a secret';
  const ACCESS: [
    string,
    ClientConfiguration,
    { secret: boolean; parameter: boolean },
    'secret' | 'parameter' | false,
  ][] = [
    ['without a password', configurationOf('standalone'), { secret: false, parameter: false }, false],
    ['a CA certificate without TLS', without, { secret: false, parameter: false }, false],
    [
      'TLS by the system',
      configurationOf('standalone', 'TLS by the system'),
      { secret: false, parameter: false },
      false,
    ],
    ['a CA certificate', certificateOnly, { secret: false, parameter: true }, false],
    ['a secret', secretOnly, { secret: true, parameter: false }, 'secret'],
    [both, configurationOf('standalone', both), { secret: true, parameter: true }, 'secret'],
    [
      'the default user and a parameter',
      configurationOf('standalone', 'the default user and a parameter'),
      { secret: false, parameter: true },
      'parameter',
    ],
  ];

  test.each(CLIENT_NAMES.flatMap((client) => ACCESS.map(([access, ...rest]) => [client, access, ...rest] as const)))(
    '%s, %s: are fetched with what it defines, and nothing else',
    (client, _, given, uses, password) => {
      // WHEN
      const code = text(client, given);
      // THEN
      for (const service of ['secret', 'parameter'] as const) {
        const expected = EXPECTED[client][service];
        expect(code.includes(expected.uses)).toBe(uses[service]);
        if (expected.defines) expect(code.includes(expected.defines)).toBe(uses[service]);
        expect(code.includes(expected.password)).toBe(service === password);
      }
    },
  );

  test.each(['redis-py', 'redis-py-asyncio'] as const)('%s imports and installs boto3 only for them', (client) => {
    expect(text(client, secretOnly)).toMatch(/^# pip install .* boto3$[\s\S]*^import boto3$/m);
    expect(text(client, configurationOf('standalone'))).not.toContain('boto3');
  });

  test.each(CLIENT_NAMES)('the functions of %s are apart from each other', (client) => {
    // WHEN
    const code = text(client, configurationOf('standalone', both));
    // THEN
    expect(code).not.toMatch(/\}\n *(\/\*\*|\/\/ parameter)|"\]\ndef parameter/);
  });
});

describe('the user', () => {
  const EXPECTED: Record<ClientName, RegExp> = {
    ioredis: /username: 'app',\s+password,/,
    'node-redis': /username: 'app', password /,
    'redis-py': /username="app",/,
    'redis-py-asyncio': /username="app",/,
    'go-redis': /\tUsername: +"app",\n\t+Password: +password,/,
    jedis: /\.user\("app"\)/,
    lettuce: /withAuthentication\("app", password\)/,
    'spring-boot': /redis\.setUsername\("app"\);\s+redis\.setPassword\(password\);/,
    redisson: /setUsername\("app"\)/,
    iovalkey: /username: 'app',\s+password,/,
    'valkey-glide-node': /credentials: \{ username: 'app', password \},/,
    'valkey-glide-python': /credentials=ServerCredentials\(password=secret\("redis\/app"\), username="app"\),/,
    'redis-rs': /username\("app"\)\.(set_)?password\(password\)/,
    'redis-cli': /--user app/,
  };
  const MODES = ['standalone', 'sentinel by addresses', 'cluster by names'];

  test.each(CLIENT_NAMES.flatMap((client) => inUse(client, MODES).map((mode) => [client, mode] as const)))(
    '%s, %s: authenticates only where there are credentials',
    (client, mode) => {
      expect(text(client, configurationOf(mode, 'TLS, a user and a secret'))).toMatch(EXPECTED[client]);
      expect(text(client, configurationOf(mode))).not.toMatch(/user(name)?\b.*(app|default)|password\b/i);
    },
  );

  test.each([
    ['ioredis', ["    username: 'app',\n    password,\n", "sentinelUsername: 'app',", 'sentinelPassword: password,']],
    ['node-redis', ['sentinelClientOptions: client,', "username: 'app', password };"]],
    ['redis-py', ['sentinel_kwargs=dict(**given,']],
    ['redis-py-asyncio', ['sentinel_kwargs=dict(**given, ssl=True,']],
    ['go-redis', ['SentinelUsername: "app",', 'SentinelPassword: password,']],
    ['jedis', ['.clientConfig(config)', '.sentinelClientConfig(config)']],
    [
      'lettuce',
      [
        'uri.withSentinel(uri(seed, password)));\n    uri.withAuthentication("app", password);\n    uri.withSsl(true);\n',
        'private static RedisURI uri(String address, String password)',
      ],
    ],
    ['spring-boot', ['redis.setSentinelUsername("app");', 'redis.setSentinelPassword(password);']],
    ['redisson', ['.setSentinelUsername("app")', '.setSentinelPassword(password)']],
  ] as const)('%s: authenticates with Sentinels, too', (client, expected) => {
    // WHEN
    const code = text(client, configurationOf('sentinel by addresses', 'TLS, a user and a secret'));
    // THEN
    for (const line of expected) expect(code).toContain(line);
  });
});
