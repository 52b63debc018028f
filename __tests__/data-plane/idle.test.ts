import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfiguration } from '../../src/client-configuration/document';
import type { Consumer } from '../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { Client, LIBRARY_NAMES } from './support/clients';
import { deployedStandalone } from './support/deployed';
import { HeldConnection } from './support/held-connection';
import { withChanged } from './support/state';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
/** 350 s of the deployment are 7 s here. */
const TIME_SCALE = 0.02;
const IDLE_TIMEOUTS: Record<number, object> = {
  6380: { tcp_idle_timeout_seconds: 60 },
  6381: { tcp_idle_timeout_seconds: 6000 },
};
const LONGER_THAN_THE_TIMEOUT = 10_000;
const SHORTER_THAN_THE_TIMEOUT = 4000;

onDataPlane('A connection that nobody uses', () => {
  const { environment, state } = deployedStandalone('example');
  const whole = clientConfiguration({ environment, consumer: environment.consumers[0] as Consumer });
  // A later deployment: Redis-2's listener forgets sooner, Redis-3's would remember for longer.
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
    // Redis would keep connections alive by itself, every 300 s, which nothing here scales.
    const redisConfiguration = ['tcp-keepalive 0'];
    dataPlane = await startDataPlane({ environment, state, timeScale: TIME_SCALE, redisConfiguration });
    await dataPlane.apply(changed);
  });
  afterAll(() => dataPlane?.stop());

  test.concurrent('is forgotten after the idle timeout of its listener: the next packet is answered with a reset', async () => {
    const held = await open();
    await sleep(LONGER_THAN_THE_TIMEOUT);
    expect(await held.send('PING')).toBe('reset');
    held.close();
  });

  test.concurrent('is not forgotten before', async () => {
    const held = await open();
    await sleep(SHORTER_THAN_THE_TIMEOUT);
    expect(await held.send('PING')).toBe('+PONG');
    held.close();
  });

  test.concurrent('is forgotten sooner where its listener says so', async () => {
    const held = await open({}, 6380);
    await sleep(SHORTER_THAN_THE_TIMEOUT);
    expect(await held.send('PING')).toBe('reset');
    held.close();
  });

  test.concurrent('is forgotten by the endpoint all the same where its listener would remember it for longer', async () => {
    const held = await open({}, 6381);
    await sleep(LONGER_THAN_THE_TIMEOUT);
    expect(await held.send('PING')).toBe('reset');
    held.close();
  });

  test.concurrent('is kept by TCP keepalive', async () => {
    const held = await open({ keepAliveSeconds: 2 });
    await sleep(LONGER_THAN_THE_TIMEOUT);
    expect(await held.send('PING')).toBe('+PONG');
    held.close();
  });

  test.concurrent.each(LIBRARY_NAMES)('is kept by %s as the generated text sets it up', async (library) => {
    // GIVEN
    const client = await Client.start({ dataPlane, consumer: CONSUMER, library, configuration });
    await client.connect();
    const before = await client.connectionId('redis-1');
    // WHEN
    await sleep(LONGER_THAN_THE_TIMEOUT);
    // THEN it is the same connection: another one would have another ID
    expect(await client.connectionId('redis-1')).toBe(before);
    client.end();
  });

  test.concurrent('is lost by ioredis without the keepalive of the generated text', async () => {
    const hours = { ...configuration, keepAliveSeconds: 7200 };
    const client = await Client.start({ dataPlane, consumer: CONSUMER, library: 'ioredis', configuration: hours });
    await client.connect();
    const before = await client.connectionId('redis-1');
    await sleep(LONGER_THAN_THE_TIMEOUT);
    expect(await client.connectionId('redis-1')).not.toBe(before);
    client.end();
  });

  async function open(options = {}, port = 6379): Promise<HeldConnection> {
    const { address } = dataPlane.endpoints(CONSUMER).get('use1-az1') as { address: string };
    const held = await HeldConnection.open(dataPlane, dataPlane.clientOf(CONSUMER), address, port, options);
    expect(await held.send('PING')).toBe('+PONG');
    return held;
  }
});
