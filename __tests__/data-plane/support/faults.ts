import type { DataPlane } from '../../../src/data-plane/data-plane';
import { namespaceOf } from '../../../src/data-plane/layout';
import type { Namespaces } from '../../../src/data-plane/namespaces';
import type { RedisInstance } from '../../../src/data-plane/redis-instance';

/** What can happen to a master. */
export const FAULTS = ['killed', 'hung', 'gone with its host'] as const;
export type Fault = (typeof FAULTS)[number];

/** Causes a fault. */
export async function cause(fault: Fault, server: RedisInstance, { namespaces }: DataPlane): Promise<void> {
  if (fault === 'killed') await server.kill();
  else if (fault === 'hung') server.hang();
  else await cutOffHost(namespaces, server.address);
}

/** Repairs a fault. */
export async function repair(fault: Fault, server: RedisInstance, { namespaces }: DataPlane): Promise<void> {
  if (fault === 'killed') await server.start();
  else if (fault === 'hung') server.resume();
  else await reconnectHost(namespaces, server.address);
}

/** Drops all packets to and from a host on premises, silently. */
export async function cutOffHost(namespaces: Namespaces, address: string): Promise<void> {
  // On the way to the host, not on the host itself: there the kernel would report errors to the sockets.
  await drop(namespaces, namespaceOf.premises, address, [`ip saddr ${address} drop`, `ip daddr ${address} drop`]);
}

/** Lets the packets of a host through again. Its processes have gone on in the meantime. */
export async function reconnectHost(namespaces: Namespaces, address: string): Promise<void> {
  await stopDropping(namespaces, namespaceOf.premises, address);
}

/** Drops all packets in an endpoint, in both directions and of existing connections too. */
export async function blackholeEndpoint(namespaces: Namespaces, endpointId: string): Promise<void> {
  await drop(namespaces, namespaceOf.endpoint(endpointId), endpointId, ['drop']);
}

/** Lets the packets through an endpoint again. */
export async function restoreEndpoint(namespaces: Namespaces, endpointId: string): Promise<void> {
  await stopDropping(namespaces, namespaceOf.endpoint(endpointId), endpointId);
}

async function drop(namespaces: Namespaces, namespace: string, name: string, rules: readonly string[]): Promise<void> {
  // Before connection tracking: a packet that is lost must not refresh the connection's entry.
  await namespaces.nft(
    namespace,
    `table ip ${table(name)} {\n chain lose {\n type filter hook prerouting priority -400\n ${rules.join('\n ')}\n }\n}\n`,
  );
}

async function stopDropping(namespaces: Namespaces, namespace: string, name: string): Promise<void> {
  // `add` makes the removal idempotent: nft reports an error for a table that does not exist.
  await namespaces.nft(namespace, `add table ip ${table(name)}\ndelete table ip ${table(name)}\n`);
}

const table = (name: string) => `fault_${name.replaceAll(/\W/g, '_')}`;
