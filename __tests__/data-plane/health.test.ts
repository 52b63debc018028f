import { setTimeout as sleep } from 'node:timers/promises';
import { type DataPlane, startDataPlane } from '../../src/data-plane/data-plane';
import { deployedStandalone } from './support/deployed';
import { HeldConnection } from './support/held-connection';
import { connection } from './support/probes';
import { type Resource, withChanged, without } from './support/state';
import { onDataPlane } from './support/suite';

const CONSUMER = 'joda-toda-aws';
const ZONE = 'use1-az1';
/** Three failed checks, 5 s apart, are 1.5 s here. */
const TIME_SCALE = 0.1;
const UNHEALTHY_WITHIN_MILLISECONDS = 5000;
/** Longer than it takes to put other rules into effect. */
const TAKES_EFFECT_MILLISECONDS = 1000;

onDataPlane('Health checks of the load balancer', () => {
  const { environment, state } = deployedStandalone('example');
  let dataPlane: DataPlane;
  let address: string;

  beforeEach(async () => {
    dataPlane = await startDataPlane({ environment, state, timeScale: TIME_SCALE });
    address = dataPlane.endpoints(CONSUMER).get(ZONE)?.address as string;
  });
  afterEach(() => dataPlane?.stop());

  test('find a dead Redis after as many checks as deployed, and find it again when it is back', async () => {
    await dataPlane.redis.get('redis-2').kill();
    expect(isHealthy('redis-2')).toBe(true);
    await until(() => !isHealthy('redis-2'));
    expect([isHealthy('redis-1'), isHealthy('redis-3')]).toEqual([true, true]);
    await dataPlane.redis.get('redis-2').start();
    await until(() => isHealthy('redis-2'));
  });

  test('need the rule of the security group that lets the load balancer out', async () => {
    const isRule = ({ type, address }: Resource) => type.endsWith('_egress_rule') && address.includes('redis_3');
    await dataPlane.apply(without(state, 'service', isRule));
    await until(() => !isHealthy('redis-3'));
  });

  test('do not cut off the only target of a group: it fails open, and connections to it stay', async () => {
    // GIVEN a Redis whose port is no longer answered on, with a connection from before
    const held = await HeldConnection.open(dataPlane, dataPlane.clientOf(CONSUMER), address, 6380);
    const refuse =
      'table ip fault { chain refuse { type filter hook input priority 0; tcp flags syn / syn,ack drop; }; }';
    await dataPlane.namespaces.nft('host-10.0.4.11', refuse);
    // WHEN
    await until(() => !isHealthy('redis-2'));
    await sleep(TAKES_EFFECT_MILLISECONDS);
    // THEN
    expect(await held.send('PING')).toBe('+PONG');
    held.close();
  });

  test('take an unhealthy target out of a group that has others, and reset its connections', async () => {
    // GIVEN a second target behind the listener of Redis-1, which is not deployed so here
    const two = withChanged(state, 'service', 'aws_lb_target_group_attachment', (attachments) => {
      const first = attachments.find(({ address }) => address.includes('redis_1')) as Resource;
      return [...attachments, { ...first, values: { ...first.values, target_id: '10.0.4.12' } }];
    });
    await dataPlane.apply(two);
    const names = ['redis-1', 'redis-3'];
    const ids = await Promise.all(names.map((name) => dataPlane.redis.get(name).info('run_id')));
    const toSecond = await connectedTo(ids[1] as string);
    // WHEN its host is gone
    await dataPlane.faults.hostGone('10.0.4.12');
    await sleep(UNHEALTHY_WITHIN_MILLISECONDS);
    // THEN
    expect(await toSecond.send('PING')).toBe('reset');
    const tries = Array.from({ length: 8 }, () => connection(dataPlane, dataPlane.clientOf(CONSUMER), address, 6379));
    expect(new Set(await Promise.all(tries))).toEqual(new Set(['answered']));
  });

  function isHealthy(name: string): boolean {
    const group = dataPlane.targetGroups.find((group) => group.name === name);
    const [target] = group?.targets ?? [];
    return group !== undefined && target !== undefined && dataPlane.isHealthy(group, target);
  }

  async function until(holds: () => boolean): Promise<void> {
    for (const deadline = Date.now() + UNHEALTHY_WITHIN_MILLISECONDS; !holds(); await sleep(50)) {
      if (Date.now() > deadline) throw new Error('It has not come to that.');
    }
  }

  /** Connects until it is that server which answers. */
  async function connectedTo(runId: string): Promise<HeldConnection> {
    for (let i = 0; i < 40; i++) {
      const held = await HeldConnection.open(dataPlane, dataPlane.clientOf(CONSUMER), address, 6379);
      if ((await held.send('INFO server')).includes(runId)) return held;
      held.close();
    }
    throw new Error('It never answered.');
  }
});
