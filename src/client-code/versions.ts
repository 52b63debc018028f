/** The versions that the tests use, which printed code names in its first lines. */
export const VERSIONS = {
  /** The oldest Go that go-redis accepts: the `go` line of its go.mod. */
  go: '1.26',
  goRedis: 'v9.23.0',
  goAwsConfig: 'v1.33.18',
  goAwsSecretsManager: 'v1.50.11',
  goAwsSsm: 'v1.82.0',
  /** The code needs 16, for records. 17 is the oldest that is tested. */
  java: '17',
  jedis: '8.0.2',
  lettuce: '7.7.0.RELEASE',
  /** Netty's version in Lettuce's own dependencies. */
  netty: '4.2.13.Final',
  redisson: '4.7.0',
  springBoot: '4.0.7',
  /** Netty's version in Spring Boot's BOM. */
  springBootNetty: '4.2.15.Final',
  javaAws: '2.57.8',
  /** Exact: the code overrides redis-py's internals, which any version may change. */
  redisPy: '8.1.0',
  iovalkey: '0.4.0',
  glideNode: '2.5.2',
  glidePython: '2.6.0',
  redisRs: '1.8.1',
  /** The oldest Rust that redis-rs accepts: `rust-version` in its Cargo.toml. */
  rust: '1.88',
} as const;
