import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import type { Endpoint } from '../../src/data-plane/topology';
import { deployedConfiguration, deployedStandalone } from './support/deployed';
import { blackholeEndpoint, restoreEndpoint } from './support/faults';
import { HeldConnection } from './support/held-connection';
import { onDataPlane } from './support/suite';

const NAME = 'redis.joda-toda.internal';
const SERVERS = [
  [6379, 'redis-1'],
  [6380, 'redis-2'],
  [6381, 'redis-3'],
  [6382, 'redis-4'],
] as const;

/** One endpoint in all zones, in the service's Region and in another one. */
onDataPlane('A consumer with one endpoint', () => {
  const grown = deployedStandalone('grown');
  let dataPlane: DataPlane;

  beforeAll(async () => {
    dataPlane = await startDataPlane(grown);
  });
  afterAll(() => dataPlane?.stop());

  describe.each([
    { consumer: 'second', zones: ['use1-az1', 'use1-az2', 'use1-az4'], hasZonalNames: true },
    { consumer: 'abroad', zones: ['euw1-az1', 'euw1-az3'], hasZonalNames: false },
  ])('$consumer', ({ consumer, zones, hasZonalNames }) => {
    /** The addresses of the names of a zone. */
    const addressesIn = (zone: string) =>
      (hasZonalNames ? [zone] : zones).map((zone) => interfaceIn(consumer, zone).address).sort();

    test('has an interface in each zone, all connected', () => {
      const interfaces = [...dataPlane.network.endpoints(consumer).values()];
      expect(interfaces.map(({ zoneId, connected }) => [zoneId, connected])).toEqual(zones.map((zone) => [zone, true]));
    });

    test("resolves the name for all zones to every interface, and a zone's names to that zone's if AWS has such names", async () => {
      const addresses = zones.map((zone) => interfaceIn(consumer, zone).address);
      expect([...(await resolved(consumer, NAME))].sort()).toEqual([...addresses].sort());
      expect([...(await resolved(consumer, `redis-2.${NAME}`))].sort()).toEqual([...addresses].sort());
      for (const zone of zones) {
        expect((await resolved(consumer, `${zone}.${NAME}`)).sort()).toEqual(addressesIn(zone));
        expect((await resolved(consumer, `redis-2.${zone}.${NAME}`)).sort()).toEqual(addressesIn(zone));
      }
    });

    test("resolves AWS's names of its client configuration", async () => {
      const { all, ...zonal } = deployedConfiguration(grown, consumer).endpointDnsNames;
      expect(await resolved(consumer, all as string)).toHaveLength(zones.length);
      expect(Object.keys(zonal)).toEqual(zones);
      for (const [zone, name] of Object.entries(zonal)) {
        expect((await resolved(consumer, name)).sort()).toEqual(addressesIn(zone));
      }
    });

    test.each(SERVERS)('reaches by port %d of every zone %s', async (port, server) => {
      const expected = await dataPlane.redis.get(server).info('run_id');
      for (const zone of zones) expect(await runIdAt(consumer, `${zone}.${NAME}`, port)).toBe(expected);
      expect(await runIdAt(consumer, NAME, port)).toBe(expected);
    });

    test('keeps its connections through the other zones when one fails', async () => {
      // GIVEN a connection by each zone
      const client = dataPlane.network.clientOf(consumer);
      const held = await Promise.all(
        zones.map((zone) => HeldConnection.open(dataPlane, client, interfaceIn(consumer, zone).address, 6379)),
      );
      const [failed] = zones as [string];
      // WHEN
      await blackholeEndpoint(dataPlane.namespaces, interfaceIn(consumer, failed).id);
      // THEN
      const answers = await Promise.all(held.map((one) => one.send('PING')));
      expect(answers).toEqual(zones.map((zone) => (zone === failed ? 'silent' : '+PONG')));
      await restoreEndpoint(dataPlane.namespaces, interfaceIn(consumer, failed).id);
      for (const one of held) one.close();
    });
  });

  const interfaceIn = (consumer: string, zone: string) => dataPlane.network.endpoints(consumer).get(zone) as Endpoint;

  async function resolved(consumer: string, name: string): Promise<string[]> {
    const program = `require('node:dns').promises.resolve4(${JSON.stringify(name)}).then((a) => console.log(JSON.stringify(a)))`;
    return JSON.parse(await dataPlane.network.run(consumer, process.execPath, ['-e', program]));
  }

  async function runIdAt(consumer: string, host: string, port: number): Promise<string | undefined> {
    const args = ['-h', host, '-p', String(port), 'INFO', 'server'];
    return /^run_id:(\w+)/m.exec(await dataPlane.network.run(consumer, 'redis-cli', args))?.[1];
  }
});
