import type { DataPlane } from '../../../src/data-plane/data-plane';
import type { RedisInstance } from '../../../src/data-plane/redis-instance';

/** What may become of a master. */
export const FAULTS = ['killed', 'hung', 'gone with its host'] as const;
export type Fault = (typeof FAULTS)[number];

/** Has it happen to a server. */
export async function strike(dataPlane: DataPlane, server: RedisInstance, fault: Fault): Promise<void> {
  if (fault === 'killed') await server.kill();
  else if (fault === 'hung') server.hang();
  else await dataPlane.faults.hostGone(server.address);
}

/** Undoes it. */
export async function heal(dataPlane: DataPlane, server: RedisInstance, fault: Fault): Promise<void> {
  if (fault === 'killed') await server.start();
  else if (fault === 'hung') server.resume();
  else await dataPlane.faults.hostBack(server.address);
}
