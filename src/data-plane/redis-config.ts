/** A server process of Redis: one that keeps data, or a Sentinel. */
export interface Instance {
  /** Its server's name, and `-sentinel` behind it for its Sentinel. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** What all instances of a run have in common. */
export interface Access {
  /** @default - without TLS */
  readonly tls?: { readonly caFile: string; filesOf(name: string): { certFile: string; keyFile: string } };
  /** @default - the default user, without a password */
  readonly user?: { readonly name: string; readonly password: string };
}

/** Milliseconds as in a laboratory: a real deployment waits longer before it changes its master. */
const TIMES = { downAfter: 2000, failoverTimeout: 6000, clusterNodeTimeout: 2000 };

/** What an instance that keeps data needs besides the text that people are given. */
export function redisLines(instance: Instance, access: Access): string[] {
  const { user } = access;
  return [
    ...common(instance, access),
    // In memory only: what is lost with a process is lost.
    'save ""',
    'appendonly no',
    'repl-diskless-sync-delay 0',
    ...(user ? [`masteruser ${user.name}`, `masterauth ${user.password}`] : []),
  ];
}

/** What makes an instance a node of a cluster. */
export const CLUSTER_LINES = ['cluster-enabled yes', `cluster-node-timeout ${TIMES.clusterNodeTimeout}`];

/** What a Sentinel needs besides the text that people are given, which says whom it watches. */
export function sentinelLines(instance: Instance, access: Access, masterName: string): string[] {
  const { user } = access;
  return [
    ...common(instance, access),
    `sentinel down-after-milliseconds ${masterName} ${TIMES.downAfter}`,
    `sentinel failover-timeout ${masterName} ${TIMES.failoverTimeout}`,
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

/** Of two lines about one thing Redis takes the later: these follow the text that people are given. */
function common({ name, address }: Instance, { tls, user }: Access): string[] {
  const { certFile, keyFile } = tls?.filesOf(name) ?? {};
  return [
    `bind ${address} 127.0.0.1`,
    'protected-mode no',
    ...(tls ? [`tls-ca-cert-file ${tls.caFile}`, `tls-cert-file ${certFile}`, `tls-key-file ${keyFile}`] : []),
    ...(user ? ['user default off', `user ${user.name} on >${user.password} ~* &* +@all`] : []),
  ];
}
