import { execFileSync } from 'node:child_process';
import { CLIENT_NAMES, CLIENTS, type ClientName } from '../../../src/client-configuration/clients';
import { type ClientConfiguration, needsAddressMap } from '../../../src/client-configuration/document';
import { CONFIGURATIONS, configuration } from './fixtures';

const text = (client: ClientName, given: ClientConfiguration) => CLIENTS[client].generate(given);

/** Of every kind of configuration, and of names that a careless quotation would break. */
function everyText(language: string): string[] {
  const odd = 'it\'s "the" \\master\\';
  const quoted: ClientConfiguration = {
    ...configuration('sentinel by addresses', 'TLS, a user and a secret'),
    masterName: odd,
    credentials: { username: odd, passwordSecretName: odd },
  };
  return CLIENT_NAMES.filter((client) => CLIENTS[client].language === language).flatMap((client) =>
    [...CONFIGURATIONS.map(([, given]) => given), quoted].map((given) => text(client, given)),
  );
}

describe.each(CLIENT_NAMES)('the code for %s', (client) => {
  test.each(CONFIGURATIONS)('names every place to connect to, and its port: %s', (_, given) => {
    // WHEN
    const code = flat(text(client, given));
    // THEN
    const places = given.mode === 'sentinel' ? { ...given.sentinels, ...translated(given) } : given.servers;
    for (const { host, port } of Object.values(places)) {
      expect(code).toMatch(new RegExp(`${literally(`${host}:${port}`)}\\b`));
    }
  });

  test.each(CONFIGURATIONS)('translates what Redis tells and is not reached so, and nothing else: %s', (_, given) => {
    // WHEN
    const code = flat(text(client, given));
    // THEN
    for (const announced of Object.keys(given.servers)) {
      const translation = new RegExp(`${literally(announced)}['")]*(:|,| is) +[({]* *(host: )?['"]?redis-`);
      expect([announced, translation.test(code)]).toEqual([announced, announced in translated(given)]);
    }
  });

  test.each(CONFIGURATIONS)('holds no password, and says where it is kept: %s', (_, given) => {
    // WHEN
    const code = text(client, given);
    // THEN
    expect(code).not.toMatch(/password['"]?\s*[:=(]\s*['"]/i);
    const { passwordSecretName, passwordParameterName } = given.credentials ?? {};
    for (const place of [passwordSecretName, passwordParameterName]) if (place) expect(code).toContain(place);
    if (given.credentials) expect(code).toContain(given.credentials.username);
    if (given.tls && given.caCertificateParameterName) expect(code).toContain(given.caCertificateParameterName);
  });

  test.each(CONFIGURATIONS)('leaves nothing of its template: %s', (_, given) => {
    // WHEN
    const code = text(client, given);
    // THEN
    expect(code).not.toMatch(/undefined|\[object|\$NIL|\$\{(?!(address|host|port)\})|\0| $/m);
    expect(code).not.toMatch(/\n{4}/);
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

describe('the syntax', () => {
  test('of JavaScript holds as a module', () => {
    // GIVEN
    const texts = everyText('js');
    // WHEN
    const check = `const vm = require('node:vm');
      for (const text of JSON.parse(require('node:fs').readFileSync(0))) new vm.SourceTextModule(text);`;
    // THEN
    expect(() => run(process.execPath, ['--experimental-vm-modules', '-e', check], texts)).not.toThrow();
  });

  test('of Python holds', () => {
    // GIVEN
    const texts = everyText('python');
    // WHEN
    const check = 'import json, sys\nfor text in json.load(sys.stdin): compile(text, "redis_clients.py", "exec")';
    // THEN
    expect(() => run('python3', ['-c', check], texts)).not.toThrow();
  });

  test.each(['go', 'java'])('of %s has its brackets in pairs', (language) => {
    for (const code of everyText(language)) {
      // WHEN
      const bare = code.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(\\.|[^"\\])*"/g, '');
      // THEN
      for (const [open, close] of ['()', '{}', '[]']) {
        expect(bare.split(open ?? '').length).toBe(bare.split(close ?? '').length);
      }
    }
  });

  test('of the shell holds', () => {
    // WHEN
    const check = () => execFileSync('sh', ['-n'], { input: everyText('sh').join('\n') });
    // THEN
    expect(check).not.toThrow();
  });
});

function run(program: string, args: string[], texts: string[]): void {
  execFileSync(program, args, { input: JSON.stringify(texts), stdio: ['pipe', 'pipe', 'pipe'] });
}

/** The same with `host:port` for every way to write the two. */
const flat = (code: string) => code.replace(/(['"]?, (port: )?| -p )(?=\d+\b)/g, ':');

const literally = (words: string) => words.replaceAll('.', '\\.');

/** The servers that a client has to translate. */
const translated = (given: ClientConfiguration) =>
  given.mode !== 'standalone' && needsAddressMap(given) ? given.servers : {};
