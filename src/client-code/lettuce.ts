import type { ClientConfiguration } from '../client-configuration/document';
import { namedServers, seeds } from './reach';
import { code, quoted } from './text';
import { importLines, imports, secrets, translates, translation } from './java';

/** A class for Lettuce 7. `RedisClients.connect()` returns the connections: a writer and a reader, or one by name. */
export function lettuce(configuration: ClientConfiguration): string {
  const secret = secrets(configuration);
  return code`
    // ${['io.lettuce:lettuce-core:7.7.0.RELEASE', 'io.netty:netty-transport-native-epoll:linux-x86_64', ...secret.artifacts].join(', ')}
    ${importLines([...IMPORTS, ...imports(configuration), ...BY_MODE[configuration.mode], ...byFeature(configuration)])}

    public final class RedisClients {
      ${translation(configuration, LOGGING)}

      ${resolver(configuration)}

      ${resources(configuration)}

      ${options(configuration)}

      ${uris(configuration)}

      ${connect(configuration)}

      ${secret.functions}

      ${usage(configuration)}
    }
  `;
}

const IMPORTS = [
  'io.lettuce.core.RedisURI',
  'io.lettuce.core.SocketOptions',
  'io.lettuce.core.TimeoutOptions',
  'io.lettuce.core.resource.ClientResources',
  'io.lettuce.core.resource.DnsResolver',
  'io.lettuce.core.resource.EpollProvider',
  'java.net.InetAddress',
  'java.time.Duration',
  'java.util.Arrays',
  'java.util.Collections',
  'java.util.List',
  'java.util.concurrent.atomic.AtomicInteger',
];
const BY_MODE = {
  standalone: [
    'io.lettuce.core.ClientOptions',
    'io.lettuce.core.RedisClient',
    'io.lettuce.core.api.StatefulRedisConnection',
    'java.util.Map',
  ],
  sentinel: [
    'io.lettuce.core.ClientOptions',
    'io.lettuce.core.ReadFrom',
    'io.lettuce.core.RedisClient',
    'io.lettuce.core.codec.StringCodec',
    'io.lettuce.core.masterreplica.MasterReplica',
    'io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection',
  ],
  cluster: [
    'io.lettuce.core.ReadFrom',
    'io.lettuce.core.cluster.ClusterClientOptions',
    'io.lettuce.core.cluster.ClusterTopologyRefreshOptions',
    'io.lettuce.core.cluster.RedisClusterClient',
    'io.lettuce.core.cluster.api.StatefulRedisClusterConnection',
  ],
};

function byFeature(configuration: ClientConfiguration): string[] {
  const mapping = ['io.lettuce.core.internal.HostAndPort', 'io.lettuce.core.resource.MappingSocketAddressResolver'];
  return [
    ...(translates(configuration) ? mapping : ['io.lettuce.core.resource.SocketAddressResolver']),
    ...(secrets(configuration).ca
      ? ['io.lettuce.core.SslOptions', 'java.io.ByteArrayInputStream', 'java.nio.charset.StandardCharsets']
      : []),
  ];
}

const LOGGING = code`
  /** The log has the reason: Lettuce itself says no more than "Master is currently unknown". */
  private static String reachedAt(String address) {
    if (ADDRESS_MAP.containsKey(address)) return ADDRESS_MAP.get(address);
    if (SEEDS.contains(address)) return address;
    String reason = "ADDRESS_MAP lacks " + address + ": generate this file again.";
    System.getLogger("redis").log(System.Logger.Level.ERROR, reason);
    throw new IllegalStateException(reason);
  }
`;

const resolver = (configuration: ClientConfiguration) => code`
  private static final AtomicInteger TURNS = new AtomicInteger();

  /** Lettuce connects to the first address only: another one comes first each time, so that it leaves a dead endpoint. */
  private static final DnsResolver ROTATING =
      host -> {
        List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
        Collections.rotate(addresses, TURNS.getAndIncrement() % addresses.size());
        return addresses.toArray(InetAddress[]::new);
      };

  ${translates(configuration) && NEVER_NULL}
`;

const NEVER_NULL = code`
  /** Never null, which Lettuce does not bear. */
  private static HostAndPort reachedAt(HostAndPort announced) {
    return HostAndPort.parse(reachedAt(announced.getHostText() + ":" + announced.getPort()));
  }
`;

const resources = (configuration: ClientConfiguration) => code`
  private static ClientResources resources() {
    return ClientResources.builder()
        .socketAddressResolver(
            ${
              translates(configuration)
                ? 'MappingSocketAddressResolver.create(ROTATING, RedisClients::reachedAt)'
                : 'SocketAddressResolver.create(ROTATING)'
            })
        .build();
  }
`;

function options(configuration: ClientConfiguration): string {
  const { keepAliveSeconds, connectTimeoutMilliseconds, responseTimeoutMilliseconds, mode } = configuration;
  const { ca } = secrets(configuration);
  const type = mode === 'cluster' ? 'ClusterClientOptions' : 'ClientOptions';
  return code`
    /** For an answer. The default is 60 s. */
    private static final Duration TIMEOUT = Duration.ofMillis(${responseTimeoutMilliseconds});

    private static ${type} options() {
      ${ca && `byte[] certificate = ${ca}.getBytes(StandardCharsets.US_ASCII);`}
      SocketOptions socket =
          SocketOptions.builder()
              // The default is 10 s, for each server that has gone.
              .connectTimeout(Duration.ofMillis(${connectTimeoutMilliseconds}))
              // Endpoint and load balancer forget a connection that is idle for 350 s.
              .keepAlive(
                  SocketOptions.KeepAliveOptions.builder()
                      .enable()
                      .idle(Duration.ofSeconds(${keepAliveSeconds}))
                      .interval(Duration.ofSeconds(${Math.max(1, Math.round(keepAliveSeconds / 6))}))
                      .count(3)
                      .build())
              // Keepalive is silent while an answer is awaited: this ends what an endpoint swallows. It is for Linux with
              // the second artifact above, without which Lettuce never leaves a dead endpoint.
              .tcpUserTimeout(
                  SocketOptions.TcpUserTimeoutOptions.builder()
                      .enable(EpollProvider.isAvailable())
                      .tcpUserTimeout(TIMEOUT)
                      .build())
              .build();
      return ${type}.builder()
          .socketOptions(socket)
          .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
          ${ca && '.sslOptions(SslOptions.builder().trustManager(() -> new ByteArrayInputStream(certificate)).build())'}
          ${mode === 'cluster' && refresh(configuration)}
          .build();
    }
  `;
}

