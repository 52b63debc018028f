import type { ClientConfiguration } from '../client-configuration/document';
import { namedServers } from './reach';
import { code, quoted } from './text';
import {
  AUTHORITIES,
  AUTHORITIES_IMPORTS,
  importLines,
  imports,
  secrets,
  translates,
  translation,
  UNREADABLE,
} from './java';

/** A class for Jedis 8. `RedisClients.connect()` returns the clients: a writer, or one by each server's name. */
export function jedis(configuration: ClientConfiguration): string {
  const { mode, tls } = configuration;
  const secret = secrets(configuration);
  return code`
    // ${['redis.clients:jedis:8.0.2', ...secret.artifacts].join(', ')}
    ${importLines([...imports(configuration), ...IMPORTS, ...BY_MODE[mode], ...(tls ? TLS_IMPORTS : []), ...(secret.ca ? TRUSTING_IMPORTS : [])])}

    public final class RedisClients {
      ${translation(configuration)}

      ${clientConfig(configuration)}

      ${POOL(configuration)}

      ${connect(configuration)}

      ${secret.functions}

      ${secret.ca && TRUSTING}

      ${usage(configuration)}
    }
  `;
}

const IMPORTS = [
  'java.time.Duration',
  'redis.clients.jedis.ConnectionPoolConfig',
  'redis.clients.jedis.DefaultJedisClientConfig',
  'redis.clients.jedis.HostAndPort',
  'redis.clients.jedis.JedisClientConfig',
];
const SEED_IMPORTS = ['java.util.stream.Collectors'];
const BY_MODE = {
  standalone: ['java.util.Map', 'redis.clients.jedis.RedisClient'],
  sentinel: [...SEED_IMPORTS, 'redis.clients.jedis.RedisSentinelClient'],
  cluster: [
    ...SEED_IMPORTS,
    'redis.clients.jedis.CommandArguments',
    'redis.clients.jedis.CommandObject',
    'redis.clients.jedis.BuilderFactory',
    'redis.clients.jedis.Protocol',
    'redis.clients.jedis.RedisClusterClient',
  ],
};
const TLS_IMPORTS = ['redis.clients.jedis.SslOptions'];
const TRUSTING_IMPORTS = [...AUTHORITIES_IMPORTS, 'java.io.ByteArrayOutputStream'];

function clientConfig(configuration: ClientConfiguration): string {
  const { connectTimeoutMilliseconds, responseTimeoutMilliseconds, tls, mode } = configuration;
  const { username, password, ca } = secrets(configuration);
  return code`
    private static JedisClientConfig clientConfig() {
      return DefaultJedisClientConfig.builder()
          // Jedis tries the addresses of a name in random order, each for this long.
          .connectionTimeoutMillis(${connectTimeoutMilliseconds})
          // Below the default of 2 s, which counts several times over when a host goes.
          .socketTimeoutMillis(${responseTimeoutMilliseconds})
          ${translates(configuration) && '.hostAndPortMapper(announced -> HostAndPort.from(reachedAt(announced.toString())))'}
          ${username && `.user(${username})`}
          ${password && `.password(${password})`}
          ${tls && '// Verifies names, which ssl(true) by itself does not. They are the hosts of the map.'}
          ${tls && `.sslOptions(${ca ? `trusting(${ca})` : 'SslOptions.defaults()'})`}
          ${mode === 'cluster' && '// So that replicas answer too, when they are asked.'}
          ${mode === 'cluster' && '.readOnlyForRedisClusterReplicas()'}
          .build();
    }
  `;
}

const TRUSTING = code`
  private static SslOptions trusting(String pem) {
    try {
      ByteArrayOutputStream store = new ByteArrayOutputStream();
      char[] unlocked = new char[0];
      authorities(pem).store(store, unlocked);
      return SslOptions.builder()
          .trustStoreType("PKCS12")
          .truststore(() -> new ByteArrayInputStream(store.toByteArray()), unlocked)
          .build();
    } catch (GeneralSecurityException | IOException error) {
      ${UNREADABLE}
    }
  }

  ${AUTHORITIES}
`;

