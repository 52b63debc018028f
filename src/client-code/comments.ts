/** Comments that the code of several clients contains, without the characters that start a comment. */
export const COMMENTS = {
  addressMap: 'Maps the addresses that Redis announces to those that work from this network.',
  clientPerServer: 'One client for each server, by server name.',
  idle: 'The endpoint and the load balancer drop connections that are idle for 350 s.',
  // https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/jvm-ttl-dns.html recommends 5 s.
  dnsCache:
    'Start the JVM with -Dsun.net.inetaddr.ttl=5: by default, it keeps DNS answers, such as a dead endpoint, for 30 s.',
  replicaLag: 'Read from a replica, which may lag behind.',
  nodeVersion:
    'Node 20 or later: earlier versions try only the first address of a name, and never leave a dead endpoint.',
} as const;

/** The error message for an announced address that the map lacks. `address` is the language's placeholder for it. */
export const unmapped = (address: string) => `ADDRESS_MAP lacks ${address}: generate this file again.`;
