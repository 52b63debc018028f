import type { ClientConfiguration } from '../../../src/client-configuration/document';
import type { LibraryName } from './clients';

/** For pauses between reconnects, and for a machine with two cores that runs several suites at once. */
const MARGIN_SECONDS = 1;

/**
 * Seconds that a client may need to use another endpoint: one answer that does not come, and one connection attempt,
 * since the next DNS answer may begin with the dead address again.
 */
export function endpointLimit(library: LibraryName, configuration: ClientConfiguration): number {
  if (isGlide(library)) return GLIDE_SECONDS.endpoint;
  return answerSeconds(library, configuration) + connectSeconds(configuration) + MARGIN_SECONDS;
}

/**
 * Seconds that a client may go without writes after a fault of the master.
 *
 * The servers' part, detection and election, varies between 2 and 5 s, so each test measures it. What the client may
 * still wait for at the promotion is counted here:
 * - Sentinel: an answer from the old master, and connections to the old master and to its host's Sentinel;
 * - Cluster: an answer and a connection likewise, and an answer to the question for the topology, since clients choose
 *   the node that they ask at random.
 *
 * A client that lacks a timeout takes longer than this, unless its default is short: without connectTimeout ioredis took
 * 14.2 s, with a limit of 7.7 s. redis-py's default of 5 s for an answer stays below the limit.
 *
 * @param failoverSeconds from the fault to the promotion
 */
export function failoverLimit(
  library: LibraryName,
  configuration: ClientConfiguration,
  failoverSeconds: number,
): number {
  const [answers, connections] = configuration.mode === 'cluster' ? [2, 1] : [1, 2];
  const waiting = answers * answerSeconds(library, configuration) + connections * connectSeconds(configuration);
  const noticed = isGlide(library) ? Math.max(failoverSeconds, GLIDE_SECONDS.lost) : failoverSeconds;
  return noticed + waiting + MARGIN_SECONDS;
}

/** Seconds after which a client gives up waiting for an answer. */
function answerSeconds(library: LibraryName, { responseTimeoutMilliseconds }: ClientConfiguration): number {
  // node-redis: the generated socketTimeout is longer by the interval of its PINGs, two thirds of the time.
  const factor = library === 'node-redis' ? 5 / 3 : 1;
  return (factor * responseTimeoutMilliseconds) / 1000;
}

/**
 * GLIDE waits for TCP to give a connection up, with a TCP_USER_TIMEOUT of 5 s that cannot be changed. The kernel looks
 * when it repeats a packet, after 6.2 s and again after 12.6 s. A packet that was repeated before the fault can make it
 * the second time.
 */
const GLIDE_SECONDS = { lost: 12.6, endpoint: 16 };

const isGlide = (library: LibraryName) => library.startsWith('GLIDE');

const connectSeconds = ({ connectTimeoutMilliseconds }: ClientConfiguration) => connectTimeoutMilliseconds / 1000;
