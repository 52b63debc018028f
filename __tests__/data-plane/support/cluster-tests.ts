import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientConfiguration } from '../../../src/client-configuration/document';
import type { DataPlane } from '../../../src/data-plane/data-plane';
import type { RedisInstance } from '../../../src/data-plane/redis-instance';
import { type Client, survives } from './clients';
import { errorsOf, moveSlot, ownerOf, settled, tagOn } from './clusters';
import { cause, FAULTS, repair } from './faults';
import { inSeconds, outcomes, promotion, replicasAmong, tooSlow } from './outage';

/** After the promotion, and longer than any limit. */
const WATCH_MILLISECONDS = 11_000;

/** A running cluster with the servers of the environment `grown`, and its connected clients. */
export interface RunningCluster {
  readonly dataPlane: DataPlane;
  readonly nodes: readonly RedisInstance[];
  readonly clients: readonly Client[];
  readonly configuration: ClientConfiguration;
}

/**
 * The tests that clients of a cluster must pass, however it announces its servers.
 *
 * @param running called by each test, after the suite's beforeAll
 * @param how ends the titles of the tables with measurements
 */
export function testClusterClients(running: () => RunningCluster, how = ''): void {
  test('clients write keys of all three masters to the master that owns them, and read them', async () => {
    const { dataPlane, nodes, clients } = running();
    for (const name of ['redis-1', 'redis-2', 'redis-3']) {
      const owner = dataPlane.redis.get(name);
      const { tag } = await tagOn(owner, nodes);
      for (const client of clients) {
        const key = `${tag}${client.library}`;
        await client.call('writer', 'set', key, 'written');
        expect(await owner.command('GET', key)).toBe('written');
        await owner.command('WAIT', '1', '5000');
        expect(await client.call('reader', 'get', key)).toBe('written');
      }
    }
  });

  test('clients lose no write when a slot moves from master to master under load', async () => {
    // GIVEN
    const { dataPlane, nodes, clients } = running();
    const masters = ['redis-1', 'redis-2', 'redis-3'].map((name) => dataPlane.redis.get(name));
    const [first, second, third] = masters as [RedisInstance, RedisInstance, RedisInstance];
    const { tag, slot } = await tagOn(first, nodes);
    const prefix = (client: Client) => `${tag}moving-${client.library}-`;
    const [moved, asked] = await Promise.all([errorsOf(nodes, 'MOVED'), errorsOf(nodes, 'ASK')]);
    const begin = Date.now();
    await Promise.all(clients.map((client) => client.load(prefix(client))));
    await sleep(500);
    // WHEN
    for (const [from, to] of [
      [first, second],
      [second, third],
      [third, first],
    ] as const) {
      await moveSlot(slot, from, to, masters, 1500);
      await sleep(500);
    }
    // THEN
    const loads = await Promise.all(clients.map((client) => client.stopLoad(prefix(client))));
    const end = Date.now();
    const turns = `MOVED ${(await errorsOf(nodes, 'MOVED')) - moved}, ASK ${(await errorsOf(nodes, 'ASK')) - asked}`;
    const title = `Seconds without writes to a slot that moves three times${how} (${turns})`;
    const found = await outcomes(title, clients, loads, { fault: begin, end, owner: first });
    expect(await errorsOf(nodes, 'MOVED')).toBeGreaterThan(moved);
    expect(await errorsOf(nodes, 'ASK')).toBeGreaterThan(asked);
    expect(found.filter(({ lost }) => lost !== 0)).toEqual([]);
    expect(found.flatMap(({ errors }) => errors)).toEqual([]);
  });

  test.each(FAULTS)('clients write again, without a restart, to the slots of a master that is %s', async (fault) => {
    // GIVEN
    const { dataPlane, nodes, clients, configuration } = running();
    await settled(nodes);
    const { tag, slot } = await tagOn(await ownerOf(0, nodes), nodes);
    const master = await ownerOf(slot, nodes);
    const replicas = await replicasAmong(nodes);
    const prefix = (client: Client) => `${tag}${fault}-${client.library}-`;
    await Promise.all(clients.map((client) => client.load(prefix(client))));
    await sleep(1500);
    // WHEN
    const time = Date.now();
    await cause(fault, master, dataPlane);
    const failover = await promotion(replicas, time);
    await sleep(WATCH_MILLISECONDS);
    // THEN
    const loads = await Promise.all(clients.map((client) => client.stopLoad(prefix(client))));
    const end = Date.now();
    await repair(fault, master, dataPlane);
    await settled(nodes);
    const successor = await ownerOf(slot, nodes);
    const title = `Seconds without writes to the slots whose master is ${fault}${how} (failover ${inSeconds(failover)})`;
    const found = await outcomes(title, clients, loads, { fault: time, end, owner: successor });
    expect(successor.name).not.toBe(master.name);
    const surviving = found.filter(({ library }) => survives(library, fault));
    expect(tooSlow(surviving, configuration, failover)).toEqual([]);
    // AND those that do not survive the fault write again once the server is back
    for (const client of clients) await client.call('writer', 'set', `${tag}back-${client.library}`, 'written');
    const waiting = found.filter((one) => !surviving.includes(one));
    expect(waiting.filter(({ seconds }) => seconds < WATCH_MILLISECONDS / 1000)).toEqual([]);
  });
}
