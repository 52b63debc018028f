import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClientConfiguration,
  clientConfiguration,
  needsAddressMap,
} from '../../src/client-configuration/document';
import type { Consumer } from '../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import type { RedisInstance } from '../../src/data-plane/redis-instance';
import { environmentWith } from '../support/environments';
import { Client, LIBRARIES, librariesFor } from './support/clients';
import { moveSlot, nodesOf, ownerOf, settled, tagOn } from './support/clusters';
import { type Deployed, deployed, deployedConfiguration } from './support/deployed';
import { ANNOUNCED_CLUSTER } from './support/environments';
import { inSeconds, outcomes, promotion, replicasAmong, tooSlow } from './support/outage';
import { settledMaster } from './support/sentinels';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
/** After the promotion, and longer than any limit. */
const WATCH_MILLISECONDS = 11_000;
/** Clients wait for one MOVED or ASK only, which takes milliseconds. */
const MOVED_WITHIN_SECONDS = 1;

/** Each server listens on its listener's port and announces a name that resolves on both sides. */
onDataPlane(
  'Announced names',
  () => {
    let dataPlane: DataPlane;
    let clients: Client[];

    afterEach(() => dataPlane?.stop());

    test('Sentinel: clients without an address map find the master, read from a replica and follow a failover', async () => {
      // GIVEN
      const example = deployed('announced');
      const configuration = deployedConfiguration(example, CONSUMER);
      await start(example, configuration);
      const master = await settledMaster(dataPlane, example.environment);
      for (const client of clients) {
        await client.call('writer', 'set', client.library, 'written');
        expect(await master.command('GET', client.library)).toBe('written');
        await master.command('WAIT', '5', '5000');
        expect(await client.call('reader', 'get', client.library)).toBe('written');
      }
      // WHEN
      const replicas = await replicasAmong(nodesOf(dataPlane, example.environment));
      const {
        loads,
        fault,
        end,
        result: failover,
      } = await during(
        (prefix) => prefix,
        async (time) => {
          await master.kill();
          return promotion(replicas, time);
        },
      );
      // THEN
      await master.start();
      const successor = await settledMaster(dataPlane, example.environment);
      const title = `Seconds without writes when the master is killed, with announced names (failover ${inSeconds(failover)})`;
      const found = await outcomes(title, clients, loads, { fault, end, owner: successor });
      expect(found.filter(({ lost }) => lost !== 0)).toEqual([]);
      expect(tooSlow(found, configuration, failover)).toEqual([]);
      // AND the old master is a replica, of a name, and in step
      expect(await master.info('master_host')).toMatch(/^redis-\d(-replica)?\.redis\.joda-toda\.internal$/);
      expect(await master.info('master_link_status')).toBe('up');
    });

    test('Cluster: clients without an address map follow a slot that moves, and a failover', async () => {
      // GIVEN
      const { state } = deployed('announced');
      const environment = environmentWith(ANNOUNCED_CLUSTER);
      const example = { environment, state };
      const consumer = environment.consumers[0] as Consumer;
      const configuration = clientConfiguration({ environment, consumer });
      await start(example, configuration, {
        'redis-2-replica': 'redis-1',
        'redis-3-replica': 'redis-2',
        'redis-1-replica': 'redis-3',
      });
      const nodes = nodesOf(dataPlane, example.environment);
      await settled(nodes);
      const masters = ['redis-1', 'redis-2', 'redis-3'].map((name) => dataPlane.redis.get(name));
      const [first, second] = masters as [RedisInstance, RedisInstance];
      const { tag, slot } = await tagOn(first, nodes);
      // WHEN
      const moved = await during(
        (prefix) => `${tag}moved-${prefix}`,
        async () => {
          await moveSlot(slot, first, second, masters, 1500);
          await sleep(1000);
          await moveSlot(slot, second, first, masters, 1500);
        },
        1000,
      );
      const moving = 'Seconds without writes to a slot that moves, with announced names';
      const followed = await outcomes(moving, clients, moved.loads, { ...moved, owner: first });
      for (const { seconds, errors, lost } of followed) {
        expect(seconds).toBeLessThan(MOVED_WITHIN_SECONDS);
        expect({ errors, lost }).toEqual({ errors: [], lost: 0 });
      }
      // AND
      const replicas = await replicasAmong(nodes);
      const killed = await during(
        (prefix) => `${tag}killed-${prefix}`,
        async (time) => {
          await first.kill();
          return promotion(replicas, time);
        },
      );
      await first.start();
      await settled(nodes);
      const successor = await ownerOf(slot, nodes);
      expect(successor.name).toBe('redis-2-replica');
      const dying = `Seconds without writes to the slots whose master is killed, with announced names (failover ${inSeconds(killed.result)})`;
      const found = await outcomes(dying, clients, killed.loads, { ...killed, owner: successor });
      expect(found.filter(({ lost }) => lost !== 0)).toEqual([]);
      expect(tooSlow(found, configuration, killed.result)).toEqual([]);
      // THEN
      expect(await first.info('master_link_status')).toBe('up');
    });

    async function start(example: Deployed, configuration: ClientConfiguration, replicas = {}): Promise<void> {
      expect(needsAddressMap(configuration)).toBe(false);
      const libraries = librariesFor(configuration.mode);
      for (const library of libraries) expect(LIBRARIES[library].generate(configuration)).not.toMatch(/ADDRESS_MAP/);
      // Each master has one replica, so a promoted one has none: with the generated setting it would refuse all writes.
      const redisConfiguration = Object.keys(replicas).length > 0 ? ['min-replicas-to-write 0'] : [];
      dataPlane = await startDataPlane({ ...example, replicas, redisConfiguration });
      clients = await Promise.all(
        libraries.map((library) => Client.start({ dataPlane, consumer: CONSUMER, library, configuration })),
      );
      await Promise.all(clients.map((client) => client.connect()));
    }

    /** Has all clients write while something happens, and for a while after it. */
    async function during<T>(
      prefixOf: (library: string) => string,
      event: (time: number) => Promise<T>,
      watchMilliseconds = WATCH_MILLISECONDS,
    ) {
      const prefix = ({ library }: Client) => prefixOf(`${library}-`);
      await Promise.all(clients.map((client) => client.load(prefix(client))));
      await sleep(1500);
      const fault = Date.now();
      const result = await event(fault);
      await sleep(watchMilliseconds);
      const loads = await Promise.all(clients.map((client) => client.stopLoad(prefix(client))));
      return { loads, fault, end: Date.now(), result };
    }
  },
  150,
);
