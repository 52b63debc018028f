/*% const type = { standalone: 'StatefulRedisConnection', sentinel: 'StatefulRedisMasterReplicaConnection', cluster: 'StatefulRedisClusterConnection' }[mode] %*/
/*% const artifacts = [`io.lettuce:lettuce-core:${versions.lettuce}`, `io.netty:netty-transport-native-epoll:${versions.netty}:linux-x86_64 (on Graviton: linux-aarch_64)`] %*/
/*%~ include('java-header.java', { ...it, self: 'RedisClients', artifacts }) %*/
// /*%~ comments.dnsCache %*/
package redisclients;

/*% if (mode !== 'cluster') { %*/
import io.lettuce.core.ClientOptions;
/*% } %*/
/*% if (mode !== 'standalone') { %*/
import io.lettuce.core.ReadFrom;
/*% } %*/
/*% if (mode !== 'cluster') { %*/
import io.lettuce.core.RedisClient;
/*% } %*/
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
/*% if (caParameterName) { %*/
import io.lettuce.core.SslOptions;
/*% } %*/
import io.lettuce.core.TimeoutOptions;
/*% if (mode === 'standalone') { %*/
import io.lettuce.core.api.StatefulRedisConnection;
/*% } else if (mode === 'cluster') { %*/
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
/*% } else { %*/
import io.lettuce.core.codec.StringCodec;
/*% } %*/
import io.lettuce.core.internal.HostAndPort;
/*% if (mode === 'sentinel') { %*/
import io.lettuce.core.masterreplica.MasterReplica;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
/*% } %*/
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.DnsResolver;
import io.lettuce.core.resource.EpollProvider;
/*% if (map) { %*/
import io.lettuce.core.resource.MappingSocketAddressResolver;
/*% } else { %*/
import io.lettuce.core.resource.SocketAddressResolver;
/*% } %*/
/*% if (caParameterName) { %*/
import java.io.ByteArrayInputStream;
/*% } %*/
import java.net.InetAddress;
/*% if (caParameterName) { %*/
import java.nio.charset.StandardCharsets;
/*% } %*/
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
/*% if (mode === 'standalone') { %*/
import java.util.LinkedHashMap;
/*% } %*/
import java.util.List;
/*% if (map || mode === 'standalone') { %*/
import java.util.Map;
/*% } %*/
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
/*% if (usesSecret) { %*/
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
/*% } %*/
/*% if (usesParameter) { %*/
import software.amazon.awssdk.services.ssm.SsmClient;
/*% } %*/

/** Connections to Redis. */
public final class RedisClients implements AutoCloseable {
/*%~ include('java-seeds.java', it) %*/
  /** For a reply. The default is 60 s. */
  private static final Duration TIMEOUT = Duration.ofMillis(/*%= responseTimeoutMilliseconds %*/);

  private static final AtomicInteger TURNS = new AtomicInteger();

  /** What close() has to close, the last one first. */
  private final Deque<Runnable> opened = new ArrayDeque<>();
/*% if (mode === 'standalone') { %*/
  private final Map<String, /*%~ type %*/<String, String>> servers = new LinkedHashMap<>();
/*% } else { %*/
  private /*%~ type %*/<String, String> writer;
  private /*%~ type %*/<String, String> reader;
/*% } %*/

