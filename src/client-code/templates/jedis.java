/*% const type = { standalone: 'RedisClient', sentinel: 'RedisSentinelClient', cluster: 'RedisClusterClient' }[mode] %*/
/*%~ include('java-header.java', { ...it, self: 'RedisClients', artifacts: [`redis.clients:jedis:${versions.jedis}`] }) %*/
// /*%~ comments.dnsCache %*/
package redisclients;

/*% if (caParameterName) { %*/
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
/*% } %*/
import java.time.Duration;
/*% if (mode !== 'standalone') { %*/
import java.util.List;
/*% } %*/
/*% if (map || mode === 'standalone') { %*/
import java.util.Map;
/*% } %*/
/*% if (mode !== 'standalone') { %*/
import java.util.stream.Collectors;
/*% } %*/
/*% if (mode === 'cluster') { %*/
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
/*% } %*/
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
/*% if (mode === 'cluster') { %*/
import redis.clients.jedis.Protocol;
/*% } %*/
import redis.clients.jedis./*%~ type %*/;
/*% if (tls) { %*/
import redis.clients.jedis.SslOptions;
/*% } %*/
/*% if (mode === 'cluster') { %*/
import redis.clients.jedis.exceptions.JedisClusterException;
/*% } %*/
/*% if (usesSecret) { %*/
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
/*% } %*/
/*% if (usesParameter) { %*/
import software.amazon.awssdk.services.ssm.SsmClient;
/*% } %*/

/** Clients for Redis. */
public final class RedisClients {
/*%~ include('java-seeds.java', it) %*/
  private RedisClients() {}

/*% if (mode === 'standalone') { %*/
  /** /*%~ comments.clientPerServer %*/ Close each of them when the application stops. */
  public static Map<String, RedisClient> connect() {
    JedisClientConfig config = clientConfig();
    return Map.ofEntries(
        /*%~ servers.map(({ name, host, port }) => `Map.entry(${quoted(name)}, server(${quoted(host)}, ${port}, config))`).join(',\n        ') %*/);
  }

  private static RedisClient server(String host, int port, JedisClientConfig config) {
    return RedisClient.builder()
        .hostAndPort(new HostAndPort(host, port))
        .clientConfig(config)
        .poolConfig(pool())
        .build();
  }

/*% } else if (mode === 'sentinel') { %*/
  /**
   * A client for the master. Close it when the application stops. Jedis has no client for the replicas that Sentinels
   * report.
   */
  public static RedisSentinelClient connect() {
    JedisClientConfig config = clientConfig();
    return RedisSentinelClient.builder()
        .masterName("/*%= masterName %*/")
        .sentinels(SEEDS.stream().map(HostAndPort::from).collect(Collectors.toSet()))
        // Both, because connections to Sentinels otherwise use Jedis's defaults.
        .clientConfig(config)
        .sentinelClientConfig(config)
        .poolConfig(pool())
        .build();
  }

/*% } else { %*/
  /** Reads from and writes to the masters. Only getFromReplica reads from replicas. Close it when the application stops. */
  public static RedisClusterClient connect() {
    return RedisClusterClient.builder()
        .nodes(SEEDS.stream().map(HostAndPort::from).collect(Collectors.toSet()))
        .clientConfig(clientConfig())
        .poolConfig(pool())
        // Without it, Jedis keeps using a lost host until it throws "Cluster retry deadline exceeded.".
        .topologyRefreshPeriod(Duration.ofMillis(/*%= connectTimeoutMilliseconds %*/))
        .build();
  }

  /** Reads from a replica if the key's master has one. A replica may lag behind. */
  public static String getFromReplica(RedisClusterClient client, String key) {
    try {
      return client.executeCommandToReplica(
          new CommandObject<>(new CommandArguments(Protocol.Command.GET).key(key), BuilderFactory.STRING));
    } catch (JedisClusterException error) {
      // Around a promotion, replicas answer CLUSTERDOWN for about a second longer than masters.
      return client.get(key);
    }
  }

/*% } %*/
  private static JedisClientConfig clientConfig() {
/*%~ include('java-password.java', it) %*/
    return DefaultJedisClientConfig.builder()
        // For each address of a name. Jedis tries them in random order.
        .connectionTimeoutMillis(/*%= connectTimeoutMilliseconds %*/)
        // The default is 2 s, and a lost host costs several such timeouts.
        .socketTimeoutMillis(/*%= responseTimeoutMilliseconds %*/)
/*% if (map) { %*/
        .hostAndPortMapper(announced -> HostAndPort.from(translate(announced.toString())))
/*% } %*/
/*% if (hasPassword) { %*/
        .user("/*%= username %*/")
        .password(password)
/*% } %*/
/*% if (tls) { %*/
        // Verifies certificates against the hosts above, which ssl(true) does not.
/*% if (caParameterName) { %*/
        .sslOptions(trusting(parameter("/*%= caParameterName %*/")))
/*% } else { %*/
        .sslOptions(SslOptions.defaults())
/*% } %*/
/*% } %*/
/*% if (mode === 'cluster') { %*/
        // Lets replicas answer reads.
        .readOnlyForRedisClusterReplicas()
/*% } %*/
        .build();
  }

  /**
   * /*%~ comments.idle %*/ Jedis leaves TCP keepalive at the
   * system's two hours, so the pool closes idle connections long before that.
   */
  private static ConnectionPoolConfig pool() {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMinEvictableIdleDuration(Duration.ofSeconds(/*%= keepAliveSeconds %*/));
    pool.setTimeBetweenEvictionRuns(Duration.ofSeconds(/*%= Math.max(1, Math.round(keepAliveSeconds / 2)) %*/));
    // By default, a caller waits forever for one of the 8 connections. This is as long as each of them may take.
    pool.setMaxWait(Duration.ofMillis(/*%= connectTimeoutMilliseconds + responseTimeoutMilliseconds %*/));
    return pool;
  }

/*% if (map) { %*/
  private static String translate(String address) {
    if (ADDRESS_MAP.containsKey(address)) return ADDRESS_MAP.get(address);
    if (SEEDS.contains(address)) return address;
    throw new IllegalStateException("/*%~ unmapped('" + address + "') %*/");
  }

/*% } %*/
/*%~ include('java-secrets.java', it) %*/
/*% if (caParameterName) { %*/
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
      throw new IllegalStateException("The CA certificate cannot be read", error);
    }
  }

/*%~ include('java-authorities.java', it) %*/
/*% } %*/
  public static void main(String[] arguments) {
/*% if (mode === 'standalone') { %*/
    Map<String, RedisClient> servers = connect();
    RedisClient redis = servers.get("/*%= first %*/");
    redis.set("greeting", "hello");
    System.out.println(redis.get("greeting"));
    servers.values().forEach(RedisClient::close);
/*% } else { %*/
    try (/*%~ type %*/ redis = connect()) {
      redis.set("greeting", "hello");
      System.out.println(redis.get("greeting"));
/*% if (mode === 'cluster') { %*/
      System.out.println(getFromReplica(redis, "greeting"));
/*% } %*/
    }
/*% } %*/
  }
}
