import { serverConfiguration } from '../../../src/client-code/server';
import { environment } from '../../support/configurations';

/** The configuration of each file, without its comments: `{ 'redis-1 redis.conf': ['port 6379', …] }`. */
function files(text: string): Record<string, string[]> {
  const parts = text.split(/^# -+ (\S+) \([\d.]+\): (\S+)$/m).slice(1);
  const found: Record<string, string[]> = {};
  for (let i = 0; i < parts.length; i += 3) {
    found[`${parts[i]} ${parts[i + 1]}`] = (parts[i + 2] ?? '').split('\n').filter((line) => /^[^#]/.test(line));
  }
  return found;
}

describe("the servers' configuration", () => {
  test.each(['standalone', 'sentinel by addresses', 'sentinel by names', 'cluster by addresses', 'cluster by names'])(
    'keeps connections alive in mode %s',
    (service) => {
      // WHEN
      const conf = files(serverConfiguration(environment(service)));
      // THEN
      for (const server of ['redis-1', 'redis-2', 'redis-3']) {
        expect(conf[`${server} redis.conf`]).toContain('tcp-keepalive 60');
      }
    },
  );

  test('announces names and the ports of the listeners, by servers and Sentinels', () => {
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

  test('announces names of a cluster', () => {
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

  test.each(['sentinel by addresses', 'cluster by addresses'])('announces nothing in mode %s', (service) => {
    expect(serverConfiguration(environment(service))).not.toMatch(/^[^#].*announce/m);
  });

  test('has a master refuse writes that no replica gets, where each has a replica', () => {
    // GIVEN
    const three = environment('cluster by addresses');
    const six = {
      ...three,
      service: { ...three.service, servers: [...three.service.servers, ...three.service.servers] },
    };
    // THEN
    expect(serverConfiguration(environment('sentinel by addresses'))).toMatch(/^min-replicas-to-write 1$/m);
    expect(serverConfiguration(six)).toMatch(/^min-replicas-to-write 1$/m);
    expect(serverConfiguration(three)).not.toMatch(/^min-replicas/m);
    expect(serverConfiguration(environment('standalone'))).not.toMatch(/^min-replicas/m);
  });

  test('has all replicas follow a new master at once, where there are several left', () => {
    // GIVEN
    const three = environment('sentinel by addresses');
    const servers = [...three.service.servers, ...three.service.servers];
    // THEN
    expect(serverConfiguration({ ...three, service: { ...three.service, servers } })).toMatch(
      /^sentinel parallel-syncs mymaster 4$/m,
    );
    expect(serverConfiguration(three)).not.toContain('parallel-syncs');
  });

  test('listens by TLS only, with a certificate for every name that clients verify', () => {
    // WHEN
    const text = serverConfiguration(environment('cluster by names', 'TLS, a user and a secret'));
    // THEN
    const conf = files(text)['redis-1 redis.conf'];
    expect(conf).toEqual(
      expect.arrayContaining([
        'port 0',
        'tls-port 6379',
        'tls-replication yes',
        'tls-cluster yes',
        'cluster-announce-tls-port 6379',
      ]),
    );
    expect(text).toContain('#   redis-1.redis.joda-toda.internal\n#   redis-1.use1-az1.redis.joda-toda.internal\n');
    expect(text).toContain("# The clients' ACL user app: in the ACL of every server, with one password.");
  });
});
