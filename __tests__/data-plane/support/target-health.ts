import type { DataPlane } from '../../../src/data-plane/data-plane';
import type { HealthStatus } from '../../../src/data-plane/health-check';
import { until } from '../../../src/process/until';

/** The health status of the first target of a server's group, or undefined if there is none. */
export function healthOf(dataPlane: DataPlane, server: string): HealthStatus | undefined {
  const group = dataPlane.network.targetGroups.find(({ name }) => name === server);
  const [target] = group?.targets ?? [];
  return group && target && dataPlane.healthOf(group, target);
}

/** Waits until the first target of a server's group has a health status. */
export async function untilHealth(
  dataPlane: DataPlane,
  server: string,
  status: HealthStatus,
  within: number,
): Promise<void> {
  await until(() => healthOf(dataPlane, server), {
    describe: `the target of ${server} to be ${status}`,
    within,
    every: 50,
    holds: (seen) => seen === status,
  });
}
