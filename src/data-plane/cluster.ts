import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisInstance } from './redis-instance';

const SLOTS = 16_384;
const FORMED_WITHIN_MILLISECONDS = 30_000;

/**
 * Makes a cluster of servers that have just been started.
 *
 * @param replicas names of replicas, each with its master's. All others share the slots.
 */
export async function formCluster(
  servers: readonly RedisInstance[],
  replicas: Readonly<Record<string, string>>,
): Promise<void> {
  const [first, ...others] = servers;
  const masters = servers.filter(({ name }) => !replicas[name]);
  // An epoch each from the start: nodes that share one settle it between them, which takes its time.
  await Promise.all(servers.map((server, i) => server.command('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1))));
  await Promise.all(
    masters.map((master, i) => {
      const [from, to] = [i, i + 1].map((share) => Math.floor((SLOTS * share) / masters.length));
      return master.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String((to as number) - 1));
    }),
  );
  for (const { address, port } of others) await first?.command('CLUSTER', 'MEET', address, String(port));
  await all(servers, async (server) => (await known(server)) === servers.length);
  await Promise.all(
    servers.map(async (server) => {
      const master = masters.find(({ name }) => name === replicas[server.name]);
      if (master) await server.command('CLUSTER', 'REPLICATE', await master.command('CLUSTER', 'MYID'));
    }),
  );
  await all(servers, async (server) => {
    const linked = !replicas[server.name] || (await server.info('master_link_status')) === 'up';
    return linked && (await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok');
  });
}

/** Moves a slot and what is in it, key by key, as `redis-cli --cluster reshard` does. */
export async function moveSlot(
  slot: number,
  from: RedisInstance,
  to: RedisInstance,
  masters: readonly RedisInstance[],
  options: { readonly holdMilliseconds: number; readonly migrateArguments?: readonly string[]; readonly host?: string },
): Promise<void> {
  const [fromId, toId] = await Promise.all([from.command('CLUSTER', 'MYID'), to.command('CLUSTER', 'MYID')]);
  await to.command('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', fromId);
  await from.command('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', toId);
  // For as long as it takes: clients that write into the slot meet ASK.
  await sleep(options.holdMilliseconds);
  for (;;) {
    const keys = (await from.command('CLUSTER', 'GETKEYSINSLOT', String(slot), '50')).split('\n').filter(Boolean);
    if (keys.length === 0) break;
    const migrate = ['MIGRATE', options.host ?? to.address, String(to.port), '', '0', '5000', 'REPLACE'];
    await from.command(...migrate, ...(options.migrateArguments ?? []), 'KEYS', ...keys);
  }
  // The new owner first: a slot that nobody owns for a moment is asked for in vain.
  for (const node of [to, from, ...masters.filter((master) => master !== to && master !== from)]) {
    await node.command('CLUSTER', 'SETSLOT', String(slot), 'NODE', toId);
  }
}

async function known(server: RedisInstance): Promise<number> {
  const nodes = (await server.command('CLUSTER', 'NODES')).split('\n');
  return nodes.filter((node) => !node.includes('handshake') && !node.includes('noaddr')).length;
}

async function all(servers: readonly RedisInstance[], holds: (server: RedisInstance) => Promise<boolean>) {
  for (const deadline = Date.now() + FORMED_WITHIN_MILLISECONDS; ; await sleep(100)) {
    if ((await Promise.all(servers.map(holds))).every(Boolean)) return;
    if (Date.now() > deadline) throw new Error('The cluster has not formed.');
  }
}
