import { dnsNames } from '../../../src/config/dns-names';
import { sentinelName } from '../../../src/config/names';
import type { Consumer, Environment } from '../../../src/config/schema';
import type { DataPlane } from '../../../src/data-plane/data-plane';
import type { RedisInstance } from '../../../src/data-plane/redis-instance';
import { until } from '../../../src/process/until';

const SETTLED_WITHIN_MILLISECONDS = 60_000;

/**
 * Waits until all Sentinels name the same master, all other servers are its replicas, and all Sentinels have seen them
 * as such. Returns the master.
 *
 * A Sentinel's view of a server's role may be ten seconds old. Suppose that it still takes a replica for a master,
 * because that server has just come back, and is then cut off together with the real master while that replica is
 * promoted. When it is back it demotes the new master, and all writes in between are lost. This happened once in 13
 * rounds.
 */
export async function settledMaster(dataPlane: DataPlane, { service, consumers }: Environment): Promise<RedisInstance> {
  const { masterName = '', announce } = service.redis;
  const names = service.servers.map(({ name }) => name);
  const sentinels = service.servers
    .filter(({ sentinel }) => sentinel)
    .map(({ name }) => dataPlane.redis.get(sentinelName(name)));
  const announced = dnsNames(consumers[0] as Consumer);
  const hostAndPortOf = (name: string) => {
    const { address, port } = dataPlane.redis.get(name);
    return `${announce === 'names' ? announced.server(name) : address}\n${port}`;
  };
  const look = async () => {
    const named = await Promise.all(
      sentinels.map((one) => one.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName)),
    );
    const replicas = await Promise.all(names.map((name) => countReplicas(dataPlane.redis.get(name))));
    const roles = (await Promise.all(sentinels.map((sentinel) => rolesSeenBy(sentinel, masterName)))).flat();
    // The Sentinels' word is needed too: a master that was cut off still takes itself for the master.
    const master = names.find((name, i) => replicas[i] === names.length - 1 && named.includes(hostAndPortOf(name)));
    return { master, named: [...new Set(named)], replicas, roles: [...new Set(roles)] };
  };
  const { master } = await until(look, {
    describe: 'the Sentinels to agree on a master that has all other servers as its replicas',
    within: SETTLED_WITHIN_MILLISECONDS,
    every: 200,
    holds: ({ master, named, roles }) =>
      master !== undefined && named.length === 1 && roles.every((role) => role === 'slave'),
  });
  return dataPlane.redis.get(master as string);
}

/** The keys with a prefix on a server. */
export async function keysOn(server: RedisInstance, prefix: string): Promise<Set<string>> {
  return new Set((await server.command('KEYS', `${prefix}*`)).split('\n').filter(Boolean));
}

/** How many replicas of a master are in step; 0 for a server that is no master or does not answer. */
async function countReplicas(server: RedisInstance): Promise<number> {
  const replication = await server.command('INFO', 'replication').catch(() => '');
  if (!replication.includes('role:master')) return 0;
  return [...replication.matchAll(/^slave\d+:.*state=online/gm)].length;
}

/** The roles that the replicas have in a Sentinel's view. */
async function rolesSeenBy(sentinel: RedisInstance, masterName: string): Promise<string[]> {
  const answer = await sentinel.command('SENTINEL', 'REPLICAS', masterName);
  return [...answer.matchAll(/^role-reported\n(.*)$/gm)].map(([, role = '']) => role);
}
