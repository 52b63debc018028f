fn tcp_settings() -> TcpSettings {
    // /*%~ comments.idle %*/
    let keepalive = TcpKeepalive::new()
        .with_time(Duration::from_secs(/*%~ keepAliveSeconds %*/))
        .with_interval(Duration::from_secs(/*%~ probeSeconds %*/))
        .with_retries(/*%~ probes %*/);
    let settings = TcpSettings::default().set_nodelay(true).set_keepalive(keepalive);
    // Gives up a connection through an endpoint that drops packets. Elsewhere, that takes many minutes.
    #[cfg(target_os = "linux")]
    let settings = settings.set_user_timeout(RESPONSE_TIMEOUT);
    settings
}
