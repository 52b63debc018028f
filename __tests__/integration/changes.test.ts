import type { Deployment } from '../../src/emulator/deployment';
import example from '../../src/environments/example';
import { expectEmptyPlans } from '../support/empty-plans';
import { type Emulated, emulate } from '../support/emulated';
import { anotherConsumer, type Changes, THIRD_ACCOUNT } from '../support/environments';
import { type PlannedChanges, planAndApply } from '../support/planned';

const MINUTES = 60_000;
const STATE = 'state';
const SERVICE = 'redis-service';
const CONSUMER = 'redis-consumer-joda-toda-aws';
const SECOND = 'redis-consumer-orders';

const [first] = example.consumers;
const second = anotherConsumer('orders', 'orders', { 'dns.zoneName': 'redis.orders.internal' });
const [one, two, three] = example.service.servers;
const four = { name: 'redis-4', address: '10.0.4.13', port: 6379, listenerPort: 6382 };
const cache = { ...three, name: 'cache' };
const moved = { ...one, port: 6390 };

/** The servers at the end of the first changes. */
const SWAPPED = { 'service.servers': [{ ...moved, listenerPort: 6381 }, { ...cache, listenerPort: 7379 }, four] };

const listener = (port: number) => `aws_lb_listener.load_balancer_listener_${port}`;
const targetGroup = (server: string) => `aws_lb_target_group.${server}_target_group`;
const targets = (server: string) => `terraform_data.${server}_targets`;
const targetAt = (server: string, address: string) => [
  `aws_lb_target_group_attachment.${server}_target_${address}`,
  `aws_vpc_security_group_egress_rule.${server}_out_${address}`,
];
const rule = (group: 'load_balancer' | 'endpoint', ports: string) =>
  `aws_vpc_security_group_ingress_rule.${group}_security_group_in_10_3_0_0_16_${ports}`;
const order = (group: 'load_balancer' | 'endpoint') => `terraform_data.${group}_security_group_in_order`;
const ORDER = 'terraform_data.load_balancer_order';
const records = (server: string) => [
  `aws_route53_record.dns_redis_srv_${server}`,
  `aws_route53_record.dns_server_${server}`,
];
const PARAMETERS = ['', '_use1_az1', '_use1_az2', '_use1_az4'].map(
  (zone) => `aws_ssm_parameter.client_parameter${zone}`,
);

