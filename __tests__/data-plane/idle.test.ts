import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfiguration } from '../../src/client-configuration/document';
import type { Consumer } from '../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { Client, type LibraryName, librariesFor, setsKeepAlive } from './support/clients';
import { deployedStandalone } from './support/deployed';
import { HeldConnection } from './support/held-connection';
import { withChanged } from './support/state';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
/** The deployed 350 s take 7 s. */
const TIME_SCALE = 0.02;
const IDLE_TIMEOUTS: Record<number, object> = {
  6380: { tcp_idle_timeout_seconds: 60 },
  6381: { tcp_idle_timeout_seconds: 6000 },
};
const LONGER_THAN_THE_TIMEOUT = 10_000;
const SHORTER_THAN_THE_TIMEOUT = 4000;

onDataPlane('An idle connection', () => {
  const { environment, state } = deployedStandalone('example');
  const whole = clientConfiguration({ environment, consumer: environment.consumers[0] as Consumer });
  // A later deployment: a shorter timeout for Redis-2's listener, and a longer one for Redis-3's.
  const changed = withChanged(state, 'service', 'aws_lb_listener', (listeners) =>
    listeners.map((listener) => ({
      ...listener,
      values: { ...listener.values, ...IDLE_TIMEOUTS[Number(listener.values.port)] },
    })),
  );
  const keepAliveSeconds = Math.max(1, Math.round(whole.keepAliveSeconds * TIME_SCALE));
  const configuration = { ...whole, keepAliveSeconds };
  let dataPlane: DataPlane;

  beforeAll(async () => {
    // Redis would send keepalives itself, every 300 s, which timeScale does not affect.
    const redisConfiguration = ['tcp-keepalive 0'];
    dataPlane = await startDataPlane({ environment, state, timeScale: TIME_SCALE, redisConfiguration });
    await dataPlane.apply(changed);
  });
  afterAll(() => dataPlane?.stop());

  test.concurrent('expires after the idle timeout of its listener: the next packet is answered with a reset', async () => {
    const held = await open();
    await sleep(LONGER_THAN_THE_TIMEOUT);
    expect(await held.send('PING')).toBe('reset');
    held.close();
  });

  test.concurrent('does not expire before', async () => {
    const held = await open();
    await sleep(SHORTER_THAN_THE_TIMEOUT);
    expect(await held.send('PING')).toBe('+PONG');
    held.close();
  });

  test.concurrent('expires sooner if its listener has a shorter timeout', async () => {
    const held = await open({}, 6380);
    await sleep(SHORTER_THAN_THE_TIMEOUT);
    expect(await held.send('PING')).toBe('reset');
    held.close();
  });

  test.concurrent('expires in the endpoint even if its listener has a longer timeout', async () => {
    const held = await open({}, 6381);
    await sleep(LONGER_THAN_THE_TIMEOUT);
    expect(await held.send('PING')).toBe('reset');
    held.close();
  });

  test.concurrent('is kept alive by TCP keepalive', async () => {
    const held = await open({ keepAliveSeconds: 2 });
    await sleep(LONGER_THAN_THE_TIMEOUT);
    expect(await held.send('PING')).toBe('+PONG');
    held.close();
  });

  test.concurrent.each(librariesFor('standalone').filter(setsKeepAlive))(
    'is kept alive by %s with the generated code',
    async (library) => {
      const [before, after] = await connectionIds(library, 'redis-1');
      expect(after).toBe(before);
    },
  );

  test.concurrent.each(librariesFor('standalone').filter((library) => !setsKeepAlive(library)))(
    'is kept alive by the server for %s, whose keepalive cannot be set',
    async (library) => {
      await dataPlane.redis.get('redis-3').command('CONFIG', 'SET', 'tcp-keepalive', '2');
      const [before, after] = await connectionIds(library, 'redis-3');
      expect(after).toBe(before);
    },
  );

  test.concurrent('expires with ioredis without the generated keepalive', async () => {
    const hours = { ...configuration, keepAliveSeconds: 7200 };
    const client = await Client.start({ dataPlane, consumer: CONSUMER, library: 'ioredis', configuration: hours });
    await client.connect();
    const before = await client.connectionId('redis-1');
    await sleep(LONGER_THAN_THE_TIMEOUT);
    expect(await client.connectionId('redis-1')).not.toBe(before);
    client.end();
  });

  /** Redis's IDs of a client's connection before and after the timeout. A new connection has another ID. */
  async function connectionIds(library: LibraryName, server: string): Promise<[before: unknown, after: unknown]> {
    const client = await Client.start({ dataPlane, consumer: CONSUMER, library, configuration });
    await client.connect();
    const before = await client.connectionId(server);
    await sleep(LONGER_THAN_THE_TIMEOUT);
    const after = await client.connectionId(server);
    client.end();
    return [before, after];
  }

  async function open(options = {}, port = 6379): Promise<HeldConnection> {
    const { address } = dataPlane.network.endpoints(CONSUMER).get('use1-az1') as { address: string };
    const held = await HeldConnection.open(dataPlane, dataPlane.network.clientOf(CONSUMER), address, port, options);
    expect(await held.send('PING')).toBe('+PONG');
    return held;
  }
});
