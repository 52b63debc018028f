import { type Changes, environmentWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import { type Block, resources, type StackJson } from '../../support/synth';

const stack = (name: string, changes: Changes = {}) => synthesised(environmentWith(changes))[name] as StackJson;
const moves = ({ json }: StackJson): Block[] => JSON.parse(json).moved ?? [];

const SENTINELS = {
  'service.redis': { mode: 'sentinel', masterName: 'mymaster' },
  ...Object.fromEntries(
    [1, 2, 3].map((n) => [`service.servers[${n - 1}].sentinel`, { port: 26379, listenerPort: 26378 + n }]),
  ),
};

describe('a renamed server', () => {
  const renamed = { 'service.servers[1].name': 'orders', 'service.servers[1].formerly': 'redis-2' };

  test('keeps every resource of its listener and its Sentinel, and no other moves', () => {
    // WHEN
    const before = stack('redis-service', SENTINELS);
    const after = stack('redis-service', { ...SENTINELS, ...renamed });
    // THEN
    const ofServer = (of: StackJson, name: string) =>
      Object.entries(of.resource).flatMap(([type, all]) =>
        Object.keys(all)
          .filter((id) => id.startsWith(`${name}_`))
          .map((id) => `${type}.${id}`),
      );
    const expected = ofServer(before, 'redis_2').map((from) => ({ from, to: from.replace('.redis_2_', '.orders_') }));
    expect(moves(after)).toEqual(expect.arrayContaining(expected));
    expect(moves(after)).toHaveLength(expected.length);
    expect(expected.length).toBe(8);
    expect(ofServer(after, 'orders')).toHaveLength(8);
  });

  test('can be reached by its former name too', () => {
    // WHEN
    const consumer = stack('redis-consumer-joda-toda-aws', { ...SENTINELS, ...renamed });
    // THEN
    const names = resources(consumer, 'aws_route53_record').map(({ name }) => name);
    for (const name of ['redis-2', 'orders']) {
      expect(names).toEqual(
        expect.arrayContaining([
          `${name}.redis.joda-toda.internal`,
          `_redis._tcp.${name}.redis.joda-toda.internal`,
          `_redis-sentinel._tcp.${name}.redis.joda-toda.internal`,
        ]),
      );
    }
    expect(moves(consumer)).toEqual([]);
  });

  test('moves nothing once `formerly` is gone', () => {
    expect(moves(stack('redis-service', { 'service.servers[1].name': 'orders' }))).toEqual([]);
  });
});

describe('names in AWS', () => {
  const manual = { 'service.acceptance': 'manual' };

  test.each(['redis-consumer', 'redis-acceptance', 'redis-publication'])(
    'the stack %s of a renamed consumer is the one that it had before, but for its name',
    (kind) => {
      const before = stack(`${kind}-joda-toda-aws`, manual);
      const after = stack(`${kind}-team-a`, {
        ...manual,
        'consumers[0].name': 'team-a',
        'consumers[0].formerly': 'joda-toda-aws',
      });
      // The advice names the stack that people run commands on.
      expect(after.json.replaceAll('redis-acceptance-team-a', 'redis-acceptance-joda-toda-aws')).toBe(
        before.json.replaceAll(/"stackName": .*/g, (line) => line.replace('joda-toda-aws', 'team-a')),
      );
    },
  );

  test("a renamed environment's stacks are the ones that it had before", () => {
    const before = synthesised(environmentWith(manual));
    const after = synthesised({ ...environmentWith(manual), name: 'renamed' });
    for (const name of Object.keys(before)) expect(after[name]?.json).toBe(before[name]?.json);
    expect(synthesised(environmentWith({ ...manual, stateName: 'old' })).state?.json).toContain('old/111111111111/');
  });
});
