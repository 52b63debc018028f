/*%~ include('redis-rs-header.rs', { ...it, features: ['cluster-async'] }) %*/
/*% if (map) { %*/
use std::collections::HashMap;
/*% } %*/
use std::time::Duration;

/*% if (map) { %*/
use redis::cluster::{ClusterClient, NodeAddress};
/*% } else { %*/
use redis::cluster::ClusterClient;
/*% } %*/
use redis::cluster_async::ClusterConnection;
use redis::cluster_read_routing::RandomReplicaStrategy;
use redis::io::tcp::{TcpSettings, socket2::TcpKeepalive};
/*% if (caParameterName) { %*/
use redis::{AsyncCommands, RedisResult, TlsCertificates};
/*% } else { %*/
use redis::{AsyncCommands, RedisResult};
/*% } %*/

/*%~ include('redis-rs-timeouts.rs', it) %*/

const SEEDS: [&str; /*%~ seeds.length %*/] = [
/*% for (const seed of seeds) { %*/
    "/*%~ scheme %*/:///*%= seed %*/",
/*% } %*/
];

/*% if (map) { %*/
// /*%~ comments.addressMap %*/
const ADDRESS_MAP: [(&str, &str); /*%~ map.length %*/] = [
/*% for (const { announced, target } of map) { %*/
    ("/*%= announced %*/", "/*%= target %*/"),
/*% } %*/
];

/*% } %*/
/// Connections for writing, which use the masters only, and for reading, which use replicas.
/*%~ include('redis-rs-secrets.rs', it) %*/
pub async fn connect(/*%~ parameters %*/) -> RedisResult<(ClusterConnection, ClusterConnection)> {
    let client = || -> RedisResult<_> {
        let builder = ClusterClient::builder(SEEDS)
            .connection_timeout(CONNECT_TIMEOUT)
            .response_timeout(RESPONSE_TIMEOUT)
            .tcp_settings(tcp_settings());
/*% if (map) { %*/
        let map = ADDRESS_MAP
            .iter()
            .map(|(from, to)| Ok((NodeAddress::try_from(*from)?, NodeAddress::try_from(*to)?)));
        let builder = builder.node_address_map(map.collect::<RedisResult<HashMap<_, _>>>()?);
/*% } %*/
/*% if (username) { %*/
        let builder = builder.username("/*%= username %*/").password(password);
/*% } %*/
/*% if (caParameterName) { %*/
        let builder = builder.certs(TlsCertificates {
            client_tls: None,
            root_cert: Some(authority.to_vec()),
        });
/*% } %*/
        Ok(builder)
    };
    let writer = client()?.build()?.get_async_connection().await?;
    let reader = client()?.read_routing_strategy(RandomReplicaStrategy).build()?;
    Ok((writer, reader.get_async_connection().await?))
}

/*%~ include('redis-rs-tcp.rs', it) %*/

/// An example.
pub async fn example(/*%~ parameters %*/) -> RedisResult<()> {
    let (mut writer, mut reader) = connect(/*%~ names %*/).await?;
    let () = writer.set("greeting", "hello").await?;
    let written: String = writer.get("greeting").await?;
    println!("{written}");
    // /*%~ comments.replicaLag %*/
    let read: Option<String> = reader.get("greeting").await?;
    println!("{read:?}");
    Ok(())
}
