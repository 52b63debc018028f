import type { ClientConfiguration } from '../client-configuration/document';
import { firstServer, namedServers, requiredMasterName, seeds } from './addresses';
import { COMMENTS } from './comments';
import { importLines, imports, secrets, translates, translation, UNMAPPED } from './java';
import { KEEPALIVE_PROBES, probeSeconds } from './keepalive';
import { code, quoted } from './text';

/**
 * A class for Lettuce 7. Its `RedisClients.connect()` returns writer and reader; in mode `standalone` one connection per
 * server.
 */
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
  /** Logs the reason, because Lettuce itself reports only "Master is currently unknown". */
  private static String translate(String address) {
    if (ADDRESS_MAP.containsKey(address)) return ADDRESS_MAP.get(address);
    if (SEEDS.contains(address)) return address;
    String reason = ${UNMAPPED};
    System.getLogger("redis").log(System.Logger.Level.ERROR, reason);
    throw new IllegalStateException(reason);
  }
`;

const resolver = (configuration: ClientConfiguration) => code`
  private static final AtomicInteger TURNS = new AtomicInteger();

  /** Lettuce tries only the first address of a name. Rotating the addresses lets it leave a dead endpoint. */
  private static final DnsResolver ROTATING =
      host -> {
        List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
        Collections.rotate(addresses, TURNS.getAndIncrement() % addresses.size());
        return addresses.toArray(InetAddress[]::new);
      };

  ${translates(configuration) && TRANSLATE_HOST_AND_PORT}
`;

const TRANSLATE_HOST_AND_PORT = code`
  /** Never returns null, which Lettuce does not accept. */
  private static HostAndPort translate(HostAndPort announced) {
    return HostAndPort.parse(translate(announced.getHostText() + ":" + announced.getPort()));
  }
`;

const resources = (configuration: ClientConfiguration) => code`
  private static ClientResources resources() {
    return ClientResources.builder()
        .socketAddressResolver(
            ${
              translates(configuration)
                ? 'MappingSocketAddressResolver.create(ROTATING, RedisClients::translate)'
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
    /** For a reply. The default is 60 s. */
    private static final Duration TIMEOUT = Duration.ofMillis(${responseTimeoutMilliseconds});

    private static ${type} options() {
      ${ca && `byte[] certificate = ${ca}.getBytes(StandardCharsets.US_ASCII);`}
      SocketOptions socket =
          SocketOptions.builder()
              // The default is 10 s for each server that is gone.
              .connectTimeout(Duration.ofMillis(${connectTimeoutMilliseconds}))
              // ${COMMENTS.idle}
              .keepAlive(
                  SocketOptions.KeepAliveOptions.builder()
                      .enable()
                      .idle(Duration.ofSeconds(${keepAliveSeconds}))
                      .interval(Duration.ofSeconds(${probeSeconds(keepAliveSeconds)}))
                      .count(${KEEPALIVE_PROBES})
                      .build())
              // TCP sends no keepalive while data is unacknowledged; this timeout ends such connections. It needs Linux
              // and the second artifact above. Without it, Lettuce never leaves a dead endpoint.
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
  // By default, nothing refreshes the topology: after a failover, the failed master's keys are unavailable.
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
      // Requests to Sentinels and for the cluster topology use this timeout, not that of the client options.
      RedisURI.Builder uri = RedisURI.builder().withHost(host).withPort(port).withTimeout(TIMEOUT);
      ${password && `uri.withAuthentication(${username}, PASSWORD);`}
      ${tls && '// Certificates are verified against the hosts above.'}
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
      RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(${quoted(requiredMasterName(configuration))}).withTimeout(TIMEOUT);
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
        /** One connection to each server, by server name. */
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
  /** The writer uses the master, the reader the replicas. */
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
  /** The writer uses the masters. The reader uses replicas, or the master where there is none. */
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
        var redis = connect().get(${quoted(firstServer(configuration).name)}).sync();
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
      // ${COMMENTS.replicaLag}
      System.out.println(connections.reader().sync().get("greeting"));
      System.exit(0);
    }
  `;
}
