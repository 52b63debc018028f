import type { Server } from '../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { deployed } from './support/deployed';
import { HeldConnection } from './support/held-connection';
import { connection } from './support/probes';
import { onDataPlane } from './support/suite';

const FIRST = 'joda-toda-aws';
const SECOND = 'second';
const ZONE = 'use1-az1';

/** The example's deployment, and the one after it: with further servers, and a second consumer in an account of its own. */
onDataPlane('A deployment that grows', () => {
  const before = deployed('example');
  const after = deployed('grown');
  let dataPlane: DataPlane;

  beforeAll(async () => {
    dataPlane = await startDataPlane(before);
    // The servers stand, each by itself; whether anything leads to the fourth is for the deployment to say.
    await dataPlane.addHost('10.0.4.13');
    const fourth = after.environment.service.servers.find(({ name }) => name === 'redis-4') as Server;
    await dataPlane.redis.add(fourth);
  });
  afterAll(() => dataPlane?.stop());

  test('gets its fourth server, while connections to the other three stay open', async () => {
    // GIVEN
    const { address } = dataPlane.endpoints(FIRST).get(ZONE) as { address: string };
    const client = dataPlane.clientOf(FIRST);
    const held = await Promise.all(
      [6379, 6380, 6381].map((port) => HeldConnection.open(dataPlane, client, address, port)),
    );
    const ids = () => Promise.all(held.map((one) => one.send('CLIENT ID')));
    const first = await ids();
    expect(await connection(dataPlane, client, address, 6382)).toBe('lost');
    // WHEN the deployment's new state is put into effect, and they are used all the time
    const applied = dataPlane.apply(after.state).then(() => true);
    do expect(await ids()).toEqual(first);
    while (!(await Promise.race([applied, Promise.resolve(false)])));
    // THEN
    expect(await ids()).toEqual(first);
    expect(await runIdAt(FIRST, 6382)).toBe(await dataPlane.redis.get('redis-4').info('run_id'));
    for (const one of held) one.close();
  });

  test('serves two consumers whose VPCs have the same addresses', async () => {
    // GIVEN
    await dataPlane.apply(after.state);
    await dataPlane.addClient(SECOND);
    const addresses = (consumer: string) => [...dataPlane.endpoints(consumer).values()].map(({ address }) => address);
    expect(addresses(SECOND)).toEqual(addresses(FIRST));
    const clients = [FIRST, SECOND].map((consumer) => dataPlane.clientOf(consumer).split('-')[1]);
    expect(clients[1]).toBe(clients[0]);
    // WHEN both are connected at once, from the same address to the same address and port
    const [address] = addresses(FIRST) as [string];
    const held = await Promise.all(
      [FIRST, SECOND].map((consumer) => HeldConnection.open(dataPlane, dataPlane.clientOf(consumer), address, 6380)),
    );
    await held[0]?.send('CLIENT SETNAME first');
    await held[1]?.send('CLIENT SETNAME second');
    // THEN Redis answers each on its own connection
    expect(await held[0]?.send('CLIENT GETNAME')).toContain('first');
    expect(await held[1]?.send('CLIENT GETNAME')).toContain('second');
    // AND each has its own way: without the first's, the second's is still there
    const first = dataPlane.endpoints(FIRST).get(ZONE)?.id as string;
    await dataPlane.faults.endpointSwallows(first);
    expect(await held[0]?.send('PING')).toBe('silent');
    expect(await held[1]?.send('PING')).toBe('+PONG');
    await dataPlane.faults.endpointBack(first);
    for (const one of held) one.close();
  });

  test('each of the two resolves the names to its own endpoints, and reaches the declared server by them', async () => {
    for (const consumer of [FIRST, SECOND]) {
      expect(await runIdAt(consumer, 6381)).toBe(await dataPlane.redis.get('redis-3').info('run_id'));
    }
  });

  async function runIdAt(consumer: string, port: number): Promise<string | undefined> {
    const host = 'redis.joda-toda.internal';
    const answer = await dataPlane.run(consumer, 'redis-cli', ['-h', host, '-p', String(port), 'INFO', 'server']);
    return /^run_id:(\w+)/m.exec(answer)?.[1];
  }
});
