import type { ClientConfiguration } from '../../../src/client-configuration/document';
import type { LibraryName } from './clients';

/** For pauses between reconnects, and for a machine with two cores that runs several suites at once. */
const MARGIN_SECONDS = 1;

/**
 * Seconds that a client may need to use another endpoint: one answer that does not come, and one connection attempt,
 * since the next DNS answer may begin with the dead address again.
 */
export function endpointLimit(library: LibraryName, configuration: ClientConfiguration): number {
  return answerSeconds(library, configuration) + connectSeconds(configuration) + MARGIN_SECONDS;
}

/**
 * Seconds that a client may go without writes after a fault of the master.
 *
 * The servers' part, detection and election, varies between 2 and 5 s, so each test measures it. At the promotion the
 * client may just have begun to wait for an answer from the old master, and may then try to connect to it or its
 * Sentinel once more. In a cluster it may also ask the old master for the topology and wait for that answer too, since
 * clients choose a node at random.
 *
 * A client that lacks a timeout takes longer than this, unless its default is short: without connectTimeout ioredis took
 * 14.2 s, with a limit of 6.7 s. redis-py's default of 5 s for an answer stays below the limit.
 *
 * @param failoverSeconds from the fault to the promotion
 */
export function failoverLimit(
  library: LibraryName,
  configuration: ClientConfiguration,
  failoverSeconds: number,
): number {
  const answers = configuration.mode === 'cluster' ? 2 : 1;
  const waiting = answers * answerSeconds(library, configuration) + connectSeconds(configuration);
  return failoverSeconds + waiting + MARGIN_SECONDS;
}

/** Seconds after which a client gives up waiting for an answer. */
function answerSeconds(library: LibraryName, { responseTimeoutMilliseconds }: ClientConfiguration): number {
  // node-redis: the generated socketTimeout is longer by the interval of its PINGs, two thirds of the time.
  const factor = library === 'node-redis' ? 5 / 3 : 1;
  return (factor * responseTimeoutMilliseconds) / 1000;
}

const connectSeconds = ({ connectTimeoutMilliseconds }: ClientConfiguration) => connectTimeoutMilliseconds / 1000;