const POOL = ({ keepAliveSeconds }: ClientConfiguration) => code`
  /**
   * Endpoint and load balancer forget a connection that is idle for 350 s. Jedis leaves TCP keepalive at the system's
   * two hours: the pool closes what is idle long before.
   */
  private static ConnectionPoolConfig pool() {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMinEvictableIdleDuration(Duration.ofSeconds(${keepAliveSeconds}));
    pool.setTimeBetweenEvictionRuns(Duration.ofSeconds(${Math.max(1, Math.round(keepAliveSeconds / 2))}));
    return pool;
  }
`;

function connect(configuration: ClientConfiguration): string {
  switch (configuration.mode) {
    case 'standalone':
      return code`
        /** A client for each server, by the server's name. */
        public static Map<String, RedisClient> connect() {
          JedisClientConfig config = clientConfig();
          return Map.ofEntries(
              ${namedServers(configuration)
                .map(({ name, host, port }) => `Map.entry(${quoted(name)}, server(${quoted(host)}, ${port}, config))`)
                .join(',\n')});
        }

        private static RedisClient server(String host, int port, JedisClientConfig config) {
          return RedisClient.builder()
              .hostAndPort(new HostAndPort(host, port))
              .clientConfig(config)
              .poolConfig(pool())
              .build();
        }
      `;
    case 'sentinel':
      return code`
        /** A client that keeps to the master. Jedis has none for the replicas that Sentinels name. */
        public static RedisSentinelClient connect() {
          JedisClientConfig config = clientConfig();
          return RedisSentinelClient.builder()
              .masterName(${quoted(configuration.masterName ?? '')})
              .sentinels(SEEDS.stream().map(HostAndPort::from).collect(Collectors.toSet()))
              // Both: the Sentinels' addresses are mapped, timed and secured by a configuration of their own.
              .clientConfig(config)
              .sentinelClientConfig(config)
              .poolConfig(pool())
              .build();
        }
      `;
    case 'cluster':
      return clusterConnect(configuration);
  }
}

const clusterConnect = ({ connectTimeoutMilliseconds }: ClientConfiguration) => code`
  /** Reads and writes by the masters, but for what goes through getFromReplica. */
  public static RedisClusterClient connect() {
    return RedisClusterClient.builder()
        .nodes(SEEDS.stream().map(HostAndPort::from).collect(Collectors.toSet()))
        .clientConfig(clientConfig())
        .poolConfig(pool())
        // Without it Jedis goes on asking a host that has gone, until "Cluster retry deadline exceeded.".
        .topologyRefreshPeriod(Duration.ofMillis(${connectTimeoutMilliseconds}))
        .build();
  }

  /** From a replica, where the key's master has one: it may be a moment behind. */
  public static String getFromReplica(RedisClusterClient client, String key) {
    return client.executeCommandToReplica(
        new CommandObject<>(new CommandArguments(Protocol.Command.GET).key(key), BuilderFactory.STRING));
  }
`;

function usage(configuration: ClientConfiguration): string {
  const { mode } = configuration;
  if (mode === 'standalone') {
    return code`
      public static void main(String[] arguments) {
        Map<String, RedisClient> servers = connect();
        RedisClient redis = servers.get(${quoted(namedServers(configuration)[0]?.name ?? '')});
        redis.set("greeting", "hello");
        System.out.println(redis.get("greeting"));
        servers.values().forEach(RedisClient::close);
      }
    `;
  }
  return code`
    public static void main(String[] arguments) {
      try (${mode === 'sentinel' ? 'RedisSentinelClient' : 'RedisClusterClient'} redis = connect()) {
        redis.set("greeting", "hello");
        System.out.println(redis.get("greeting"));
        ${mode === 'cluster' && 'System.out.println(getFromReplica(redis, "greeting"));'}
      }
    }
  `;
}
