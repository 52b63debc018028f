import type { ClientConfiguration } from '../client-configuration/document';
import { firstServer, namedServers, requiredMasterName } from './addresses';
import { COMMENTS } from './comments';
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
import { code, quoted } from './text';

/** A class for Jedis 8. Its `RedisClients.connect()` returns one client; in mode `standalone` one client per server. */
export function jedis(configuration: ClientConfiguration): string {
  const { mode, tls } = configuration;
  const secret = secrets(configuration);
  return code`
    // ${['redis.clients:jedis:8.0.2', ...secret.artifacts].join(', ')}
    ${importLines([...imports(configuration), ...IMPORTS, ...BY_MODE[mode], ...(tls ? TLS_IMPORTS : []), ...(secret.ca ? TRUSTING_IMPORTS : [])])}

    public final class RedisClients {
      ${translation(configuration)}

      ${clientConfig(configuration)}

      ${pool(configuration)}

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
          // For each address of a name. Jedis tries them in random order.
          .connectionTimeoutMillis(${connectTimeoutMilliseconds})
          // The default is 2 s, and a lost host costs several such timeouts.
          .socketTimeoutMillis(${responseTimeoutMilliseconds})
          ${translates(configuration) && '.hostAndPortMapper(announced -> HostAndPort.from(translate(announced.toString())))'}
          ${username && `.user(${username})`}
          ${password && `.password(${password})`}
          ${tls && '// Verifies certificates against the hosts above, which ssl(true) does not.'}
          ${tls && `.sslOptions(${ca ? `trusting(${ca})` : 'SslOptions.defaults()'})`}
          ${mode === 'cluster' && '// Lets replicas answer reads.'}
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

const pool = ({ keepAliveSeconds }: ClientConfiguration) => code`
  /**
   * ${COMMENTS.idle} Jedis leaves TCP keepalive at the
   * system's two hours, so the pool closes idle connections long before that.
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
        /** ${COMMENTS.clientPerServer} */
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
        /** A client for the master. Jedis has no client for the replicas that Sentinels report. */
        public static RedisSentinelClient connect() {
          JedisClientConfig config = clientConfig();
          return RedisSentinelClient.builder()
              .masterName(${quoted(requiredMasterName(configuration))})
              .sentinels(SEEDS.stream().map(HostAndPort::from).collect(Collectors.toSet()))
              // Both, because connections to Sentinels otherwise use Jedis's defaults.
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
  /** Reads from and writes to the masters. Only getFromReplica reads from replicas. */
  public static RedisClusterClient connect() {
    return RedisClusterClient.builder()
        .nodes(SEEDS.stream().map(HostAndPort::from).collect(Collectors.toSet()))
        .clientConfig(clientConfig())
        .poolConfig(pool())
        // Without it, Jedis keeps using a lost host until it throws "Cluster retry deadline exceeded.".
        .topologyRefreshPeriod(Duration.ofMillis(${connectTimeoutMilliseconds}))
        .build();
  }

  /** Reads from a replica if the key's master has one. A replica may lag behind. */
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
        RedisClient redis = servers.get(${quoted(firstServer(configuration).name)});
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
