/** A process of Redis: a server that keeps data, or a Sentinel. */
export interface Instance {
  /** The server's name; with the suffix `-sentinel` that of its Sentinel. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** How all instances of a run are accessed. */
export interface Access {
  /** @default - no TLS */
  readonly tls?: { readonly caFile: string; filesOf(name: string): { certFile: string; keyFile: string } };
  /** @default - the default user, without a password */
  readonly user?: { readonly name: string; readonly password: string };
}

/** Milliseconds. Short ones: production systems wait longer before they fail over. */
export const FAILOVER_TIMES = { downAfter: 2000, failoverTimeout: 6000, clusterNodeTimeout: 2000 };

/** Lines of redis.conf that the data plane adds to the generated text. */
export function redisLines(instance: Instance, access: Access): string[] {
  const { user } = access;
  return [
    ...common(instance, access),
    // No persistence: a process that is killed loses its data.
    'save ""',
    'appendonly no',
    'repl-diskless-sync-delay 0',
    ...(user ? [`masteruser ${user.name}`, `masterauth ${user.password}`] : []),
  ];
}

/** Lines of redis.conf that make a server a cluster node. */
export const CLUSTER_LINES = ['cluster-enabled yes', `cluster-node-timeout ${FAILOVER_TIMES.clusterNodeTimeout}`];

/** Lines of sentinel.conf that the data plane adds to the generated text. */
export function sentinelLines(instance: Instance, access: Access, masterName: string): string[] {
  const { user } = access;
  return [
    ...common(instance, access),
    `sentinel down-after-milliseconds ${masterName} ${FAILOVER_TIMES.downAfter}`,
    `sentinel failover-timeout ${masterName} ${FAILOVER_TIMES.failoverTimeout}`,
    ...(user
      ? [
          `sentinel auth-user ${masterName} ${user.name}`,
          `sentinel auth-pass ${masterName} ${user.password}`,
          `sentinel sentinel-user ${user.name}`,
          `sentinel sentinel-pass ${user.password}`,
        ]
      : []),
  ];
}

/** Redis uses the last of several lines for one setting, so these lines follow the generated text. */
function common({ name, address }: Instance, { tls, user }: Access): string[] {
  const { certFile, keyFile } = tls?.filesOf(name) ?? {};
  return [
    `bind ${address} 127.0.0.1`,
    'protected-mode no',
    ...(tls ? [`tls-ca-cert-file ${tls.caFile}`, `tls-cert-file ${certFile}`, `tls-key-file ${keyFile}`] : []),
    ...(user ? ['user default off', `user ${user.name} on >${user.password} ~* &* +@all`] : []),
  ];
}
