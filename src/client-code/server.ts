import { CLIENT_TIMES } from '../client-configuration/document';
import { dnsNames } from '../config/dns-names';
import type { Environment, Server } from '../config/schema';
import { code } from './text';

/** A cluster has at least three masters. From six servers on, each master can have a replica. */
const MIN_SERVERS_FOR_CLUSTER_REPLICAS = 6;

/**
 * The lines that the clients of all consumers need in redis.conf (or valkey.conf) and sentinel.conf on each server.
 */
export function serverConfiguration(environment: Environment): string {
  const { servers, redis } = environment.service;
  return code`
    # Settings that clients need on the ${isValkey(environment) ? 'Valkey' : 'Redis'} servers of the environment "${environment.name}".
    ${ANNOUNCEMENTS[redis.announce ?? 'addresses'](environment)}
    ${users(environment)}

    ${servers.map((server) => `${serverText(environment, server)}\n`)}
  `;
}

const isValkey = ({ service }: Environment) => service.redis.server?.kind === 'valkey';

/** What the servers announce, as a comment. */
const ANNOUNCEMENTS = {
  addresses: () => ['# No announce settings: servers announce their own addresses, and clients translate them.'],
  names: namesToResolve,
  'client-ports': clientPorts,
};

function clientPorts(environment: Environment): string[] {
  return [
    "# The servers announce names and their listeners' ports, to clients only. Among themselves they use their addresses",
    '# and the ports below. Clients and valkey-cli --cluster on premises see the announced names and ports too, and find',
    '# nothing there, unless they use another transport: see docs/decisions, number 18. Move slots with:',
    '#   CLUSTER MIGRATESLOTS SLOTSRANGE <first> <last> NODE <ID of the new owner>',
    ...environment.service.servers.map(
      ({ name, address, port, listenerPort }) =>
        `#   ${address}:${port} announces ${announcedName(environment, name)}:${listenerPort}`,
    ),
  ];
}

function namesToResolve(environment: Environment): string[] {
  return [
    '# The servers announce names. On premises, DNS or /etc/hosts must resolve them to the servers themselves:',
    ...environment.service.servers.map(({ name, address }) => `#   ${address} ${announcedName(environment, name)}`),
  ];
}

/** The ACL users, as a comment: an environment contains no passwords, so there is no ACL line to print. */
function users({ consumers, service }: Environment): string[] {
  const names = [
    ...new Set(consumers.flatMap(({ credentials }) => (credentials ? [credentials.username ?? 'default'] : []))),
  ];
  if (names.length === 0) return [];
  const hosts = service.redis.mode === 'sentinel' ? 'server and Sentinel' : 'server';
  return [
    `# ACL ${names.length === 1 ? 'user' : 'users'} of the clients: ${names.join(', ')}. Required on every ${hosts}, with the same password on each.`,
  ];
}

function serverText(environment: Environment, server: Server): string {
  return code`
    # ${'-'.repeat(20)} ${server.name} (${server.address}): ${isValkey(environment) ? 'valkey' : 'redis'}.conf
    ${redisConf(environment, server)}

    ${sentinelConf(environment, server)}
  `;
}

function redisConf(environment: Environment, server: Server): string {
  return code`
    ${listening(environment, server, server.port)}
    # Endpoint and load balancer drop connections idle for 350 s. This also covers clients that send no keepalive.
    tcp-keepalive ${CLIENT_TIMES.keepAliveSeconds}
    ${safety(environment)}
    ${announcement(environment, server)}
  `;
}

