import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../../src/config/schema';
import type { DataPlane } from '../../../src/data-plane/data-plane';
import type { RedisInstance } from '../../../src/data-plane/redis-instance';

const SETTLED_WITHIN_MILLISECONDS = 60_000;

/** The nodes of a cluster. */
export function nodesOf(dataPlane: DataPlane, { service }: Environment): RedisInstance[] {
  return service.servers.map(({ name }) => dataPlane.redis.get(name));
}

/** Waits until all nodes agree on who has which slots, and every replica is in step with its master. */
export async function settled(nodes: readonly RedisInstance[]): Promise<void> {
  for (const deadline = Date.now() + SETTLED_WITHIN_MILLISECONDS; ; await sleep(200)) {
    const views = await Promise.all(nodes.map(viewOf));
    if (
      new Set(views).size === 1 &&
      !views[0]?.includes('fail') &&
      (await Promise.all(nodes.map(isInStep))).every(Boolean)
    ) {
      return;
    }
    if (Date.now() > deadline) throw new Error(`The cluster does not settle:\n${views.join('\n\n')}`);
  }
}

/** The master that has a slot, as it says itself. */
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
  if (!found) throw new Error(`Nobody has slot ${slot}.`);
  return found;
}

/** A hash tag whose keys are in a slot of a server's, and that slot. */
export async function tagOn(owner: RedisInstance, nodes: readonly RedisInstance[]) {
  for (let i = 0; ; i++) {
    const slot = Number(await owner.command('CLUSTER', 'KEYSLOT', `tag${i}`));
    if ((await ownerOf(slot, nodes)) === owner) return { tag: `{tag${i}}`, slot };
  }
}

/** How often a server has answered with an error of a kind. */
export async function errorsOf(nodes: readonly RedisInstance[], kind: 'MOVED' | 'ASK'): Promise<number> {
  const all = await Promise.all(nodes.map((node) => node.command('INFO', 'errorstats')));
  return all
    .map((text) => Number(new RegExp(`errorstat_${kind}:count=(\\d+)`).exec(text)?.[1] ?? 0))
    .reduce((sum, count) => sum + count, 0);
}

/** Who has what, without what differs from node to node. */
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
