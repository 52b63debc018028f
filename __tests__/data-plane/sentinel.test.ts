import { setTimeout as sleep } from 'node:timers/promises';
import { type DataPlane, startDataPlane } from '../../src/local/data-plane/data-plane';
import type { RedisInstance } from '../../src/local/data-plane/redis-instance';
import { Client, LIBRARY_NAMES, type LibraryName } from './support/clients';
import { deployed, deployedConfiguration } from './support/deployed';
import { FAULTS, type Fault, heal, strike } from './support/faults';
import { half, inSeconds, outage, report } from './support/outage';
import { keysOn, settledMaster } from './support/sentinels';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
const WATCH_MILLISECONDS = 18_000;

/** Seconds without writes that were seen in a laboratory, with the best settings. */
const SEEN: Record<Fault, Record<LibraryName, number>> = {
  killed: { ioredis: 3.5, 'node-redis': 4.9, 'redis-py': 3.3, 'redis-py asyncio': 3.3 },
  hung: { ioredis: 6.2, 'node-redis': 10.4, 'redis-py': 3.9, 'redis-py asyncio': 3.9 },
  'gone with its host': { ioredis: 5.2, 'node-redis': 10.3, 'redis-py': 5.1, 'redis-py asyncio': 4.1 },
};

onDataPlane(
  'Sentinel, by the generated text',
  () => {
    const example = deployed('sentinel');
    const configuration = deployedConfiguration(example, CONSUMER);
    let dataPlane: DataPlane;
    let clients: Client[];

    beforeAll(async () => {
      dataPlane = await startDataPlane(example);
      clients = await Promise.all(
        LIBRARY_NAMES.map((library) => Client.start({ dataPlane, consumer: CONSUMER, library, configuration })),
      );
      await Promise.all(clients.map((client) => client.connect()));
    });
    afterAll(() => dataPlane?.stop());

    test('finds the master, writes on it and reads what was written from a replica', async () => {
      const master = await settledMaster(dataPlane, example.environment);
      for (const client of clients) {
        const key = `found-${client.library}`;
        // WHEN
        await client.call('writer', 'set', key, 'written');
        // THEN it is on the master
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
      const prefix = (client: Client) => `${fault}-${client.library}-`;
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
      const successor = await settledMaster(dataPlane, example.environment);
      const seconds = loads.map((load) => outage(load, time, end));
      const lost = await Promise.all(
        clients.map(async (client, i) => {
          const kept = await keysOn(successor, prefix(client));
          return loads[i]?.acknowledged.filter(([key]) => !kept.has(key)).length;
        }),
      );
      report(`Seconds without writes when the master is ${fault}`, [
        ['client', 'seconds', 'errors', 'acknowledged', 'of which lost'],
        ...clients.map(({ library }, i) =>
          [
            library,
            inSeconds(seconds[i] as number),
            loads[i]?.errors.length,
            loads[i]?.acknowledged.length,
            lost[i],
          ].map(String),
        ),
      ]);
      expect(successor.name).not.toBe(master.name);
      const tooSlow = clients.filter(({ library }, i) => (seconds[i] as number) > half(SEEN[fault][library]));
      expect(tooSlow.map(({ library }) => library)).toEqual([]);
    });

    async function inStep(master: RedisInstance): Promise<void> {
      await master.command('WAIT', '2', '5000');
    }

    async function reads(master: RedisInstance): Promise<string> {
      return /cmdstat_get:calls=(\d+)/.exec(await master.command('INFO', 'commandstats'))?.[1] ?? '0';
    }
  },
  120,
);
