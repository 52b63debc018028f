/*% const byPort = mode === 'cluster' && portsSelectServers %*/
/*%~ include('java-header.java', { ...it, self: 'RedisClients', artifacts: [`org.redisson:redisson:${versions.redisson}`] }) %*/
package redisclients;

/*% if (caParameterName) { %*/
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
/*% } %*/
import java.util.ArrayDeque;
import java.util.Deque;
/*% if (mode === 'standalone') { %*/
import java.util.LinkedHashMap;
/*% } else { %*/
import java.util.List;
/*% } %*/
/*% if ((map && !byPort) || mode === 'standalone') { %*/
import java.util.Map;
/*% } %*/
/*% if (caParameterName) { %*/
import javax.net.ssl.TrustManagerFactory;
/*% } %*/
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
/*% if (mode !== 'standalone') { %*/
import org.redisson.config.ReadMode;
/*% } %*/
/*% if (tls && mode === 'sentinel') { %*/
import org.redisson.config.SslVerificationMode;
/*% } %*/
/*% if (map || byPort) { %*/
import org.redisson.misc.RedisURI;
/*% } %*/
/*% if (usesSecret) { %*/
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
/*% } %*/
/*% if (usesParameter) { %*/
import software.amazon.awssdk.services.ssm.SsmClient;
/*% } %*/

/**
 * Clients for Redis.
 *
 * <p>Redisson does not leave an endpoint that stops answering. If it meets such an endpoint first, connect() takes half a
 * minute, or fails.
 */
public final class RedisClients implements AutoCloseable {
/*%~ include('java-seeds.java', { ...it, map: byPort ? undefined : map }) %*/
  /** What close() has to close, the last one first. */
  private final Deque<Runnable> opened = new ArrayDeque<>();
/*% if (mode === 'standalone') { %*/
  private final Map<String, RedissonClient> servers = new LinkedHashMap<>();
/*% } else { %*/
  private RedissonClient writer;
  private RedissonClient reader;
/*% } %*/

  private RedisClients() {}

/*%~ include('java-close.java', it) %*/
/*% if (mode === 'standalone') { %*/
  /** /*%~ comments.clientPerServer %*/ */
  public Map<String, RedissonClient> servers() {
    return servers;
  }

/*% } else { %*/
  /** Uses masters only. */
  public RedissonClient writer() {
    return writer;
  }

  /** Uses replicas, or the master where there is none. */
  public RedissonClient reader() {
    return reader;
  }

/*% } %*/
  private void open() {
/*%~ include('java-password.java', it) %*/
/*% if (mode === 'standalone') { %*/
/*% for (const { name, host, port } of servers) { %*/
    servers.put("/*%= name %*/", client("/*%= `${scheme}://${host}:${port}` %*/"/*%~ hasPassword ? ', password' : '' %*/));
/*% } %*/
/*% } else { %*/
    writer = client(ReadMode.MASTER/*%~ hasPassword ? ', password' : '' %*/);
    reader = client(ReadMode.SLAVE/*%~ hasPassword ? ', password' : '' %*/);
/*% } %*/
  }

