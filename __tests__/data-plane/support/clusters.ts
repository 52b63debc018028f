import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../../src/config/schema';
import type { DataPlane } from '../../../src/data-plane/data-plane';
import type { RedisInstance } from '../../../src/data-plane/redis-instance';
import { until } from '../../../src/process/until';

const SETTLED_WITHIN_MILLISECONDS = 60_000;

/** The nodes of a cluster. */
export function nodesOf(dataPlane: DataPlane, { service }: Environment): RedisInstance[] {
  return service.servers.map(({ name }) => dataPlane.redis.get(name));
}

/** Waits until all nodes agree on the owners of the slots and every replica is in step with its master. */
export async function settled(nodes: readonly RedisInstance[]): Promise<void> {
  const look = async () => ({
    views: [...new Set(await Promise.all(nodes.map(viewOf)))],
    behind: (await Promise.all(nodes.map(async (node) => ((await isInStep(node)) ? [] : [node.name])))).flat(),
  });
  await until(look, {
    describe: 'the nodes of the cluster to agree, without a failed node, and the replicas to be in step',
    within: SETTLED_WITHIN_MILLISECONDS,
    every: 200,
    holds: ({ views, behind }) => views.length === 1 && !views[0]?.includes('fail') && behind.length === 0,
  });
}

/** The master that owns a slot, according to the node itself. */
export async function ownerOf(slot: number, nodes: readonly RedisInstance[]): Promise<RedisInstance> {
  const lines = await Promise.all(
    nodes.map(async (node) =>
      (await node.command('CLUSTER', 'NODES')).split('\n').find((line) => line.includes('myself')),
    ),
  );
  const found = nodes.find((_, i) => {
    const [, , flags = '', , , , , , ...ranges] = lines[i]?.split(' ') ?? [];
    return flags.includes('master') && ranges.some((range) => isIn(range, slot));
  });
  if (!found) throw new Error(`No master owns slot ${slot}.`);
  return found;
}

/** A hash tag whose keys are in one of a server's slots, and that slot. */
export async function tagOn(owner: RedisInstance, nodes: readonly RedisInstance[]) {
  for (let i = 0; ; i++) {
    const slot = Number(await owner.command('CLUSTER', 'KEYSLOT', `tag${i}`));
    if ((await ownerOf(slot, nodes)) === owner) return { tag: `{tag${i}}`, slot };
  }
}

/** Moves a slot and its keys one by one, as `redis-cli --cluster reshard` does. */
export async function moveSlot(
  slot: number,
  from: RedisInstance,
  to: RedisInstance,
  masters: readonly RedisInstance[],
  holdMilliseconds: number,
): Promise<void> {
  const [fromId, toId] = await Promise.all([from.command('CLUSTER', 'MYID'), to.command('CLUSTER', 'MYID')]);
  await to.command('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', fromId);
  await from.command('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', toId);
  // During this time clients that write new keys into the slot get ASK.
  await sleep(holdMilliseconds);
  for (;;) {
    const keys = (await from.command('CLUSTER', 'GETKEYSINSLOT', String(slot), '50')).split('\n').filter(Boolean);
    if (keys.length === 0) break;
    await from.command('MIGRATE', to.address, String(to.port), '', '0', '5000', 'REPLACE', 'KEYS', ...keys);
  }
  // The new owner first: otherwise there is a moment in which no node accepts the slot.
  for (const node of [to, from, ...masters.filter((master) => master !== to && master !== from)]) {
    await node.command('CLUSTER', 'SETSLOT', String(slot), 'NODE', toId);
  }
}

/** How many errors of a kind the servers have answered with. */
export async function errorsOf(nodes: readonly RedisInstance[], kind: 'MOVED' | 'ASK'): Promise<number> {
  const all = await Promise.all(nodes.map((node) => node.command('INFO', 'errorstats')));
  return all
    .map((text) => Number(new RegExp(`errorstat_${kind}:count=(\\d+)`).exec(text)?.[1] ?? 0))
    .reduce((sum, count) => sum + count, 0);
}

/** A node's view of roles and slots, without what legitimately differs between nodes. */
async function viewOf(node: RedisInstance): Promise<string> {
  const lines = (await node.command('CLUSTER', 'NODES')).split('\n').map((line) => {
    const [id, , flags = '', master, , , , , ...slots] = line.split(' ');
    return [id, flags.replace('myself,', ''), master, ...slots].join(' ');
  });
  return lines.sort().join('\n');
}

async function isInStep(node: RedisInstance): Promise<boolean> {
  const replication = await node.command('INFO', 'replication');
  return replication.includes('role:master') || replication.includes('master_link_status:up');
}

function isIn(range: string, slot: number): boolean {
  const [from, to = from] = range.split('-').map(Number);
  return slot >= (from as number) && slot <= (to as number);
}
