import { until } from '../process/until';
import type { RedisInstance } from './redis-instance';

const SLOTS = 16_384;
const FORMED_WITHIN_MILLISECONDS = 30_000;

/**
 * Forms a Redis Cluster of servers that have just been started.
 *
 * @param replicas the replicas, each with its master, by name. All other servers are masters and share the slots.
 * @throws WaitTimeout if the cluster has not formed in time
 */
export async function formCluster(
  servers: readonly RedisInstance[],
  replicas: Readonly<Record<string, string>>,
): Promise<void> {
  const [first, ...others] = servers;
  const masters = servers.filter(({ name }) => !replicas[name]);
  // Distinct epochs from the start: nodes with the same one have to resolve the conflict first, which takes time.
  await Promise.all(servers.map((server, i) => server.command('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1))));
  await Promise.all(
    masters.map((master, i) => {
      const [from, to] = [i, i + 1].map((share) => Math.floor((SLOTS * share) / masters.length));
      return master.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String((to as number) - 1));
    }),
  );
  for (const { address, port } of others) await first?.command('CLUSTER', 'MEET', address, String(port));
  await until(() => Promise.all(servers.map(countNodes)), {
    describe: `all ${servers.length} nodes of the cluster to meet`,
    within: FORMED_WITHIN_MILLISECONDS,
    holds: (counts) => counts.every((count) => count === servers.length),
  });
  await Promise.all(
    servers.map(async (server) => {
      const master = masters.find(({ name }) => name === replicas[server.name]);
      if (master) await server.command('CLUSTER', 'REPLICATE', await master.command('CLUSTER', 'MYID'));
    }),
  );
  await until(() => Promise.all(servers.map((server) => statusOf(server, server.name in replicas))), {
    describe: 'every replica to connect to its master and every node to report cluster_state:ok',
    within: FORMED_WITHIN_MILLISECONDS,
    holds: (statuses) => statuses.every(({ state, link }) => state === 'ok' && link === 'up'),
  });
}

/** The number of nodes that a server has met. */
async function countNodes(server: RedisInstance): Promise<number> {
  const nodes = (await server.command('CLUSTER', 'NODES')).split('\n');
  return nodes.filter((node) => !node.includes('handshake') && !node.includes('noaddr')).length;
}

async function statusOf(server: RedisInstance, isReplica: boolean) {
  const info = await server.command('CLUSTER', 'INFO');
  const state = /cluster_state:(\w+)/.exec(info)?.[1];
  const link = isReplica ? await server.info('master_link_status') : 'up';
  return { name: server.name, state, link };
}
