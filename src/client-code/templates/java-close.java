  /** Connects. Close the result when the application stops. */
  public static RedisClients connect() {
    RedisClients clients = new RedisClients();
    try {
      clients.open();
      return clients;
    } catch (RuntimeException | Error error) {
      clients.close();
      throw error;
    }
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) opened.pop().run();
  }

