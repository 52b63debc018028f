import type { ClientConfiguration } from '../client-configuration/document';

/** What the code for the languages of Valkey GLIDE has in common. */
export const GLIDE = {
  /** Reconnecting: up to `factor` milliseconds times `base` to the power of the attempt, which counts to `retries`. */
  retries: 4,
  factor: 50,
  base: 2,
  periodicChecksSeconds: 1,
} as const;

/** The modes that GLIDE can be used in. */
export const GLIDE_MODES = ['standalone', 'cluster'] as const;

/**
 * What GLIDE does not survive: the first lines of the code, as comments.
 *
 * @throws Error in mode `sentinel`
 */
export function glideLimits({ mode }: ClientConfiguration): string[] {
  if (mode === 'sentinel') {
    throw new Error(
      'Valkey GLIDE does not know Sentinel: with the addresses of all servers it never leaves a master that died. Use ' +
        'another client, or Redis Cluster.',
    );
  }
  return [
    'GLIDE never leaves a server that hangs without dying: every command to it fails with "timed out" until the server',
    'answers again or ends. A client that is created meanwhile works: create a new one when commands have timed out for',
    "longer than a failover takes. It needs 6 to 13 s to leave an endpoint that drops packets. Its TCP keepalive can't be",
    'set: the tcp-keepalive of the servers keeps idle connections.',
  ];
}
