import { serverConfiguration } from '../../../src/client-code/server';
import type { Environment } from '../../../src/config/schema';
import { environment } from '../../support/configurations';

/** The lines of each file without its comments: `{ 'redis-1 redis.conf': ['port 6379', …] }`. */
function files(text: string): Record<string, string[]> {
  // Split by a heading with two groups, a text is its preamble and then a name, a file and a part for each heading.
  const [, ...parts] = text.split(/^# -+ (\S+) \([\d.]+\): (\S+)$/m);
  const found: Record<string, string[]> = {};
  for (let i = 0; i < parts.length; i += 3) {
    found[`${parts[i]} ${parts[i + 1]}`] = (parts[i + 2] ?? '').split('\n').filter((line) => /^[^#]/.test(line));
  }
  return found;
}

/** An environment with that many servers, the first ones with Sentinels. */
function withServers(service: string, count: number, sentinels = 0): Environment {
  const given = environment(service);
  const [first] = given.service.servers;
  if (!first) throw new Error('The fixture has no server');
  const servers = Array.from({ length: count }, (_, i) => ({
    ...first,
    name: `redis-${i + 1}`,
    sentinel: i < sentinels ? { port: 26379, listenerPort: 26379 + i } : undefined,
  }));
  return { ...given, service: { ...given.service, servers } };
}

describe('the configuration of the servers', () => {
  test.each(['standalone', 'sentinel by addresses', 'sentinel by names', 'cluster by addresses', 'cluster by names'])(
    'keeps connections alive: %s',
    (service) => {
      // WHEN
      const conf = files(serverConfiguration(environment(service)));
      // THEN
      for (const server of ['redis-1', 'redis-2', 'redis-3']) {
        expect(conf[`${server} redis.conf`]).toContain('tcp-keepalive 60');
      }
    },
  );

  test('announces the names and listener ports of servers and Sentinels', () => {
    // WHEN
    const text = serverConfiguration(environment('sentinel by names'));
    // THEN
    const conf = files(text);
    expect(conf['redis-2 redis.conf']).toEqual(
      expect.arrayContaining([
        'port 6380',
        'replica-announce-ip redis-2.redis.joda-toda.internal',
        'replica-announce-port 6380',
      ]),
    );
    expect(conf['redis-2 sentinel.conf']).toEqual([
      'port 26380',
      'sentinel resolve-hostnames yes',
      'sentinel announce-hostnames yes',
      'sentinel announce-ip redis-2.redis.joda-toda.internal',
      'sentinel announce-port 26380',
      'sentinel monitor mymaster redis-1.redis.joda-toda.internal 6379 2',
      'sentinel down-after-milliseconds mymaster 2000',
    ]);
    expect(text).toContain('#   10.0.4.11 redis-2.redis.joda-toda.internal');
  });

  test('announces the names of a cluster', () => {
    // WHEN
    const conf = files(serverConfiguration(environment('cluster by names')));
    // THEN
    expect(conf['redis-3 redis.conf']).toEqual([
      'port 6381',
      'tcp-keepalive 60',
      'cluster-announce-hostname redis-3.redis.joda-toda.internal',
      'cluster-preferred-endpoint-type hostname',
      'cluster-announce-port 6381',
    ]);
  });

  test("announces the listeners' ports to clients only, and leaves the servers' own ports alone", () => {
    // WHEN
    const text = serverConfiguration(environment('cluster by client ports'));
    // THEN
    const conf = files(text);
    expect(conf['redis-3 valkey.conf']).toEqual([
      'port 6379',
      'tcp-keepalive 60',
      'cluster-announce-hostname redis-3.redis.joda-toda.internal',
      'cluster-preferred-endpoint-type hostname',
      'cluster-announce-client-port 6381',
    ]);
    expect(text).toContain('#   10.0.4.12:6379 announces redis-3.redis.joda-toda.internal:6381');
    expect(text).toContain('on the Valkey servers');
    expect(text).not.toContain('must resolve');
  });

  test.each(['sentinel by addresses', 'cluster by addresses'])('announces nothing: %s', (service) => {
    expect(serverConfiguration(environment(service))).not.toMatch(/^[^#].*announce/m);
  });

  test('monitors the master by address where servers announce addresses', () => {
    expect(files(serverConfiguration(environment('sentinel by addresses')))['redis-3 sentinel.conf']).toEqual([
      'port 26379',
      'sentinel monitor mymaster 10.0.4.10 6379 2',
      'sentinel down-after-milliseconds mymaster 2000',
    ]);
  });

  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
  ])('lets a majority of %d Sentinels declare the master down: %d', (sentinels, quorum) => {
    // WHEN
    const text = serverConfiguration(withServers('sentinel by addresses', 5, sentinels));
    // THEN
    const monitors = text.match(/^sentinel monitor .*$/gm);
    expect(monitors).toEqual(Array(sentinels).fill(`sentinel monitor mymaster 10.0.4.10 6379 ${quorum}`));
  });

  test.each([
    ['sentinel by addresses', 2, true],
    ['sentinel by addresses', 3, true],
    ['cluster by addresses', 5, false],
    ['cluster by addresses', 6, true],
    ['standalone', 6, false],
  ])(
    'makes a master without replicas refuse writes if each can have one: %s, %d servers: %s',
    (service, count, does) => {
      // WHEN
      const conf = files(serverConfiguration(withServers(service, count)))['redis-1 redis.conf'];
      // THEN
      const lines = ['min-replicas-to-write 1', 'min-replicas-max-lag 3'];
      expect(conf?.filter((line) => line.startsWith('min-replicas'))).toEqual(does ? lines : []);
    },
  );

  test.each([
    ['sentinel by addresses', 2, 'With a single replica, it also refuses writes'],
    ['sentinel by addresses', 3, 'It also refuses writes while all replicas are down'],
    ['cluster by addresses', 6, 'With a single replica, it also refuses writes'],
    ['cluster by addresses', 9, 'With a single replica, it also refuses writes'],
  ])('says when a master also refuses writes: %s, %d servers', (service, count, comment) => {
    // WHEN
    const text = serverConfiguration(withServers(service, count));
    // THEN
    expect(text.match(/^# .*also refuses writes .*$/gm)).toEqual(Array(count).fill(expect.stringContaining(comment)));
  });

  test.each([
    ['sentinel by names', 'without a password', 6],
    ['sentinel by names', 'TLS by the system', 6],
    ['sentinel by addresses', 'without a password', 0],
    ['sentinel by addresses', 'TLS by the system', 0],
  ])('says why a port is that of the listener: %s, %s', (service, access, count) => {
    expect(serverConfiguration(environment(service, access)).match(/^# The listener's port: /gm) ?? []).toHaveLength(
      count,
    );
  });

  test('cannot be printed for an environment without servers or consumers', () => {
    // GIVEN
    const given = environment('cluster by names');
    // THEN
    expect(() => serverConfiguration({ ...given, consumers: [] })).toThrow('at least one server and one consumer');
  });

  test.each([
    [3, undefined],
    [4, 'sentinel parallel-syncs mymaster 2'],
    [6, 'sentinel parallel-syncs mymaster 4'],
  ])('makes all other replicas follow a new master at once: %d servers', (count, line) => {
    // WHEN
    const conf = files(serverConfiguration(withServers('sentinel by addresses', count, 1)))['redis-1 sentinel.conf'];
    // THEN
    expect(conf?.find((given) => given.includes('parallel-syncs'))).toBe(line);
  });

  describe('with TLS', () => {
    const TLS = 'TLS, a user and a secret';

    test('closes the plain port of a cluster that announces names', () => {
      expect(files(serverConfiguration(environment('cluster by names', TLS)))['redis-2 redis.conf']).toEqual([
        'port 0',
        'tls-port 6380',
        'tls-cert-file /etc/redis/tls/redis-2.crt',
        'tls-key-file /etc/redis/tls/redis-2.key',
        'tls-ca-cert-file /etc/redis/tls/ca.crt',
        'tls-auth-clients no',
        'tls-replication yes',
        'tls-cluster yes',
        'tcp-keepalive 60',
        'cluster-announce-hostname redis-2.redis.joda-toda.internal',
        'cluster-preferred-endpoint-type hostname',
        'cluster-announce-tls-port 6380',
      ]);
    });

    test('announces the TLS port to clients only', () => {
      expect(files(serverConfiguration(environment('cluster by client ports', TLS)))['redis-2 valkey.conf']).toEqual([
        'port 0',
        'tls-port 6379',
        'tls-cert-file /etc/valkey/tls/redis-2.crt',
        'tls-key-file /etc/valkey/tls/redis-2.key',
        'tls-ca-cert-file /etc/valkey/tls/ca.crt',
        'tls-auth-clients no',
        'tls-replication yes',
        'tls-cluster yes',
        'tcp-keepalive 60',
        'cluster-announce-hostname redis-2.redis.joda-toda.internal',
        'cluster-preferred-endpoint-type hostname',
        'cluster-announce-client-tls-port 6380',
      ]);
    });

    test('closes the plain ports of servers and Sentinels', () => {
      // WHEN
      const conf = files(serverConfiguration(environment('sentinel by addresses', TLS)));
      // THEN
      expect(conf['redis-3 redis.conf']).toEqual([
        'port 0',
        'tls-port 6379',
        'tls-cert-file /etc/redis/tls/redis-3.crt',
        'tls-key-file /etc/redis/tls/redis-3.key',
        'tls-ca-cert-file /etc/redis/tls/ca.crt',
        'tls-auth-clients no',
        'tls-replication yes',
        'tcp-keepalive 60',
        'min-replicas-to-write 1',
        'min-replicas-max-lag 3',
      ]);
      expect(conf['redis-3 sentinel.conf']).toEqual([
        'port 0',
        'tls-port 26379',
        'tls-cert-file /etc/redis/tls/redis-3.crt',
        'tls-key-file /etc/redis/tls/redis-3.key',
        'tls-ca-cert-file /etc/redis/tls/ca.crt',
        'tls-auth-clients no',
        'tls-replication yes',
        'sentinel monitor mymaster 10.0.4.10 6379 2',
        'sentinel down-after-milliseconds mymaster 2000',
      ]);
    });

    test('has no replication in mode standalone', () => {
      // WHEN
      const conf = files(serverConfiguration(environment('standalone', TLS)))['redis-1 redis.conf'];
      // THEN
      expect(conf).toContain('tls-port 6379');
      expect(conf).not.toContain('tls-replication yes');
      expect(conf).not.toContain('tls-cluster yes');
    });

    test('lists every name that a client verifies, of all consumers, once', () => {
      // GIVEN
      const given = environment('cluster by addresses', TLS);
      const others = given.consumers.flatMap((consumer) => [
        { ...consumer, name: 'same-zone-name' },
        {
          ...consumer,
          name: 'other',
          subnets: consumer.subnets.slice(0, 1),
          dns: { zoneName: 'redis.other.internal' },
        },
      ]);
      // WHEN
      const text = serverConfiguration({ ...given, consumers: [...given.consumers, ...others] });
      // THEN
      const names = text.slice(text.indexOf('redis-2 (')).match(/^# {3}\S+$/gm);
      expect(names?.slice(0, 6)).toEqual([
        '#   redis-2.redis.joda-toda.internal',
        '#   redis-2.use1-az1.redis.joda-toda.internal',
        '#   redis-2.use1-az2.redis.joda-toda.internal',
        '#   redis-2.use1-az4.redis.joda-toda.internal',
        '#   redis-2.redis.other.internal',
        '#   redis-2.use1-az1.redis.other.internal',
      ]);
      expect(names?.[6]).toBe('#   redis-3.redis.joda-toda.internal');
    });
  });

  test.each([
    ['cluster by names', 'TLS, a user and a secret', 'ACL user of the clients: app. Required on every server, with'],
    [
      'sentinel by names',
      'the default user and a parameter',
      'clients: default. Required on every server and Sentinel,',
    ],
  ])('names the ACL user of the clients: %s, %s', (service, access, comment) => {
    expect(serverConfiguration(environment(service, access))).toContain(comment);
  });

  test('names each ACL user once, and none without credentials', () => {
    // GIVEN
    const given = environment('standalone', 'TLS, a user and a secret');
    const [consumer] = given.consumers;
    if (!consumer) throw new Error('The fixture has no consumer');
    const users = ['app', 'app', 'reports'].map((username) => ({
      ...consumer,
      credentials: { username, passwordSecretName: 'redis/app' },
    }));
    // THEN
    expect(serverConfiguration({ ...given, consumers: users })).toContain('# ACL users of the clients: app, reports. ');
    expect(serverConfiguration(environment('standalone'))).not.toContain('ACL');
  });
});