const refresh = ({ connectTimeoutMilliseconds }: ClientConfiguration) => code`
  // By default nothing refreshes the topology: a third of the keys has no server after a failover.
  .topologyRefreshOptions(
      ClusterTopologyRefreshOptions.builder()
          .enablePeriodicRefresh(Duration.ofMillis(${2 * connectTimeoutMilliseconds}))
          .build())
`;

function uris(configuration: ClientConfiguration): string {
  const { tls } = configuration;
  const { username, password } = secrets(configuration);
  return code`
    ${password && `private static final String PASSWORD = ${password};`}

    private static RedisURI uri(String host, int port) {
      // Sentinels and the cluster's topology are asked with this timeout, not with that of the options.
      RedisURI.Builder uri = RedisURI.builder().withHost(host).withPort(port).withTimeout(TIMEOUT);
      ${password && `uri.withAuthentication(${username}, PASSWORD);`}
      ${tls && '// Names are verified, against the hosts of the map.'}
      ${tls && 'uri.withSsl(true);'}
      return uri.build();
    }

    ${configuration.mode === 'sentinel' && sentinelUri(configuration)}
    ${configuration.mode === 'cluster' && seedUris(configuration)}
  `;
}

function sentinelUri(configuration: ClientConfiguration): string {
  const { username, password } = secrets(configuration);
  return code`
    private static RedisURI sentinels() {
      RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(${quoted(configuration.masterName ?? '')}).withTimeout(TIMEOUT);
      ${seeds(configuration).map(({ host, port }) => `uri.withSentinel(uri(${quoted(host)}, ${port}));`)}
      ${password && `uri.withAuthentication(${username}, PASSWORD);`}
      ${configuration.tls && 'uri.withSsl(true);'}
      return uri.build();
    }
  `;
}

const seedUris = (configuration: ClientConfiguration) => code`
  private static List<RedisURI> seeds() {
    return List.of(
        ${seeds(configuration)
          .map(({ host, port }) => `uri(${quoted(host)}, ${port})`)
          .join(',\n')});
  }
`;

function connect(configuration: ClientConfiguration): string {
  switch (configuration.mode) {
    case 'standalone':
      return code`
        /** A connection to each server, by the server's name. */
        public static Map<String, StatefulRedisConnection<String, String>> connect() {
          RedisClient client = RedisClient.create(resources());
          client.setOptions(options());
          return Map.ofEntries(
              ${namedServers(configuration)
                .map(
                  ({ name, host, port }) => `Map.entry(${quoted(name)}, client.connect(uri(${quoted(host)}, ${port})))`,
                )
                .join(',\n')});
        }
      `;
    case 'sentinel':
      return SENTINEL_CONNECT;
    case 'cluster':
      return CLUSTER_CONNECT;
  }
}

const SENTINEL_CONNECT = code`
  /** The writer keeps to the master, the reader to the replicas. */
  public record Connections(
      StatefulRedisMasterReplicaConnection<String, String> writer,
      StatefulRedisMasterReplicaConnection<String, String> reader) {}

  public static Connections connect() {
    RedisClient client = RedisClient.create(resources());
    client.setOptions(options());
    RedisURI sentinels = sentinels();
    var writer = MasterReplica.connect(client, StringCodec.UTF8, sentinels);
    var reader = MasterReplica.connect(client, StringCodec.UTF8, sentinels);
    reader.setReadFrom(ReadFrom.REPLICA_PREFERRED);
    return new Connections(writer, reader);
  }
`;

const CLUSTER_CONNECT = code`
  /** The writer keeps to the masters, the reader to the replicas of those that have any. */
  public record Connections(
      StatefulRedisClusterConnection<String, String> writer,
      StatefulRedisClusterConnection<String, String> reader) {}

  public static Connections connect() {
    RedisClusterClient client = RedisClusterClient.create(resources(), seeds());
    client.setOptions(options());
    var writer = client.connect();
    var reader = client.connect();
    reader.setReadFrom(ReadFrom.REPLICA_PREFERRED);
    return new Connections(writer, reader);
  }
`;

function usage(configuration: ClientConfiguration): string {
  if (configuration.mode === 'standalone') {
    return code`
      public static void main(String[] arguments) {
        var redis = connect().get(${quoted(namedServers(configuration)[0]?.name ?? '')}).sync();
        redis.set("greeting", "hello");
        System.out.println(redis.get("greeting"));
        System.exit(0);
      }
    `;
  }
  return code`
    public static void main(String[] arguments) {
      Connections connections = connect();
      connections.writer().sync().set("greeting", "hello");
      System.out.println(connections.writer().sync().get("greeting"));
      // From a replica: it may be a moment behind.
      System.out.println(connections.reader().sync().get("greeting"));
      System.exit(0);
    }
  `;
}