/** Changes of one deployment, one after the other: each starts where the one before it ended. */
describe('the plan of a change', () => {
  let emulated: Emulated;

  beforeAll(async () => {
    // The second consumer's network exists from the start.
    emulated = await emulate({
      deletionProtection: false,
      'accounts.orders': THIRD_ACCOUNT,
      consumers: [first, second],
    });
    const deployment = changed({});
    await deployment.bootstrap();
    await deployment.deploy();
  }, 10 * MINUTES);

  afterAll(() => emulated?.stop(), MINUTES);

  test.each<[what: string, changes: Changes, planned: Record<string, PlannedChanges>]>([
    [
      'a fourth server comes',
      { 'service.servers': [one, two, three, four] },
      {
        [SERVICE]: {
          create: [
            listener(6382),
            targetGroup('redis_4'),
            ...targetAt('redis_4', '10_0_4_13_6379'),
            rule('load_balancer', '6379_6382'),
            targets('redis_4'),
          ],
          replace: [ORDER, order('load_balancer')],
          destroy: [rule('load_balancer', '6379_6381')],
        },
        [CONSUMER]: {
          create: [...records('redis_4'), rule('endpoint', '6379_6382')],
          update: PARAMETERS,
          replace: [order('endpoint')],
          destroy: [rule('endpoint', '6379_6381')],
        },
      },
    ],
    [
      'the middle server goes, and no other moves',
      { 'service.servers': [one, three, four] },
      {
        [CONSUMER]: {
          create: [rule('endpoint', '6379_6379'), rule('endpoint', '6381_6382')],
          update: PARAMETERS,
          replace: [order('endpoint')],
          destroy: [...records('redis_2'), rule('endpoint', '6379_6382')],
        },
        [SERVICE]: {
          create: [rule('load_balancer', '6379_6379'), rule('load_balancer', '6381_6382')],
          replace: [ORDER, order('load_balancer')],
          destroy: [
            listener(6380),
            targetGroup('redis_2'),
            ...targetAt('redis_2', '10_0_4_11_6379'),
            rule('load_balancer', '6379_6382'),
            targets('redis_2'),
          ],
        },
      },
    ],
    [
      'a server is renamed: its resources move, and its old name stays',
      { 'service.servers': [one, { ...cache, formerly: 'redis-3' }, four] },
      {
        [SERVICE]: {
          move: [targetGroup('cache'), ...targetAt('cache', '10_0_4_12_6379'), targets('cache')],
          update: [targetGroup('cache'), targetAt('cache', '10_0_4_12_6379')[1] as string],
          replace: [ORDER],
        },
        [CONSUMER]: { create: records('cache'), update: PARAMETERS },
      },
    ],
    [
      'nobody uses the old name any more',
      { 'service.servers': [one, cache, four] },
      { [SERVICE]: {}, [CONSUMER]: { destroy: records('redis_3') } },
    ],
    [
      'a port on premises changes: only the target is replaced',
      { 'service.servers': [moved, cache, four] },
      {
        [SERVICE]: {
          create: targetAt('redis_1', '10_0_4_10_6390'),
          replace: [targets('redis_1')],
          destroy: targetAt('redis_1', '10_0_4_10_6379'),
        },
        [CONSUMER]: { update: PARAMETERS },
      },
    ],
    [
      'a listener port changes: the old one stays open',
      { 'service.servers': [{ ...moved, listenerPort: 7379, formerListenerPort: 6379 }, cache, four] },
      {
        [SERVICE]: {
          create: [listener(7379), rule('load_balancer', '7379_7379')],
          replace: [order('load_balancer')],
        },
        [CONSUMER]: {
          create: [rule('endpoint', '7379_7379')],
          update: ['aws_route53_record.dns_redis_srv_redis_1', ...PARAMETERS],
          replace: [order('endpoint')],
        },
      },
    ],
    [
      'clients have changed over to the new listener port',
      { 'service.servers': [{ ...moved, listenerPort: 7379 }, cache, four] },
      {
        [CONSUMER]: { replace: [order('endpoint')], destroy: [rule('endpoint', '6379_6379')] },
        [SERVICE]: {
          replace: [order('load_balancer')],
          destroy: [listener(6379), rule('load_balancer', '6379_6379')],
        },
      },
    ],
    [
      'two servers swap their listener ports',
      SWAPPED,
      {
        [SERVICE]: { update: [listener(6381), listener(7379)] },
        [CONSUMER]: {
          update: ['aws_route53_record.dns_redis_srv_redis_1', 'aws_route53_record.dns_redis_srv_cache', ...PARAMETERS],
        },
      },
    ],
  ])(
    '%s',
    async (_what, changes, planned) => {
      expect(await change(changes, Object.keys(planned))).toEqual(sorted(planned));
    },
    10 * MINUTES,
  );

  test(
    'a second consumer comes, in another account, and goes again',
    async () => {
      // WHEN
      const both = await change({ ...SWAPPED, consumers: [first, second] }, [STATE, SERVICE, SECOND]);
      // THEN
      expect(both[STATE]).toEqual({ update: ['aws_s3_bucket_policy.state_policy'] });
      expect(Object.keys(both[SERVICE] ?? {})).toEqual(['create']);
      expect(both[SERVICE]?.create).toContain(
        'aws_vpc_endpoint_service_allowed_principal.endpoint_service_allow_orders',
      );
      expect(Object.keys(both[SECOND] ?? {})).toEqual(['create']);
      // WHEN
      await changed({ ...SWAPPED, consumers: [first, second] }).destroy([SECOND]);
      const one = await change(SWAPPED, [SERVICE, STATE]);
      // THEN
      expect(one[STATE]).toEqual(both[STATE]);
      expect(one[SERVICE]).toEqual({ destroy: both[SERVICE]?.create });
    },
    10 * MINUTES,
  );

  test(
    'the mode changes: nothing but what clients read',
    async () => {
      expect(await change({ ...SWAPPED, 'service.redis': { mode: 'standalone' } }, [SERVICE, CONSUMER])).toEqual({
        [SERVICE]: {},
        [CONSUMER]: { update: PARAMETERS },
      });
    },
    10 * MINUTES,
  );

  /** Plans and applies the stacks in this order. The plans after that are empty. */
  async function change(changes: Changes, stacks: readonly string[]): Promise<Record<string, PlannedChanges>> {
    const deployment = changed(changes);
    const planned: Record<string, PlannedChanges> = {};
    for (const stack of stacks) planned[stack] = await planAndApply(deployment, stack);
    await expectEmptyPlans(deployment);
    return sorted(planned);
  }

  function changed(changes: Changes): Deployment {
    const deployment = emulated.deployment({ consumers: [first], ...changes });
    deployment.synthesize();
    return deployment;
  }
});

const sorted = (planned: Record<string, PlannedChanges>): Record<string, PlannedChanges> =>
  Object.fromEntries(
    Object.entries(planned).map(([stack, kinds]) => [
      stack,
      Object.fromEntries(Object.entries(kinds).map(([kind, addresses]) => [kind, [...addresses].sort()])),
    ]),
  );
