import { setTimeout as sleep } from 'node:timers/promises';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import type { RedisInstance } from '../../src/data-plane/redis-instance';
import { Client, librariesFor } from './support/clients';
import { nodesOf } from './support/clusters';
import { deployed, deployedConfiguration } from './support/deployed';
import { cause, FAULTS, repair } from './support/faults';
import { inSeconds, outcomes, promotion, replicasAmong, tooSlow } from './support/outage';
import { settledMaster } from './support/sentinels';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
/** After the promotion, and longer than any limit. */
const WATCH_MILLISECONDS = 11_000;

onDataPlane(
  'Sentinel, with the generated code',
  () => {
    const example = deployed('sentinel');
    const configuration = deployedConfiguration(example, CONSUMER);
    let dataPlane: DataPlane;
    let clients: Client[];

    beforeAll(async () => {
      dataPlane = await startDataPlane(example);
      clients = await Promise.all(
        librariesFor('sentinel').map((library) =>
          Client.start({ dataPlane, consumer: CONSUMER, library, configuration }),
        ),
      );
      await Promise.all(clients.map((client) => client.connect()));
    });
    afterAll(() => dataPlane?.stop());

    test('finds the master, writes to it and reads from a replica', async () => {
      const master = await settledMaster(dataPlane, example.environment);
      for (const client of clients) {
        const key = `found-${client.library}`;
        // WHEN
        await client.call('writer', 'set', key, 'written');
        // THEN
        expect(await master.command('GET', key)).toBe('written');
        // AND a replica answers the reader
        const before = await reads(master);
        await inStep(master);
        expect(await client.call('reader', 'get', key)).toBe('written');
        expect(await reads(master)).toBe(before);
      }
    });

    test.each(FAULTS)('writes again, without a restart, when the master is %s', async (fault) => {
      // GIVEN
      const master = await settledMaster(dataPlane, example.environment);
      const replicas = await replicasAmong(nodesOf(dataPlane, example.environment));
      const prefix = (client: Client) => `${fault}-${client.library}-`;
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
      const successor = await settledMaster(dataPlane, example.environment);
      const title = `Seconds without writes when the master is ${fault} (failover ${inSeconds(failover)})`;
      const found = await outcomes(title, clients, loads, {
        fault: time,
        end,
        owner: successor,
      });
      expect(successor.name).not.toBe(master.name);
      expect(tooSlow(found, configuration, failover)).toEqual([]);
      // Replication is asynchronous: the last write of each client may be lost on its way to the replicas.
      for (const { lost } of found) expect(lost).toBeLessThanOrEqual(1);
    });

    async function inStep(master: RedisInstance): Promise<void> {
      await master.command('WAIT', '2', '5000');
    }

    async function reads(master: RedisInstance): Promise<string> {
      return /cmdstat_get:calls=(\d+)/.exec(await master.command('INFO', 'commandstats'))?.[1] ?? '0';
    }
  },
  180,
);
