/** TCP keepalive probes without an answer after which a connection is dead. */
export const KEEPALIVE_PROBES = 3;

/**
 * Seconds between TCP keepalive probes. All of them must fit well into the 350 s after which AWS drops a connection.
 */
export const probeSeconds = (keepAliveSeconds: number) => Math.max(1, Math.round(keepAliveSeconds / 6));
