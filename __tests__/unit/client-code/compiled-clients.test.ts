import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENTS } from '../../../src/client-code';
import { VERSIONS } from '../../../src/client-code/versions';
import type { ClientConfiguration } from '../../../src/client-configuration/document';
import { GO_MODULE } from '../../support/compiled/go';
import { artifactsOf } from '../../support/compiled/java';
import { configuration, configurations } from '../../support/configurations';

type Compiled = 'go-redis' | (typeof JAVA)[number];
const JAVA = ['jedis', 'lettuce', 'redisson', 'spring-boot'] as const;
const MODES = ['standalone', 'sentinel by addresses', 'cluster by addresses'];
const SECURE = 'TLS, a user and a secret';

const text = (client: Compiled, given: ClientConfiguration) => CLIENTS[client].generate(given);

/** Code without line breaks and indentation. */
const flat = (code: string) => code.replace(/\s+/g, '');

describe('the first lines', () => {
  test('of go-redis name every module with the version that is compiled in the tests', () => {
    // GIVEN
    const lock = readFileSync(join(GO_MODULE, 'go.mod'), 'utf8');
    const locked = new Map([...lock.matchAll(/^\t(\S+) (v\S+)$/gm)].map(([, module, version]) => [module, version]));
    // WHEN
    const named = [...text('go-redis', configuration('standalone', SECURE)).matchAll(/^\/\/\tgo get (\S+)@(\S+)$/gm)];
    // THEN
    expect(new Map(named.map(([, module, version]) => [module, version]))).toEqual(locked);
    expect(lock).toMatch(new RegExp(`^go ${VERSIONS.go}(\\.\\d+)?$`, 'm'));
  });

  test('of go-redis name no module that is not imported', () => {
    for (const [, given] of configurations()) {
      const code = text('go-redis', given);
      const modules = [...code.matchAll(/go get (\S+)@/g)].map(([, module]) => `"${module}"`);
      expect(modules.filter((module) => !code.includes(`\n\t${module}\n`))).toEqual([]);
    }
  });

  test.each([
    ['jedis', ['redis.clients:jedis:8.0.2']],
    [
      'lettuce',
      [
        'io.lettuce:lettuce-core:7.7.0.RELEASE',
        'io.netty:netty-transport-native-epoll:4.2.13.Final:linux-x86_64',
        'io.netty:netty-transport-native-epoll:4.2.13.Final:linux-aarch_64',
      ],
    ],
    ['redisson', ['org.redisson:redisson:4.7.0']],
    [
      'spring-boot',
      [
        'org.springframework.boot:spring-boot-starter-data-redis:4.0.7',
        'io.netty:netty-transport-native-epoll:4.2.15.Final:linux-x86_64',
        'io.netty:netty-transport-native-epoll:4.2.15.Final:linux-aarch_64',
      ],
    ],
  ] as const)('of %s name every artifact with its version, and the classifier of each platform', (client, own) => {
    const aws = ['software.amazon.awssdk:secretsmanager:2.57.8', 'software.amazon.awssdk:ssm:2.57.8'];
    expect(artifactsOf(text(client, configuration('standalone')))).toEqual(own);
    expect(artifactsOf(text(client, configuration('standalone', SECURE)))).toEqual([...own, ...aws]);
  });

  test.each(JAVA)('of %s name the Java version', (client) => {
    expect(text(client, configuration())).toMatch(/^\/\/ Java 17 or later\. /);
  });

  test.each(['jedis', 'lettuce', 'spring-boot'] as const)(
    'of %s have the JVM forget DNS answers before a client gives up',
    (client) => {
      expect(text(client, configuration())).toMatch(/^\/\/ .*-Dsun\.net\.inetaddr\.ttl=5\b/m);
    },
  );
});

describe('the code of an application', () => {
  test('imports a Go package, not a program', () => {
    const code = text('go-redis', configuration());
    expect(code).toMatch(/^package redisclients$/m);
    expect(code).not.toContain('func main()');
  });

  test.each(JAVA)('imports a Java class with a package: %s', (client) => {
    expect(text(client, configuration())).toMatch(/^package redisclients;$/m);
  });
});