function listening(environment: Environment, server: Pick<Server, 'name'>, port: number): string {
  const { tls, mode, announce } = environment.service.redis;
  const reason = announce === 'names' && "# The listener's port: the announced name and port must work on both sides.";
  const folder = `/etc/${isValkey(environment) ? 'valkey' : 'redis'}/tls`;
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
    # The certificate must contain these names. Each client verifies one of them:
    ${certificateNames(environment, server.name).map((name) => `#   ${name}`)}
    tls-cert-file ${folder}/${server.name}.crt
    tls-key-file ${folder}/${server.name}.key
    tls-ca-cert-file ${folder}/ca.crt
    # Clients have no certificates. They authenticate with a password, if at all.
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

/** Lines that keep a master that is cut off from accepting writes that a failover will discard. */
function safety({ service }: Environment): string[] {
  const { redis, servers } = service;
  if (redis.mode === 'standalone') return [];
  if (redis.mode === 'cluster' && servers.length < MIN_SERVERS_FOR_CLUSTER_REPLICAS) {
    return [
      `# No min-replicas-to-write: with ${servers.length} servers, some masters have no replica and would refuse every write.`,
    ];
  }
  return [
    '# A master that hangs and resumes accepts writes until it learns of the new master. Those writes are lost.',
    '# With these lines it refuses writes if no replica has answered for min-replicas-max-lag seconds.',
    'min-replicas-to-write 1',
    'min-replicas-max-lag 3',
    redis.mode === 'sentinel' && servers.length > 2
      ? '# It also refuses writes while all replicas are down: consistency over availability.'
      : '# With a single replica, it also refuses writes while that one is down: after a failover, until the old master is back.',
  ];
}

function announcement(environment: Environment, { name, port, listenerPort }: Server): string | undefined {
  const { mode, tls, announce } = environment.service.redis;
  if (!announce || announce === 'addresses') return undefined;
  const host = announcedName(environment, name);
  if (announce === 'client-ports') {
    return code`
      # For CLUSTER SLOTS, MOVED and ASK. Valkey 9 or later.
      cluster-announce-hostname ${host}
      cluster-preferred-endpoint-type hostname
      ${tls ? 'cluster-announce-client-tls-port' : 'cluster-announce-client-port'} ${listenerPort}
    `;
  }
  if (mode === 'sentinel') {
    return code`
      # What Sentinels tell clients about this server, as a replica and as the master.
      replica-announce-ip ${host}
      replica-announce-port ${port}
    `;
  }
  return code`
    # For CLUSTER SLOTS, MOVED and ASK. Redis 7 or later. Among themselves, the servers still use addresses.
    cluster-announce-hostname ${host}
    cluster-preferred-endpoint-type hostname
    ${tls ? 'cluster-announce-tls-port' : 'cluster-announce-port'} ${port}
  `;
}

function sentinelConf(environment: Environment, server: Server): string | undefined {
  const { redis, servers } = environment.service;
  if (!server.sentinel) return undefined;
  const announced = redis.announce === 'names';
  const host = announcedName(environment, server.name);
  const master = first(servers);
  // A majority.
  const quorum = Math.floor(servers.filter(({ sentinel }) => sentinel).length / 2) + 1;
  return code`
    # ${'-'.repeat(20)} ${server.name} (${server.address}): sentinel.conf
    ${listening(environment, server, server.sentinel.port)}
    ${announced && announcedSentinel(host, server.sentinel.port)}
    # ${master.name}, or the current master if it is another server. Once Sentinel runs, it maintains this line itself.
    sentinel monitor ${redis.masterName} ${announced ? announcedName(environment, master.name) : master.address} ${master.port} ${quorum}
    # Milliseconds without a reply from the master until failover starts. The default is 30000; the figures in
    # docs/clients.md were measured with this value.
    sentinel down-after-milliseconds ${redis.masterName} 2000
    ${parallelSyncs(environment)}
  `;
}

/** Lets all remaining replicas switch to the new master at once. By default they switch one after the other. */
function parallelSyncs({ service }: Environment): string[] {
  const others = service.servers.length - 2;
  if (others < 2) return [];
  return [
    '# Until every replica follows the new master, the Sentinel in charge reports the old one, to node-redis among others.',
    '# With the default of 1, which is one replica after the other, five replicas took 4 s longer.',
    `sentinel parallel-syncs ${service.redis.masterName} ${others}`,
  ];
}

const announcedSentinel = (host: string, port: number) => code`
  # Must precede the first line that contains a host name. Redis 6.2 or later.
  sentinel resolve-hostnames yes
  sentinel announce-hostnames yes
  sentinel announce-ip ${host}
  sentinel announce-port ${port}
`;

/**
 * The name that a server announces. It is the same for all consumers: `config/rules/announcement-rules.ts` requires one zone name.
 */
const announcedName = ({ consumers }: Environment, server: string) => dnsNames(first(consumers)).server(server);

/** @throws Error if the list is empty. The schema of environments excludes that. */
function first<T>([item]: readonly T[]): T {
  if (item === undefined) throw new Error('An environment has at least one server and one consumer.');
  return item;
}
