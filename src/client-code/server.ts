import { dnsNames } from '../config/dns-names';
import type { Consumer, Environment, Server } from '../config/schema';
import { CLIENT_TIMES } from '../client-configuration/document';
import { code } from './text';

/** A cluster has three masters at least: with so many servers each of them can have a replica. */
const SERVERS_OF_A_CLUSTER_WITH_REPLICAS = 6;

/** What goes into redis.conf and sentinel.conf on each server, to suit the clients of all consumers. */
export function serverConfiguration(environment: Environment): string {
  const { servers, redis } = environment.service;
  const announced = redis.announce === 'names';
  return code`
    # The Redis servers of the environment "${environment.name}": what their configuration needs for the clients.
    ${announced ? resolved(environment) : '# They announce their addresses, which clients translate: nothing is announced here.'}
    ${credentials(environment)}

    ${servers.map((server) => `${serverText(environment, server)}\n`)}
  `;
}

function resolved({ service, consumers }: Environment): string[] {
  const { server } = dnsNames(first(consumers));
  return [
    '# They announce names. The premises must resolve these, to the servers themselves, by DNS or /etc/hosts:',
    ...service.servers.map(({ name, address }) => `#   ${address} ${server(name)}`),
  ];
}

/** Names of ACL users, in words: the password is nowhere in an environment. */
function credentials({ consumers, service }: Environment): string[] {
  const users = [
    ...new Set(consumers.flatMap(({ credentials }) => (credentials ? [credentials.username ?? 'default'] : []))),
  ];
  if (users.length === 0) return [];
  const sentinels = service.redis.mode === 'sentinel' ? ' and in those of every Sentinel' : '';
  return [
    `# The clients' ACL ${users.length === 1 ? 'user' : 'users'} ${users.join(', ')}: in the ACL of every server${sentinels}, with one password.`,
  ];
}

function serverText(environment: Environment, server: Server): string {
  return code`
    # ${'-'.repeat(20)} ${server.name} (${server.address}): redis.conf
    ${redisConf(environment, server)}

    ${sentinelConf(environment, server)}
  `;
}

function redisConf(environment: Environment, server: Server): string {
  const { redis } = environment.service;
  return code`
    ${listening(environment, server, server.port)}
    # Below the 350 s after which endpoint and load balancer forget an idle connection, whatever the client does.
    tcp-keepalive ${CLIENT_TIMES.keepAliveSeconds}
    ${safety(environment)}
    ${redis.announce === 'names' && announcement(environment, server)}
  `;
}

function listening(environment: Environment, server: Pick<Server, 'name'>, port: number): string {
  const { tls, mode, announce } = environment.service.redis;
  const reason = announce === 'names' && "# The listener's port: name and port must hold on both sides.";
  if (!tls) {
    return code`
      ${reason}
      port ${port}
    `;
  }
  return code`
    ${reason}
    port 0
    tls-port ${port}
    # Its certificate needs these names, one of which each client verifies:
    ${certificateNames(environment, server.name).map((name) => `#   ${name}`)}
    tls-cert-file /etc/redis/tls/${server.name}.crt
    tls-key-file /etc/redis/tls/${server.name}.key
    tls-ca-cert-file /etc/redis/tls/ca.crt
    # Clients show a password, if anything, and no certificate.
    tls-auth-clients no
    ${mode !== 'standalone' && 'tls-replication yes'}
    ${mode === 'cluster' && 'tls-cluster yes'}
  `;
}

function certificateNames({ consumers }: Environment, server: string): string[] {
  const all = consumers.flatMap((consumer) => {
    const names = dnsNames(consumer);
    return [names.server(server), ...consumer.subnets.map(({ zoneId }) => names.serverInZone(server, zoneId))];
  });
  return [...new Set(all)];
}

/** What keeps a master that is cut off, and does not know it, from taking writes that nobody will ever read. */
function safety({ service }: Environment): string[] {
  const { redis, servers } = service;
  if (redis.mode === 'standalone') return [];
  if (redis.mode === 'cluster' && servers.length < SERVERS_OF_A_CLUSTER_WITH_REPLICAS) {
    return [
      `# No min-replicas-to-write: ${servers.length} servers leave masters without a replica, which would refuse every write.`,
    ];
  }
  return [
    '# A master that hangs and comes back takes writes until it learns that another has been elected, and they are lost.',
    '# This makes it refuse them once no replica has answered for so many seconds.',
    'min-replicas-to-write 1',
    'min-replicas-max-lag 3',
    redis.mode === 'sentinel' && servers.length > 2
      ? '# It also refuses while all replicas are down: safety for availability.'
      : '# With a single replica it also refuses while that one is down, as after a failover until the old master is back.',
  ];
}

function announcement(environment: Environment, { name, port }: Server): string {
  const { mode, tls } = environment.service.redis;
  const host = dnsNames(first(environment.consumers)).server(name);
  if (mode === 'sentinel') {
    return code`
      # What Sentinels tell clients of this server, while it is a replica and once it is the master.
      replica-announce-ip ${host}
      replica-announce-port ${port}
    `;
  }
  return code`
    # What clients get in CLUSTER SLOTS, MOVED and ASK. Redis 7 or later. The servers themselves go on using addresses.
    cluster-announce-hostname ${host}
    cluster-preferred-endpoint-type hostname
    ${tls ? 'cluster-announce-tls-port' : 'cluster-announce-port'} ${port}
  `;
}

function sentinelConf(environment: Environment, server: Server): string | undefined {
  const { redis, servers } = environment.service;
  if (!server.sentinel) return undefined;
  const names = dnsNames(first(environment.consumers));
  const announced = redis.announce === 'names';
  const [master] = servers;
  const quorum = Math.floor(servers.filter(({ sentinel }) => sentinel).length / 2) + 1;
  return code`
    # ${'-'.repeat(20)} ${server.name} (${server.address}): sentinel.conf
    ${listening(environment, server, server.sentinel.port)}
    ${announced && announcedSentinel(names.server(server.name), server.sentinel.port)}
    # ${master?.name}, or whichever is the master now. Once it runs, Sentinel writes this line itself.
    sentinel monitor ${redis.masterName} ${announced ? names.server(master?.name ?? '') : master?.address} ${master?.port} ${quorum}
    # For so long a master may be silent before another is elected. The default is 30000; the figures in docs/clients.md
    # were measured with this.
    sentinel down-after-milliseconds ${redis.masterName} 2000
    ${parallelSyncs(environment)}
  `;
}

/** The promoted replica apart, all others at once. With the default of 1 they change masters one after the other. */
function parallelSyncs({ service }: Environment): string[] {
  const others = service.servers.length - 2;
  if (others < 2) return [];
  return [
    '# Until every replica follows the new master, the Sentinel in charge still names the old one to node-redis, among',
    '# others: one after the other, five replicas took 4 s longer.',
    `sentinel parallel-syncs ${service.redis.masterName} ${others}`,
  ];
}

const announcedSentinel = (host: string, port: number) => code`
  # Before the first line that has a name. Redis 6.2 or later.
  sentinel resolve-hostnames yes
  sentinel announce-hostnames yes
  sentinel announce-ip ${host}
  sentinel announce-port ${port}
`;

/** Servers announce one name, so all consumers' zones have the same: `config/rules/redis-rules.ts` sees to it. */
function first(consumers: readonly Consumer[]): Consumer {
  const [consumer] = consumers;
  if (!consumer) throw new Error('An environment without consumers');
  return consumer;
}
