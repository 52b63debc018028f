import { setTimeout as sleep } from 'node:timers/promises';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import type { RedisInstance } from '../../src/data-plane/redis-instance';
import { Client, LIBRARY_NAMES } from './support/clients';
import { errorsOf, moveSlot, nodesOf, ownerOf, settled, tagOn } from './support/clusters';
import { deployed, deployedConfiguration } from './support/deployed';
import { cause, FAULTS, repair } from './support/faults';
import { inSeconds, outcomes, promotion, replicasAmong, tooSlow } from './support/outage';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
/** After the promotion, and longer than any limit. */
const WATCH_MILLISECONDS = 11_000;

/** Each master's replica is on the next host. Redis-4 is a master without a replica. */
const REPLICAS = { 'redis-2-replica': 'redis-1', 'redis-3-replica': 'redis-2', 'redis-1-replica': 'redis-3' };

onDataPlane(
  'Redis Cluster, with the generated code',
  () => {
    const example = deployed('grown');
    const configuration = deployedConfiguration(example, CONSUMER);
    let dataPlane: DataPlane;
    let nodes: RedisInstance[];
    let clients: Client[];

    beforeAll(async () => {
      // Each master has one replica, so a promoted one has none: with the generated setting it would refuse all writes.
      const redisConfiguration = ['min-replicas-to-write 0'];
      dataPlane = await startDataPlane({ ...example, replicas: REPLICAS, redisConfiguration });
      nodes = nodesOf(dataPlane, example.environment);
      clients = await Promise.all(
        LIBRARY_NAMES.map((library) => Client.start({ dataPlane, consumer: CONSUMER, library, configuration })),
      );
      await Promise.all(clients.map((client) => client.connect()));
    });
    afterAll(() => dataPlane?.stop());

    test('writes keys of all three masters to the master that owns them, and reads them', async () => {
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

    test('loses no write and no client when a slot moves from master to master under load', async () => {
      // GIVEN
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
      const found = await outcomes(
        `Seconds without writes to a slot that moves three times (${turns})`,
        clients,
        loads,
        {
          fault: begin,
          end,
          owner: first,
        },
      );
      expect(await errorsOf(nodes, 'MOVED')).toBeGreaterThan(moved);
      expect(await errorsOf(nodes, 'ASK')).toBeGreaterThan(asked);
      expect(found.map(({ lost }) => lost)).toEqual([0, 0, 0, 0]);
      expect(found.flatMap(({ errors }) => errors)).toEqual([]);
    });

    test.each(FAULTS)('writes again, without a restart, to the slots of a master that is %s', async (fault) => {
      // GIVEN
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
      const title = `Seconds without writes to the slots whose master is ${fault} (failover ${inSeconds(failover)})`;
      const found = await outcomes(title, clients, loads, { fault: time, end, owner: successor });
      expect(successor.name).not.toBe(master.name);
      expect(tooSlow(found, configuration, failover)).toEqual([]);
    });
  },
  120,
);
