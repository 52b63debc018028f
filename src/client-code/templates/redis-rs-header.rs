/*% if (mode === 'cluster') { %*/
// redis-rs never leaves a server that hangs without dying: every command to it fails with "timed out" until the server
// answers again or ends. Open new connections when commands have timed out for longer than a failover takes.
/*% } %*/
// Cargo.toml:
//   redis = { version = "=/*%~ versions.redisRs %*/", features = [/*%~ [...features, 'tokio-comp', ...(tls ? ['tokio-rustls-comp'] : [])].map(quoted).join(', ') %*/] }
//   tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
/*% if (tls) { %*/
//   rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
/*% } %*/