describe.each(MODES)('what connect() opens, in %s,', (mode) => {
  test.each(['lettuce', 'redisson'] as const)('can be closed, and is closed if connect() fails: %s', (client) => {
    const code = flat(text(client, configuration(mode)));
    expect(code).toContain('catch(RuntimeException|Errorerror){clients.close();throwerror;}');
    expect(code).toContain('while(!opened.isEmpty())opened.pop().run();');
    expect(code).not.toContain('System.exit');
  });

  test('includes the resources of Lettuce, which its client does not close', () => {
    const code = flat(text('lettuce', configuration(mode)));
    expect(code).toMatch(/ClientResourcesresources=resources\(\);opened\.push\(\(\)->resources\.shutdown\(/);
    expect(code).toMatch(/opened\.push\(\(\)->client\.shutdown\(/);
  });

  test('includes every client of Redisson, each before the next one is opened', () => {
    expect(flat(text('redisson', configuration(mode)))).toContain(
      'RedissonClientclient=Redisson.create(config);opened.push(client::shutdown);returnclient;',
    );
  });

  test('is closed by the Go example, which returns its errors', () => {
    const code = text('go-redis', configuration(mode));
    expect(code).toMatch(/defer (server|reader)\.Close\(\)/);
    expect(code).not.toContain('log.Fatal');
  });
});

describe('the code for go-redis', () => {
  test('reports why each address of a name failed', () => {
    expect(text('go-redis', configuration())).toContain('return nil, errors.Join(failures...)');
  });
});

describe('the code for Jedis', () => {
  test.each(MODES)('has callers wait for a connection as long as one may take, in %s', (mode) => {
    expect(text('jedis', configuration(mode))).toContain('pool.setMaxWait(Duration.ofMillis(2500));');
  });

  test('reads from the master while the replicas answer CLUSTERDOWN', () => {
    const code = flat(text('jedis', configuration('cluster by addresses')));
    expect(code).toMatch(/catch\(JedisClusterExceptionerror\)\{.*returnclient\.get\(key\);\}/);
  });
});

describe('the code for Spring Boot', () => {
  test.each(MODES)('gives Spring Data the resources and options of Lettuce, in %s', (mode) => {
    // GIVEN
    const spring = text('spring-boot', configuration(mode, SECURE));
    const lettuce = text('lettuce', configuration(mode, SECURE));
    const settings = (code: string) =>
      code
        .slice(
          code.indexOf('private static ClientResources resources()'),
          code.indexOf('private static String secret('),
        )
        .replace(/\s+(private static RedisURI|\/\*\* Reads a secret)[\s\S]*/, '')
        .replaceAll('RedisConfiguration::', 'RedisClients::')
        .trim();
    // THEN
    expect(settings(spring)).toBe(settings(lettuce));
    expect(flat(spring)).toMatch(
      /\.clientResources\((redisClientR|r)esources\)\.clientOptions\(options\(\)\)\.commandTimeout\(TIMEOUT\)/,
    );
    expect(flat(spring)).toContain('@Bean(destroyMethod="shutdown")');
  });
});

describe('the code for Lettuce', () => {
  test.each(MODES)('waits at most a second between attempts to reconnect, in %s', (mode) => {
    expect(flat(text('lettuce', configuration(mode)))).toContain(
      '.reconnectDelay(Delay.exponential(Duration.ofMillis(50),Duration.ofSeconds(1),2,TimeUnit.MILLISECONDS))',
    );
  });

  test('says what replicas answer around a promotion', () => {
    expect(text('lettuce', configuration('cluster by names'))).toMatch(
      /replicas answer CLUSTERDOWN .* repeat the read/,
    );
    expect(text('lettuce', configuration('sentinel by names'))).not.toContain('CLUSTERDOWN');
  });
});

describe('the code for Redisson', () => {
  test.each([undefined, 'use1-az2'])(
    'finds a cluster node by its announced port, where it has its own: zone %s',
    (zone) => {
      const code = text('redisson', configuration('cluster by names', undefined, zone));
      expect(code).toContain('.setNatMapper(RedisClients::named)');
      expect(code).toContain('.filter(seed -> seed.endsWith(port))');
      expect(code).not.toContain('ADDRESS_MAP');
    },
  );

  test('finds it by its address, where servers share a port', () => {
    const code = text('redisson', configuration('cluster by addresses'));
    expect(code).toContain('.setNatMapper(RedisClients::translate)');
    expect(code).not.toContain('RedisClients::named');
  });

  test('says first that it does not survive a dead endpoint', () => {
    expect(text('redisson', configuration())).toMatch(
      /^\/\*\*\n \* Clients for Redis\.\n \*\n \* <p>Redisson does not leave an endpoint that stops answering/m,
    );
  });

  test('looks at the cluster every second, and uses the seeds it lists', () => {
    const code = text('redisson', configuration('cluster by addresses'));
    expect(code).toContain('.setScanInterval(1000)');
    expect(code).toContain('SEEDS.forEach(seed -> servers.addNodeAddress("redis://" + seed));');
  });

  test.each([
    ['standalone', ['.setConnectionMinimumIdleSize(1)']],
    ['sentinel by addresses', ['.setMasterConnectionMinimumIdleSize(1)', '.setSlaveConnectionMinimumIdleSize(1)']],
    ['cluster by names', ['.setMasterConnectionMinimumIdleSize(1)', '.setSlaveConnectionMinimumIdleSize(1)']],
  ])('opens one idle connection for each server instead of 24, in %s', (mode, lines) => {
    for (const line of lines) expect(text('redisson', configuration(mode))).toContain(line);
  });
});
