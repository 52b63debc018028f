/*% const artifacts = [`org.springframework.boot:spring-boot-starter-data-redis:${versions.springBoot}`, `io.netty:netty-transport-native-epoll:${versions.springBootNetty}:linux-x86_64 (on Graviton: linux-aarch_64)`] %*/
/*%~ include('java-header.java', { ...it, self: 'RedisConfiguration', artifacts }) %*/
// Spring Boot's parent or BOM /*%~ versions.springBoot %*/ has the same versions. No property spring.data.redis is needed.
// /*%~ comments.dnsCache %*/
package redisclients;

/*% if (mode !== 'cluster') { %*/
import io.lettuce.core.ClientOptions;
/*% } %*/
/*% if (mode !== 'standalone') { %*/
import io.lettuce.core.ReadFrom;
/*% } %*/
import io.lettuce.core.SocketOptions;
/*% if (caParameterName) { %*/
import io.lettuce.core.SslOptions;
/*% } %*/
import io.lettuce.core.TimeoutOptions;
/*% if (mode === 'cluster') { %*/
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
/*% } %*/
/*% if (map) { %*/
import io.lettuce.core.internal.HostAndPort;
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
import java.util.Arrays;
import java.util.Collections;
/*% if (mode === 'sentinel') { %*/
import java.util.LinkedHashSet;
/*% } %*/
import java.util.List;
/*% if (map) { %*/
import java.util.Map;
/*% } %*/
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
/*% if (mode === 'standalone') { %*/
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
/*% } else if (mode === 'sentinel') { %*/
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
/*% } else { %*/
import org.springframework.data.redis.connection.RedisClusterConfiguration;
/*% } %*/
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
/*% if (usesSecret) { %*/
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
/*% } %*/
/*% if (usesParameter) { %*/
import software.amazon.awssdk.services.ssm.SsmClient;
/*% } %*/

/** Redis for Spring Data: RedisTemplate, repositories and caches use /*%~ mode === 'standalone' ? 'the first of these connection factories' : 'this connection factory' %*/. */
@Configuration(proxyBeanMethods = false)
public class RedisConfiguration {
/*%~ include('java-seeds.java', it) %*/
  /** For a reply. The default is 60 s. */
  private static final Duration TIMEOUT = Duration.ofMillis(/*%= responseTimeoutMilliseconds %*/);

  private static final AtomicInteger TURNS = new AtomicInteger();

  @Bean(destroyMethod = "shutdown")
  public ClientResources redisClientResources() {
    return resources();
  }

/*% if (mode === 'standalone') { %*/
/*% servers.forEach(({ name, host, port }, i) => { %*/
  @Bean("/*%= name %*/")
/*% if (i === 0) { %*/
  @Primary
/*% } %*/
  public LettuceConnectionFactory server/*%= i + 1 %*/(ClientResources redisClientResources) {
    return server(new RedisStandaloneConfiguration("/*%= host %*/", /*%= port %*/), redisClientResources);
  }

/*% }) %*/
  private static LettuceConnectionFactory server(RedisStandaloneConfiguration redis, ClientResources resources) {
/*% } else { %*/
  @Bean
  public LettuceConnectionFactory redisConnectionFactory(ClientResources redisClientResources) {
/*% } %*/
/*%~ include('java-password.java', it) %*/
/*% if (mode === 'sentinel') { %*/
    var redis = new RedisSentinelConfiguration("/*%= masterName %*/", new LinkedHashSet<>(SEEDS));
/*% } else if (mode === 'cluster') { %*/
    var redis = new RedisClusterConfiguration(SEEDS);
/*% } %*/
/*% if (hasPassword) { %*/
    redis.setUsername("/*%= username %*/");
    redis.setPassword(password);
/*% if (mode === 'sentinel') { %*/
    redis.setSentinelUsername("/*%= username %*/");
    redis.setSentinelPassword(password);
/*% } %*/
/*% } %*/
    var client =
        LettuceClientConfiguration.builder()
            .clientResources(/*%~ mode === 'standalone' ? 'resources' : 'redisClientResources' %*/)
            .clientOptions(options())
            .commandTimeout(TIMEOUT)
            .shutdownTimeout(Duration.ofSeconds(2))/*%~ mode === 'standalone' && !tls ? ';' : '' %*/
/*% if (mode !== 'standalone') { %*/
            // REPLICA_PREFERRED lets replicas answer reads. They may lag behind/*%~ mode === 'cluster' ? ', and answer CLUSTERDOWN around a promotion' : '' %*/.
            .readFrom(ReadFrom.MASTER)/*%~ tls ? '' : ';' %*/
/*% } %*/
/*% if (tls) { %*/
            // Certificates are verified against the hosts above.
            .useSsl()
            .and();
/*% } %*/
    return new LettuceConnectionFactory(redis, client.build());
  }

/*%~ include('lettuce-settings.java', { ...it, self: 'RedisConfiguration' }) %*/
/*%~ include('java-secrets.java', it) %*/
}
