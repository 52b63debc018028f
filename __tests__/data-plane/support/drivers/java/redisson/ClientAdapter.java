import java.util.HashMap;
import java.util.Map;
import org.redisson.api.RedissonClient;
import redisclients.RedisClients;

/** Redisson. The methods of RedisClients depend on the mode. */
final class ClientAdapter implements Driver.Adapter {
  private RedisClients connected;

  @Override
  public Map<String, Driver.Commands> connect() throws Exception {
    connected = RedisClients.connect();
    Map<String, Driver.Commands> clients = new HashMap<>();
    for (var method : RedisClients.class.getMethods()) {
      if (method.getName().equals("servers")) {
        ((Map<?, ?>) method.invoke(connected))
            .forEach((name, server) -> clients.put((String) name, commands((RedissonClient) server)));
      } else if (method.getReturnType() == RedissonClient.class) {
        clients.put(method.getName(), commands((RedissonClient) method.invoke(connected)));
      }
    }
    return clients;
  }

  @Override
  public void close() {
    connected.close();
  }

  private static Driver.Commands commands(RedissonClient client) {
    return new Driver.Commands() {
      @Override
      public Object set(String key, String value) {
        client.<String>getBucket(key).set(value);
        return "OK";
      }

      @Override
      public Object get(String key) {
        return client.<String>getBucket(key).get();
      }
    };
  }
}
