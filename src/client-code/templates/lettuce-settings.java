/*% const options = mode === 'cluster' ? 'ClusterClientOptions' : 'ClientOptions' %*/
  private static ClientResources resources() {
    return ClientResources.builder()
        // By default, the pause between two attempts to reconnect grows to 30 s.
        .reconnectDelay(Delay.exponential(Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
        .socketAddressResolver(
/*% if (map) { %*/
            MappingSocketAddressResolver.create(rotating(), /*%~ self %*/::translate))
/*% } else { %*/
            SocketAddressResolver.create(rotating()))
/*% } %*/
        .build();
  }

  /** Lettuce tries only the first address of a name. Rotating the addresses lets it leave a dead endpoint. */
  private static DnsResolver rotating() {
    return host -> {
      List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
      Collections.rotate(addresses, TURNS.getAndIncrement() % addresses.size());
      return addresses.toArray(InetAddress[]::new);
    };
  }

/*% if (map) { %*/
  /** Never returns null, which Lettuce does not accept. */
  private static HostAndPort translate(HostAndPort announced) {
    return HostAndPort.parse(translate(announced.getHostText() + ":" + announced.getPort()));
  }

  /** Logs the reason, because Lettuce itself reports only "Master is currently unknown". */
  private static String translate(String address) {
    if (ADDRESS_MAP.containsKey(address)) return ADDRESS_MAP.get(address);
    if (SEEDS.contains(address)) return address;
    String reason = "/*%~ unmapped('" + address + "') %*/";
    System.getLogger("redis").log(System.Logger.Level.ERROR, reason);
    throw new IllegalStateException(reason);
  }

/*% } %*/
  private static /*%~ options %*/ options() {
/*% if (caParameterName) { %*/
    byte[] certificate = parameter("/*%= caParameterName %*/").getBytes(StandardCharsets.US_ASCII);
/*% } %*/
    SocketOptions socket =
        SocketOptions.builder()
            // The default is 10 s for each server that is gone.
            .connectTimeout(Duration.ofMillis(/*%= connectTimeoutMilliseconds %*/))
            // /*%~ comments.idle %*/
            .keepAlive(
                SocketOptions.KeepAliveOptions.builder()
                    .enable()
                    .idle(Duration.ofSeconds(/*%= keepAliveSeconds %*/))
                    .interval(Duration.ofSeconds(/*%= probeSeconds %*/))
                    .count(/*%= probes %*/)
                    .build())
            // TCP sends no keepalive while data is unacknowledged; this timeout ends such connections. It needs Linux
            // and the second artifact above. Without it, Lettuce never leaves a dead endpoint.
            .tcpUserTimeout(
                SocketOptions.TcpUserTimeoutOptions.builder()
                    .enable(EpollProvider.isAvailable())
                    .tcpUserTimeout(TIMEOUT)
                    .build())
            .build();
    return /*%~ options %*/.builder()
        .socketOptions(socket)
        .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
/*% if (caParameterName) { %*/
        .sslOptions(SslOptions.builder().trustManager(() -> new ByteArrayInputStream(certificate)).build())
/*% } %*/
/*% if (mode === 'cluster') { %*/
        // By default, nothing refreshes the topology: after a failover, the failed master's keys are unavailable.
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(Duration.ofMillis(/*%= 2 * connectTimeoutMilliseconds %*/))
                .build())
/*% } %*/
        .build();
  }

