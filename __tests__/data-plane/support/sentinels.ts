import { setTimeout as sleep } from 'node:timers/promises';
import { dnsNames } from '../../../src/config/dns-names';
import { sentinelName } from '../../../src/config/names';
import type { Consumer, Environment } from '../../../src/config/schema';
import type { DataPlane } from '../../../src/data-plane/data-plane';
import type { RedisInstance } from '../../../src/data-plane/redis-instance';

const SETTLED_WITHIN_MILLISECONDS = 60_000;

/**
 * Waits until every Sentinel names one master, which has all the others as its replicas, and takes these for replicas.
 * Returns the master.
 *
 * What a Sentinel takes an instance for, it learned up to ten seconds ago. One that takes a replica for a master still,
 * since that has just come back, and is cut off then together with the master while that very replica is promoted,
 * demotes it as soon as it is back: all that was written in the meantime is lost. It was, once in 13 rounds.
 */
export async function settledMaster(dataPlane: DataPlane, { service, consumers }: Environment): Promise<RedisInstance> {
  const names = service.servers.map(({ name }) => name);
  const watchers = service.servers.filter(({ sentinel }) => sentinel).map(({ name }) => name);
  const announced = dnsNames(consumers[0] as Consumer);
  const placeOf = (name: string) => {
    const { address, port } = dataPlane.redis.get(name);
    return `${service.redis.announce === 'names' ? announced.server(name) : address}\n${port}`;
  };
  for (const deadline = Date.now() + SETTLED_WITHIN_MILLISECONDS; ; await sleep(200)) {
    const told = new Set(
      await Promise.all(watchers.map((name) => toldBy(dataPlane, name, service.redis.masterName ?? ''))),
    );
    const replicas = await Promise.all(names.map((name) => replicasOf(dataPlane.redis.get(name))));
    const roles = await Promise.all(
      watchers.map((name) => rolesSeenBy(dataPlane, name, service.redis.masterName ?? '')),
    );
    // A master that was cut off takes itself for one still, replicas and all: the Sentinels' word counts too.
    const master = names.find((name, i) => replicas[i] === names.length - 1 && told.has(placeOf(name)));
    if (master && told.size === 1 && roles.flat().every((role) => role === 'slave')) return dataPlane.redis.get(master);
    if (Date.now() > deadline) throw new Error(`No master: ${JSON.stringify({ replicas, told: [...told], roles })}`);
  }
}

/** Keys that begin so, on a server. */
export async function keysOn(server: RedisInstance, prefix: string): Promise<Set<string>> {
  return new Set((await server.command('KEYS', `${prefix}*`)).split('\n').filter(Boolean));
}

/** How many replicas a master has that are in step; none for what is no master. */
async function replicasOf(server: RedisInstance): Promise<number> {
  const replication = await server.command('INFO', 'replication').catch(() => '');
  if (!replication.includes('role:master')) return 0;
  return [...replication.matchAll(/^slave\d+:.*state=online/gm)].length;
}

async function toldBy(dataPlane: DataPlane, server: string, masterName: string): Promise<string> {
  const sentinel = dataPlane.redis.get(sentinelName(server));
  return sentinel.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName);
}

/** What a Sentinel takes each replica for. */
async function rolesSeenBy(dataPlane: DataPlane, server: string, masterName: string): Promise<string[]> {
  const answer = await dataPlane.redis.get(sentinelName(server)).command('SENTINEL', 'REPLICAS', masterName);
  return [...answer.matchAll(/^role-reported\n(.*)$/gm)].map(([, role = '']) => role);
}
