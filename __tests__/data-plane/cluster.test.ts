import { setTimeout as sleep } from 'node:timers/promises';
import { moveSlot } from '../../src/data-plane/cluster';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import type { RedisInstance } from '../../src/data-plane/redis-instance';
import { Client, LIBRARY_NAMES } from './support/clients';
import { errorsOf, nodesOf, ownerOf, settled, tagOn } from './support/clusters';
import { deployed, deployedConfiguration } from './support/deployed';
import { FAULTS, heal, strike } from './support/faults';
import { outcomes, tooSlow } from './support/outage';
import { SEEN_IN_A_CLUSTER } from './support/seen';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
const WATCH_MILLISECONDS = 15_000;

/** Each master's replica is on the next host. Redis-4 is a master without one. */
const REPLICAS = { 'redis-2-replica': 'redis-1', 'redis-3-replica': 'redis-2', 'redis-1-replica': 'redis-3' };

onDataPlane(
  'Redis Cluster, by the generated text',
  () => {
    const example = deployed('grown');
    const configuration = deployedConfiguration(example, CONSUMER);
    let dataPlane: DataPlane;
    let nodes: RedisInstance[];
    let clients: Client[];

    beforeAll(async () => {
      // With a replica each, a successor has none until its predecessor is back: it would refuse every write till then.
      const redisConfiguration = ['min-replicas-to-write 0'];
      dataPlane = await startDataPlane({ ...example, replicas: REPLICAS, redisConfiguration });
      nodes = nodesOf(dataPlane, example.environment);
      clients = await Promise.all(
        LIBRARY_NAMES.map((library) => Client.start({ dataPlane, consumer: CONSUMER, library, configuration })),
      );
      await Promise.all(clients.map((client) => client.connect()));
    });
    afterAll(() => dataPlane?.stop());

    test('keys of all three masters are written, each on its own, and read', async () => {
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

    test('a slot that moves while it is written to, over all three masters and back, loses nothing and nobody', async () => {
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
        await moveSlot(slot, from, to, masters, { holdMilliseconds: 1500 });
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

    test.each(FAULTS)('slots are written again, without a restart, when their master is %s', async (fault) => {
      // GIVEN
      await settled(nodes);
      const { tag, slot } = await tagOn(await ownerOf(0, nodes), nodes);
      const master = await ownerOf(slot, nodes);
      const prefix = (client: Client) => `${tag}${fault}-${client.library}-`;
      await Promise.all(clients.map((client) => client.load(prefix(client))));
      await sleep(1500);
      // WHEN
      const time = Date.now();
      await strike(dataPlane, master, fault);
      await sleep(WATCH_MILLISECONDS);
      // THEN
      const loads = await Promise.all(clients.map((client) => client.stopLoad(prefix(client))));
      const end = Date.now();
      await heal(dataPlane, master, fault);
      await settled(nodes);
      const successor = await ownerOf(slot, nodes);
      const title = `Seconds without writes to the slots whose master is ${fault}`;
      const found = await outcomes(title, clients, loads, { fault: time, end, owner: successor });
      expect(successor.name).not.toBe(master.name);
      expect(tooSlow(found, SEEN_IN_A_CLUSTER[fault])).toEqual([]);
    });
  },
  120,
);