  private RedissonClient client(/*%~ mode === 'standalone' ? 'String address' : 'ReadMode readMode' %*//*%~ hasPassword ? ', String password' : '' %*/) {
    Config config = new Config();
    config.setCodec(StringCodec.INSTANCE);
/*% if (zone === undefined) { %*/
    // No rotating resolver: Redisson identifies a server by the first address of its name, and reconnects whenever DNS
    // changes the order. The names of a single zone avoid that.
/*% } %*/
    // /*%~ comments.idle %*/
    config.setTcpKeepAlive(true);
    config.setTcpKeepAliveIdle(/*%= keepAliveSeconds %*/);
    config.setTcpKeepAliveInterval(/*%= probeSeconds %*/);
    config.setTcpKeepAliveCount(/*%= probes %*/);
/*% if (hasPassword) { %*/
    config.setUsername("/*%= username %*/");
    config.setPassword(password);
/*% } %*/
/*% if (caParameterName) { %*/
    config.setSslTrustManagerFactory(trusting(parameter("/*%= caParameterName %*/")));
/*% } %*/
/*% if (tls && mode === 'sentinel') { %*/
    // Redisson connects to Sentinels by IP address, which no certificate contains. All certificates, the servers' too,
    // are therefore verified against the CA only, not against host names.
    config.setSslVerificationMode(SslVerificationMode.CA_ONLY);
/*% } %*/
    var servers =
        config
/*% if (mode === 'standalone') { %*/
            .useSingleServer()
            .setAddress(address)
            // The default is 24.
            .setConnectionMinimumIdleSize(1)
/*% } else if (mode === 'sentinel') { %*/
            .useSentinelServers()
            .setMasterName("/*%= masterName %*/")
            // SEEDS are all Sentinels that have a listener. Any others are unreachable from here.
            .setSentinelsDiscovery(false)
            .setCheckSentinelsList(false)
/*% if (hasPassword) { %*/
            .setSentinelUsername("/*%= username %*/")
            .setSentinelPassword(password)
/*% } %*/
/*% } else { %*/
            .useClusterServers()
/*% } %*/
/*% if (mode !== 'standalone') { %*/
/*% if (byPort) { %*/
            .setNatMapper(RedisClients::named)
/*% } else if (map) { %*/
            .setNatMapper(RedisClients::translate)
/*% } %*/
/*% if (mode === 'cluster') { %*/
            // The default is 5 s, by which every failover takes longer.
            .setScanInterval(/*%= connectTimeoutMilliseconds %*/)
/*% } %*/
            .setReadMode(readMode)
            // The defaults are 24 for each server.
            .setMasterConnectionMinimumIdleSize(1)
            .setSlaveConnectionMinimumIdleSize(1)
/*% } %*/
            // The defaults are 10 s and 3 s.
            .setConnectTimeout(/*%= connectTimeoutMilliseconds %*/)
            .setTimeout(/*%= responseTimeoutMilliseconds %*/)
            // An unanswered PING closes the connection. The default is every 30 s.
            .setPingConnectionInterval(/*%= 2 * connectTimeoutMilliseconds %*/);
/*% if (mode === 'sentinel') { %*/
    SEEDS.forEach(seed -> servers.addSentinelAddress("/*%= scheme %*/://" + seed));
/*% } else if (mode === 'cluster') { %*/
    SEEDS.forEach(seed -> servers.addNodeAddress("/*%= scheme %*/://" + seed));
/*% } %*/
    RedissonClient client = Redisson.create(config);
    opened.push(client::shutdown);
    return client;
  }

/*% if (byPort) { %*/
  /**
   * Names the server that has the port. Redisson resolves the name in MOVED and ASK to one of several addresses, and
   * then finds no server with that address.
   */
  private static RedisURI named(RedisURI announced) {
    String port = ":" + announced.getPort();
    return SEEDS.stream()
        .filter(seed -> seed.endsWith(port))
        .findFirst()
        .map(seed -> new RedisURI(announced.getScheme() + "://" + seed))
        .orElse(announced);
  }

/*% } else if (map) { %*/
  private static RedisURI translate(RedisURI announced) {
    return new RedisURI(announced.getScheme() + "://" + translate(announced.getHost() + ":" + announced.getPort()));
  }

  /** Passes unmapped addresses on: Redisson also looks up addresses that it has resolved itself. */
  private static String translate(String address) {
    return ADDRESS_MAP.getOrDefault(address, address);
  }

/*% } %*/
/*%~ include('java-secrets.java', it) %*/
/*% if (caParameterName) { %*/
  private static TrustManagerFactory trusting(String pem) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(authorities(pem));
      return factory;
    } catch (GeneralSecurityException | IOException error) {
      throw new IllegalStateException("The CA certificate cannot be read", error);
    }
  }

/*%~ include('java-authorities.java', it) %*/
/*% } %*/
  public static void main(String[] arguments) {
    try (RedisClients redis = connect()) {
/*% if (mode === 'standalone') { %*/
      RedissonClient server = redis.servers().get("/*%= first %*/");
      server.<String>getBucket("greeting").set("hello");
      System.out.println(server.<String>getBucket("greeting").get());
/*% } else { %*/
      redis.writer().<String>getBucket("greeting").set("hello");
      System.out.println(redis.writer().<String>getBucket("greeting").get());
      // /*%~ comments.replicaLag %*/
      System.out.println(redis.reader().<String>getBucket("greeting").get());
/*% } %*/
    }
  }
}
