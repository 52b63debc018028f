import { CLIENT_NAMES, CLIENTS, type ClientName } from '../../../src/client-code';
import type { ClientConfiguration } from '../../../src/client-configuration/document';
import { configuration } from '../../support/configurations';

const text = (client: ClientName, given: ClientConfiguration) => CLIENTS[client].generate(given);

describe('the TLS of the clients', () => {
  const EXPECTED: Record<ClientName, { tls: string | RegExp; ca: string }> = {
    ioredis: { tls: /^ +tls,$|, tls \}/m, ca: "const tls = { ca: await parameter('/redis/ca') };" },
    'node-redis': { tls: 'tls: true, ...tls', ca: "const tls = { ca: await parameter('/redis/ca') };" },
    'redis-py': { tls: 'ssl_check_hostname=True,', ca: 'ssl_ca_data=parameter("/redis/ca"),' },
    'redis-py-asyncio': { tls: 'ssl_check_hostname=True,', ca: 'ssl_ca_data=parameter("/redis/ca"),' },
    'go-redis': { tls: 'own.ServerName = host', ca: 'pem, err := parameter(ctx, "/redis/ca")' },
    jedis: { tls: '.sslOptions(', ca: '.sslOptions(trusting(parameter("/redis/ca")))' },
    lettuce: { tls: 'uri.withSsl(true);', ca: 'byte[] certificate = parameter("/redis/ca").getBytes(' },
    redisson: { tls: '"rediss://', ca: 'config.setSslTrustManagerFactory(trusting(parameter("/redis/ca")));' },
    'redis-cli': { tls: '--tls --sni redis-1.redis', ca: '--cacert ca.pem' },
  };
  const MODES = ['standalone', 'sentinel by addresses', 'cluster by names'];

  test.each(
    Object.entries(EXPECTED).flatMap(([client, expected]) =>
      MODES.map((mode) => [client as ClientName, mode, expected] as const),
    ),
  )('%s, %s: only with TLS, and with the CA that is given', (client, mode, { tls, ca }) => {
    // GIVEN
    const given = (access: string) => text(client, configuration(mode, access));
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
  const java = (password: (call: string) => string) => ({
    secret: {
      uses: 'import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;',
      defines: 'private static String secret(',
      password: password('secret("redis/app")'),
    },
    parameter: {
      uses: 'import software.amazon.awssdk.services.ssm.SsmClient;',
      defines: 'private static String parameter(',
      password: password('parameter("/redis/password")'),
    },
  });
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
    jedis: java((call) => `.password(${call})`),
    lettuce: java((call) => `PASSWORD = ${call};`),
    redisson: java((call) => `config.setPassword(${call});`),
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
    ...configuration('standalone'),
    credentials: { username: 'app', passwordSecretName: 'redis/app' },
  };
  const certificateOnly = { ...configuration('standalone'), tls: true, caCertificateParameterName: '/redis/ca' };
  const without = { ...configuration('standalone'), caCertificateParameterName: '/redis/ca' };
  const both = 'TLS, a user and a secret';
  const ACCESS: [
    string,
    ClientConfiguration,
    { secret: boolean; parameter: boolean },
    'secret' | 'parameter' | false,
  ][] = [
    ['without a password', configuration('standalone'), { secret: false, parameter: false }, false],
    ['a CA certificate without TLS', without, { secret: false, parameter: false }, false],
    ['TLS by the system', configuration('standalone', 'TLS by the system'), { secret: false, parameter: false }, false],
    ['a CA certificate', certificateOnly, { secret: false, parameter: true }, false],
    ['a secret', secretOnly, { secret: true, parameter: false }, 'secret'],
    [both, configuration('standalone', both), { secret: true, parameter: true }, 'secret'],
    [
      'the default user and a parameter',
      configuration('standalone', 'the default user and a parameter'),
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
    expect(text(client, configuration('standalone'))).not.toContain('boto3');
  });

  test.each(CLIENT_NAMES)('the functions of %s are apart from each other', (client) => {
    // WHEN
    const code = text(client, configuration('standalone', both));
    // THEN
    expect(code).not.toMatch(/\}\n *(\/\*\*|\/\/ parameter)|"\]\ndef parameter/);
  });
});

describe('the user', () => {
  const EXPECTED: Record<ClientName, RegExp> = {
    ioredis: /username: 'app'/,
    'node-redis': /username: 'app'/,
    'redis-py': /username="app",/,
    'redis-py-asyncio': /username="app",/,
    'go-redis': /Username: +"app",/,
    jedis: /\.user\("app"\)/,
    lettuce: /withAuthentication\("app", PASSWORD\)/,
    redisson: /setUsername\("app"\)/,
    'redis-cli': /--user app/,
  };
  const MODES = ['standalone', 'sentinel by addresses', 'cluster by names'];

  test.each(CLIENT_NAMES.flatMap((client) => MODES.map((mode) => [client, mode] as const)))(
    '%s, %s: authenticates only where there are credentials',
    (client, mode) => {
      expect(text(client, configuration(mode, 'TLS, a user and a secret'))).toMatch(EXPECTED[client]);
      expect(text(client, configuration(mode))).not.toMatch(/user(name)?\b.*(app|default)|password\b/i);
    },
  );

  test.each([
    ['ioredis', ["sentinelUsername: 'app',", 'sentinelPassword: password,']],
    ['node-redis', ['sentinelClientOptions: client,', "username: 'app', password };"]],
    ['redis-py', ['sentinel_kwargs=dict(**given,']],
    ['redis-py-asyncio', ['sentinel_kwargs=dict(**given, ssl=True,']],
    ['go-redis', ['SentinelUsername: "app",', 'SentinelPassword: password,']],
    ['jedis', ['.clientConfig(config)', '.sentinelClientConfig(config)']],
    [
      'lettuce',
      ['uri.withSentinel(uri("redis-3.redis.joda-toda.internal", 26381));', 'uri.withAuthentication("app", PASSWORD);'],
    ],
    ['redisson', ['.setSentinelUsername("app")', '.setSentinelPassword(secret("redis/app"))']],
  ] as const)('%s: authenticates with Sentinels, too', (client, expected) => {
    // WHEN
    const code = text(client, configuration('sentinel by addresses', 'TLS, a user and a secret'));
    // THEN
    for (const line of expected) expect(code).toContain(line);
  });
});
