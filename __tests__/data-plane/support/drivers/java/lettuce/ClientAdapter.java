import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisStringCommands;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.util.HashMap;
import java.util.Map;
import redisclients.RedisClients;

/** Lettuce. The methods of RedisClients depend on the mode. */
final class ClientAdapter implements Driver.Adapter {
  private RedisClients connected;

  @Override
  public Map<String, Driver.Commands> connect() throws Exception {
    connected = RedisClients.connect();
    Map<String, Driver.Commands> clients = new HashMap<>();
    for (var method : RedisClients.class.getMethods()) {
      if (method.getName().equals("servers")) {
        ((Map<?, ?>) method.invoke(connected)).forEach((name, server) -> clients.put((String) name, commands(server)));
      } else if (StatefulConnection.class.isAssignableFrom(method.getReturnType())) {
        clients.put(method.getName(), commands(method.invoke(connected)));
      }
    }
    return clients;
  }

  @Override
  public void close() {
    connected.close();
  }

  @SuppressWarnings("unchecked")
  private static Driver.Commands commands(Object connection) {
    RedisStringCommands<String, String> commands =
        connection instanceof StatefulRedisClusterConnection<?, ?> cluster
            ? ((StatefulRedisClusterConnection<String, String>) cluster).sync()
            : ((StatefulRedisConnection<String, String>) connection).sync();
    return new Driver.Commands() {
      @Override
      public Object set(String key, String value) {
        return commands.set(key, value);
      }

      @Override
      public Object get(String key) {
        return commands.get(key);
      }
    };
  }
}