  private RedisClients() {}

/*%~ include('java-close.java', it) %*/
/*% if (mode === 'standalone') { %*/
  /** One connection to each server, by server name. */
  public Map<String, /*%~ type %*/<String, String>> servers() {
    return servers;
  }

/*% } else { %*/
  /** Uses the master/*%~ mode === 'cluster' ? 's' : '' %*/. */
  public /*%~ type %*/<String, String> writer() {
    return writer;
  }

/*% if (mode === 'cluster') { %*/
  /**
   * Uses the replicas, or the master where there is none.
   *
   * <p>Around a promotion, replicas answer CLUSTERDOWN for about a second: repeat the read, or use the writer.
   */
/*% } else { %*/
  /** Uses the replicas, or the master where there is none. */
/*% } %*/
  public /*%~ type %*/<String, String> reader() {
    return reader;
  }

/*% } %*/
  private void open() {
/*%~ include('java-password.java', it) %*/
    ClientResources resources = resources();
    opened.push(() -> resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly());
/*% if (mode === 'cluster') { %*/
    List<RedisURI> seeds = SEEDS.stream().map(seed -> uri(seed/*%~ hasPassword ? ', password' : '' %*/)).toList();
    RedisClusterClient client = RedisClusterClient.create(resources, seeds);
/*% } else { %*/
    RedisClient client = RedisClient.create(resources);
/*% } %*/
    opened.push(() -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
    client.setOptions(options());
/*% if (mode === 'standalone') { %*/
/*% for (const { name, host, port } of servers) { %*/
    servers.put("/*%= name %*/", retried(() -> client.connect(uri("/*%= host %*/:/*%= port %*/"/*%~ hasPassword ? ', password' : '' %*/))));
/*% } %*/
/*% } else if (mode === 'sentinel') { %*/
    RedisURI sentinels = sentinels(/*%~ hasPassword ? 'password' : '' %*/);
    writer = retried(() -> MasterReplica.connect(client, StringCodec.UTF8, sentinels));
    reader = retried(() -> MasterReplica.connect(client, StringCodec.UTF8, sentinels));
    reader.setReadFrom(ReadFrom.REPLICA_PREFERRED);
/*% } else { %*/
    writer = retried(client::connect);
    reader = retried(client::connect);
    reader.setReadFrom(ReadFrom.REPLICA_PREFERRED);
/*% } %*/
  }

  /** Connects. If the first address of a name leads to a dead endpoint, the next attempt takes another. */
  private static <T> T retried(Supplier<T> connect) {
    try {
      return connect.get();
    } catch (RedisConnectionException error) {
      return connect.get();
    }
  }

/*%~ include('lettuce-settings.java', { ...it, self: 'RedisClients' }) %*/
  private static RedisURI uri(String address/*%~ hasPassword ? ', String password' : '' %*/) {
    HostAndPort target = HostAndPort.parse(address);
    // Requests to Sentinels and for the cluster topology use this timeout, not that of the client options.
    RedisURI.Builder uri =
        RedisURI.builder().withHost(target.getHostText()).withPort(target.getPort()).withTimeout(TIMEOUT);
/*% if (hasPassword) { %*/
    uri.withAuthentication("/*%= username %*/", password);
/*% } %*/
/*% if (tls) { %*/
    // Certificates are verified against the hosts above.
    uri.withSsl(true);
/*% } %*/
    return uri.build();
  }

/*% if (mode === 'sentinel') { %*/
  private static RedisURI sentinels(/*%~ hasPassword ? 'String password' : '' %*/) {
    RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId("/*%= masterName %*/").withTimeout(TIMEOUT);
    SEEDS.forEach(seed -> uri.withSentinel(uri(seed/*%~ hasPassword ? ', password' : '' %*/)));
/*% if (hasPassword) { %*/
    uri.withAuthentication("/*%= username %*/", password);
/*% } %*/
/*% if (tls) { %*/
    uri.withSsl(true);
/*% } %*/
    return uri.build();
  }

/*% } %*/
/*%~ include('java-secrets.java', it) %*/
  public static void main(String[] arguments) {
    try (RedisClients redis = connect()) {
/*% if (mode === 'standalone') { %*/
      var server = redis.servers().get("/*%= first %*/").sync();
      server.set("greeting", "hello");
      System.out.println(server.get("greeting"));
/*% } else { %*/
      redis.writer().sync().set("greeting", "hello");
      System.out.println(redis.writer().sync().get("greeting"));
      // /*%~ comments.replicaLag %*/
      System.out.println(redis.reader().sync().get("greeting"));
/*% } %*/
    }
  }
}
