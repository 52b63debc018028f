/// The default is 1 s.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(/*%~ connectTimeoutMilliseconds %*/);
/// The default is 0.5 s. Use a client with a longer one for BLPOP and the like.
const RESPONSE_TIMEOUT: Duration = Duration::from_millis(/*%~ responseTimeoutMilliseconds %*/);
