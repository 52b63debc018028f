import type { Server } from '../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { attemptConnection } from './support/connection-attempt';
import { deployed } from './support/deployed';
import { blackholeEndpoint, restoreEndpoint } from './support/faults';
import { HeldConnection } from './support/held-connection';
import { onDataPlane } from './support/suite';
import { healthOf, untilHealth } from './support/target-health';

const FIRST = 'joda-toda-aws';
const SECOND = 'second';
const ZONE = 'use1-az1';
/** The first probe comes after 5 s. */
const HEALTHY_WITHIN_MILLISECONDS = 15_000;

/** Two deployments: the example, and then the example with more servers and a second consumer in its own account. */
onDataPlane('A deployment that grows', () => {
  const before = deployed('example');
  const after = deployed('grown');
  let dataPlane: DataPlane;

  beforeAll(async () => {
    dataPlane = await startDataPlane(before);
    // The fourth server runs already. Only the deployment makes it reachable.
    await dataPlane.network.addHost('10.0.4.13');
    const fourth = after.environment.service.servers.find(({ name }) => name === 'redis-4') as Server;
    await dataPlane.redis.add(fourth);
  });
  afterAll(() => dataPlane?.stop());

  test('adds a fourth server, while connections to the other three stay open', async () => {
    // GIVEN
    const { address } = dataPlane.network.endpoints(FIRST).get(ZONE) as { address: string };
    const client = dataPlane.network.clientOf(FIRST);
    const held = await Promise.all(
      [6379, 6380, 6381].map((port) => HeldConnection.open(dataPlane, client, address, port)),
    );
    const ids = () => Promise.all(held.map((one) => one.send('CLIENT ID')));
    const first = await ids();
    expect(await attemptConnection(dataPlane, client, address, 6382)).toBe('lost');
    // WHEN the new state is applied while the connections are used
    const applied = dataPlane.apply(after.state).then(() => true);
    do expect(await ids()).toEqual(first);
    while (!(await Promise.race([applied, Promise.resolve(false)])));
    // THEN
    expect(await ids()).toEqual(first);
    // AND the new target gets no traffic before its first health check
    expect(healthOf(dataPlane, 'redis-4')).toBe('initial');
    expect(await attemptConnection(dataPlane, client, address, 6382)).toBe('lost');
    await untilHealth(dataPlane, 'redis-4', 'healthy', HEALTHY_WITHIN_MILLISECONDS);
    await dataPlane.network.settled();
    expect(await runIdAt(FIRST, 6382)).toBe(await dataPlane.redis.get('redis-4').info('run_id'));
    for (const one of held) one.close();
  });

  test('serves two consumers whose VPCs use the same addresses', async () => {
    // GIVEN
    await dataPlane.apply(after.state);
    await dataPlane.network.addClient(SECOND);
    const addresses = (consumer: string) =>
      [...dataPlane.network.endpoints(consumer).values()].map(({ address }) => address);
    expect(addresses(SECOND)).toEqual(addresses(FIRST));
    const clients = [FIRST, SECOND].map((consumer) => dataPlane.network.clientOf(consumer).split('-')[1]);
    expect(clients[1]).toBe(clients[0]);
    // WHEN both are connected, from the same address to the same address and port
    const [address] = addresses(FIRST) as [string];
    const held = await Promise.all(
      [FIRST, SECOND].map((consumer) =>
        HeldConnection.open(dataPlane, dataPlane.network.clientOf(consumer), address, 6380),
      ),
    );
    await held[0]?.send('CLIENT SETNAME first');
    await held[1]?.send('CLIENT SETNAME second');
    // THEN Redis answers each on its own connection
    expect(await held[0]?.send('CLIENT GETNAME')).toContain('first');
    expect(await held[1]?.send('CLIENT GETNAME')).toContain('second');
    // AND their paths are separate: the second's works without the first's
    const first = dataPlane.network.endpoints(FIRST).get(ZONE)?.id as string;
    await blackholeEndpoint(dataPlane.namespaces, first);
    expect(await held[0]?.send('PING')).toBe('silent');
    expect(await held[1]?.send('PING')).toBe('+PONG');
    await restoreEndpoint(dataPlane.namespaces, first);
    for (const one of held) one.close();
  });

  test('each consumer resolves the names to its own endpoints, and they lead to the declared server', async () => {
    for (const consumer of [FIRST, SECOND]) {
      expect(await runIdAt(consumer, 6381)).toBe(await dataPlane.redis.get('redis-3').info('run_id'));
    }
  });

  async function runIdAt(consumer: string, port: number): Promise<string | undefined> {
    const host = 'redis.joda-toda.internal';
    const answer = await dataPlane.network.run(consumer, 'redis-cli', [
      '-h',
      host,
      '-p',
      String(port),
      'INFO',
      'server',
    ]);
    return /^run_id:(\w+)/m.exec(answer)?.[1];
  }
});
