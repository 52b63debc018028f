import type { LibraryName } from './clients';
import type { Fault } from './faults';

type Seen = Readonly<Record<Fault, Readonly<Record<LibraryName, number>>>>;

/** Seconds without writes by Sentinel that were seen in a laboratory, with the best settings. */
export const SEEN_BY_SENTINEL: Seen = {
  killed: { ioredis: 3.5, 'node-redis': 4.9, 'redis-py': 3.3, 'redis-py asyncio': 3.3 },
  hung: { ioredis: 6.2, 'node-redis': 10.4, 'redis-py': 3.9, 'redis-py asyncio': 3.9 },
  'gone with its host': { ioredis: 5.2, 'node-redis': 10.3, 'redis-py': 5.1, 'redis-py asyncio': 4.1 },
};

/**
 * The same of a cluster, for the slots concerned. Nobody measured redis-py there with asyncio, nor its other variant with
 * a master that hangs: these are of these tests' own first runs.
 */
export const SEEN_IN_A_CLUSTER: Seen = {
  killed: { ioredis: 3.4, 'node-redis': 5.1, 'redis-py': 3.7, 'redis-py asyncio': 5 },
  hung: { ioredis: 4.3, 'node-redis': 9.2, 'redis-py': 5, 'redis-py asyncio': 5 },
  'gone with its host': { ioredis: 4.3, 'node-redis': 8.2, 'redis-py': 6.6, 'redis-py asyncio': 6.6 },
};
