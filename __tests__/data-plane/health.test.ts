import { setTimeout as sleep } from 'node:timers/promises';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import type { Target, TargetGroup } from '../../src/data-plane/topology';
import { until } from '../../src/process/until';
import { attemptConnection } from './support/connection-attempt';
import { deployedStandalone } from './support/deployed';
import { cutOffHost } from './support/faults';
import { HeldConnection } from './support/held-connection';
import { type Resource, withChanged, without } from './support/state';
import { onDataPlane } from './support/suite';
import { healthOf, untilHealth } from './support/target-health';

const CONSUMER = 'joda-toda-aws';
const ZONE = 'use1-az1';
/** Three failed checks, 5 s apart, take 1.5 s. */
const TIME_SCALE = 0.1;
const CHANGED_WITHIN_MILLISECONDS = 5000;

onDataPlane('Health checks of the load balancer', () => {
  const { environment, state } = deployedStandalone('example');
  let dataPlane: DataPlane;
  let address: string;

  beforeEach(async () => {
    dataPlane = await startDataPlane({ environment, state, timeScale: TIME_SCALE });
    address = dataPlane.network.endpoints(CONSUMER).get(ZONE)?.address as string;
  });
  afterEach(() => dataPlane?.stop());

  test('report every target as healthy when the data plane has started', () => {
    expect(['redis-1', 'redis-2', 'redis-3'].map((name) => healthOf(dataPlane, name))).toEqual([
      'healthy',
      'healthy',
      'healthy',
    ]);
  });

  test('detect a dead Redis server after the deployed number of checks, and that it is back', async () => {
    await dataPlane.redis.get('redis-2').kill();
    expect(healthOf(dataPlane, 'redis-2')).toBe('healthy');
    await untilHealth(dataPlane, 'redis-2', 'unhealthy', CHANGED_WITHIN_MILLISECONDS);
    expect([healthOf(dataPlane, 'redis-1'), healthOf(dataPlane, 'redis-3')]).toEqual(['healthy', 'healthy']);
    await dataPlane.redis.get('redis-2').start();
    await untilHealth(dataPlane, 'redis-2', 'healthy', CHANGED_WITHIN_MILLISECONDS);
  });

  test('fail without the outbound rule of the security group', async () => {
    const isRule = ({ type, address }: Resource) => type.endsWith('_egress_rule') && address.includes('redis_3');
    await dataPlane.apply(without(state, 'service', isRule));
    await untilHealth(dataPlane, 'redis-3', 'unhealthy', CHANGED_WITHIN_MILLISECONDS);
  });

  test('give a new target no traffic before the first one has passed', async () => {
    // GIVEN
    const client = dataPlane.network.clientOf(CONSUMER);
    const isTarget = ({ type, address }: Resource) =>
      type === 'aws_lb_target_group_attachment' && address.includes('redis_2');
    await dataPlane.apply(without(state, 'service', isTarget));
    // WHEN its Redis server does not run when the target is registered
    await dataPlane.redis.get('redis-2').kill();
    await dataPlane.apply(state);
    // THEN
    expect(healthOf(dataPlane, 'redis-2')).toBe('initial');
    expect(await attemptConnection(dataPlane, client, address, 6380)).toBe('lost');
    // AND when it starts
    await dataPlane.redis.get('redis-2').start();
    await untilHealth(dataPlane, 'redis-2', 'healthy', CHANGED_WITHIN_MILLISECONDS);
    await dataPlane.network.settled();
    expect(await attemptConnection(dataPlane, client, address, 6380)).toBe('answered');
  });

  test('do not cut off the only target of a group: it fails open, and its connections persist', async () => {
    // GIVEN a connection to a Redis server whose port accepts no more connections
    const client = dataPlane.network.clientOf(CONSUMER);
    const held = await HeldConnection.open(dataPlane, client, address, 6380);
    const refuse =
      'table ip fault { chain refuse { type filter hook input priority 0; tcp flags syn / syn,ack reject with tcp reset; }; }';
    await dataPlane.namespaces.nft('host-10.0.4.11', refuse);
    // WHEN
    await untilHealth(dataPlane, 'redis-2', 'unhealthy', CHANGED_WITHIN_MILLISECONDS);
    await dataPlane.network.settled();
    // THEN no reset is sent
    expect(await held.send('PING')).toBe('+PONG');
    held.close();
    // AND new connections still go to the target, which refuses them
    expect(await attemptConnection(dataPlane, client, address, 6380)).toBe('refused');
  });

  test('take an unhealthy target out of a group with a healthy one, and reset its connections', async () => {
    // GIVEN a second target behind the listener of Redis-1, which this project never deploys
    const two = withChanged(state, 'service', 'aws_lb_target_group_attachment', (attachments) => {
      const first = attachments.find(({ address }) => address.includes('redis_1')) as Resource;
      return [...attachments, { ...first, values: { ...first.values, target_id: '10.0.4.12' } }];
    });
    await dataPlane.apply(two);
    const names = ['redis-1', 'redis-3'];
    const ids = await Promise.all(names.map((name) => dataPlane.redis.get(name).info('run_id')));
    const group = dataPlane.network.targetGroups.find(({ name }) => name === 'redis-1') as TargetGroup;
    const second = group.targets.find(({ address }) => address === '10.0.4.12') as Target;
    await until(() => dataPlane.healthOf(group, second) === 'healthy', {
      describe: 'the second target to be healthy',
      within: CHANGED_WITHIN_MILLISECONDS,
    });
    await dataPlane.network.settled();
    const toSecond = await connectedTo(ids[1] as string);
    // WHEN its host is cut off
    await cutOffHost(dataPlane.namespaces, '10.0.4.12');
    await sleep(CHANGED_WITHIN_MILLISECONDS);
    // THEN
    expect(await toSecond.send('PING')).toBe('reset');
    const tries = Array.from({ length: 8 }, () =>
      attemptConnection(dataPlane, dataPlane.network.clientOf(CONSUMER), address, 6379),
    );
    expect(new Set(await Promise.all(tries))).toEqual(new Set(['answered']));
  });

  /** Connects until that server answers. */
  async function connectedTo(runId: string): Promise<HeldConnection> {
    for (let i = 0; i < 40; i++) {
      const held = await HeldConnection.open(dataPlane, dataPlane.network.clientOf(CONSUMER), address, 6379);
      if ((await held.send('INFO server')).includes(runId)) return held;
      held.close();
    }
    throw new Error('The server with this run ID never answered.');
  }
});
