import java.util.HashMap;
import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import redisclients.RedisConfiguration;

/** Spring Data Redis with the generated configuration. */
final class ClientAdapter implements Driver.Adapter {
  private AnnotationConfigApplicationContext context;

  @Override
  public Map<String, Driver.Commands> connect() {
    context = new AnnotationConfigApplicationContext(RedisConfiguration.class);
    Map<String, Driver.Commands> clients = new HashMap<>();
    context
        .getBeansOfType(LettuceConnectionFactory.class)
        .forEach((name, factory) -> clients.put(name, commands(new StringRedisTemplate(factory))));
    // The only factory, in the modes sentinel and cluster, both writes and reads.
    Driver.Commands only = clients.get("redisConnectionFactory");
    if (only != null) clients.putAll(Map.of("writer", only, "reader", only));
    return clients;
  }

  @Override
  public void close() {
    context.close();
  }

  private static Driver.Commands commands(StringRedisTemplate template) {
    return new Driver.Commands() {
      @Override
      public Object set(String key, String value) {
        template.opsForValue().set(key, value);
        return "OK";
      }

      @Override
      public Object get(String key) {
        return template.opsForValue().get(key);
      }
    };
  }
}
