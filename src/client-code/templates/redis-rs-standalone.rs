/*%~ include('redis-rs-header.rs', { ...it, features: ['connection-manager'] }) %*/
use std::collections::HashMap;
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::{TcpSettings, socket2::TcpKeepalive};
/*% if (caParameterName) { %*/
use redis::{AsyncCommands, Client, IntoConnectionInfo, RedisResult, TlsCertificates};
/*% } else { %*/
use redis::{AsyncCommands, Client, IntoConnectionInfo, RedisResult};
/*% } %*/

/*%~ include('redis-rs-timeouts.rs', it) %*/

const SERVERS: [(&str, &str); /*%~ servers.length %*/] = [
/*% for (const { name, host, port } of servers) { %*/
    ("/*%= name %*/", "/*%~ scheme %*/:///*%= host %*/:/*%~ port %*/"),
/*% } %*/
];

/// One connection for each server, by server name. It reconnects by itself.
/*%~ include('redis-rs-secrets.rs', it) %*/
pub async fn connect(/*%~ parameters %*/) -> RedisResult<HashMap<&'static str, ConnectionManager>> {
    let mut servers = HashMap::new();
    for (name, url) in SERVERS {
        let info = url.into_connection_info()?.set_tcp_settings(tcp_settings());
/*% if (username) { %*/
        let user = info.redis_settings().clone();
        let info = info.set_redis_settings(user.set_username("/*%= username %*/").set_password(password));
/*% } %*/
/*% if (caParameterName) { %*/
        let authorities = TlsCertificates {
            client_tls: None,
            root_cert: Some(authority.to_vec()),
        };
        let client = Client::build_with_tls(info, authorities)?;
/*% } else { %*/
        let client = Client::open(info)?;
/*% } %*/
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(RESPONSE_TIMEOUT))
            .set_max_delay(Duration::from_millis(500));
        servers.insert(name, ConnectionManager::new_with_config(client, config).await?);
    }
    Ok(servers)
}

/*%~ include('redis-rs-tcp.rs', it) %*/

/// An example.
pub async fn example(/*%~ parameters %*/) -> RedisResult<()> {
    let mut servers = connect(/*%~ names %*/).await?;
    if let Some(server) = servers.get_mut("/*%= first %*/") {
        let () = server.set("greeting", "hello").await?;
        let read: String = server.get("greeting").await?;
        println!("{read}");
    }
    Ok(())
}
