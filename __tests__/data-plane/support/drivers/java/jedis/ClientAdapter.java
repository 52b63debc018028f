import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import redis.clients.jedis.UnifiedJedis;
import redisclients.RedisClients;

/** Jedis. What connect() returns depends on the mode. */
final class ClientAdapter implements Driver.Adapter {
  private final Map<String, UnifiedJedis> opened = new HashMap<>();

  @Override
  public Map<String, Driver.Commands> connect() {
    Object connected = RedisClients.connect();
    if (connected instanceof Map<?, ?> servers) {
      servers.forEach((name, server) -> opened.put((String) name, (UnifiedJedis) server));
    } else {
      opened.put("writer", (UnifiedJedis) connected);
    }
    Map<String, Driver.Commands> clients = new HashMap<>();
    opened.forEach((name, client) -> clients.put(name, commands(client, null)));
    if (opened.containsKey("writer")) clients.put("reader", commands(opened.get("writer"), replicaMethod()));
    return clients;
  }

  @Override
  public void close() {
    opened.values().forEach(UnifiedJedis::close);
  }

  /** getFromReplica, which only the class for a cluster has. */
  private static Method replicaMethod() {
    return Stream.of(RedisClients.class.getMethods())
        .filter(method -> method.getName().equals("getFromReplica"))
        .findFirst()
        .orElse(null);
  }

  private static Driver.Commands commands(UnifiedJedis client, Method get) {
    return new Driver.Commands() {
      @Override
      public Object set(String key, String value) {
        return client.set(key, value);
      }

      @Override
      public Object get(String key) throws Exception {
        if (get == null) return client.get(key);
        try {
          return get.invoke(null, client, key);
        } catch (InvocationTargetException error) {
          throw (RuntimeException) error.getCause();
        }
      }
    };
  }
}
