import { anotherConsumer, environmentWith, mistake, mistakesOf, movedTo } from '../../../support/environments';

describe('zones', () => {
  test('refuse two endpoints in one', () => {
    expect(mistakesOf({ 'consumers[0].subnets[2].zoneId': 'use1-az2' })).toEqual([
      mistake(
        'consumers[0].subnets[2].zoneId',
        'use1-az2',
        'no other subnet',
        'consumers[0].subnets[1].zoneId has it already; each zone has one endpoint',
      ),
    ]);
  });

  test("refuse two of the load balancer's subnets in one", () => {
    expect(mistakesOf({ 'service.subnets[3]': { name: 'prod-private-5', zoneId: 'use1-az4' } })).toEqual([
      mistake('service.subnets[3].zoneId', 'use1-az4', 'no other subnet', 'one subnet a zone'),
    ]);
  });

  test('refuse one that the load balancer is not in', () => {
    expect(mistakesOf({ 'consumers[0].subnets[1].zoneId': 'use1-az6' })).toEqual([
      mistake(
        'consumers[0].subnets[1].zoneId',
        'use1-az6',
        'use1-az1 or use1-az2 or use1-az4',
        'that the load balancer is in',
      ),
    ]);
  });

  test('accept a consumer that is not in all of them', () => {
    const [subnet] = environmentWith().consumers[0]?.subnets ?? [];
    expect(environmentWith({ 'consumers[0].subnets': [subnet] }).consumers[0]?.subnets).toHaveLength(1);
  });

  test('refuse one of another Region, which is the only mistake', () => {
    expect(mistakesOf({ 'consumers[0].subnets[1].zoneId': 'euw1-az2' })).toEqual([
      mistake('consumers[0].subnets[1].zoneId', 'euw1-az2', 'a zone of us-east-1: use1-az<number>', 'their own Region'),
    ]);
    expect(mistakesOf({ 'service.subnets[1].zoneId': 'use2-az2' })).toEqual([
      mistake('service.subnets[1].zoneId', 'use2-az2', 'a zone of us-east-1: use1-az<number>', 'their own Region'),
    ]);
  });

  test('refuse those of another Region in a Region whose zone IDs AWS does not document', () => {
    // GIVEN
    const sovereign = movedTo('eu-west-1', 'aws-eusc');
    // THEN
    expect(mistakesOf({ ...sovereign, region: 'eusc-de-east-1' }).map(({ path, why }) => [path, why])).toEqual(
      ['service', 'consumers[0]'].flatMap((side) =>
        [0, 1, 2].map((i) => [`${side}.subnets[${i}].zoneId`, expect.stringContaining('their own Region')]),
      ),
    );
    const zones = ['eusc1-az1', 'eusc1-az2', 'eusc1-az3'];
    const subnets = zones.map((zoneId) => ({ name: zoneId, zoneId }));
    const changes = { 'service.subnets': subnets, 'consumers[0].subnets': subnets };
    expect(environmentWith({ ...sovereign, region: 'eusc-de-east-1', ...changes }).region).toBe('eusc-de-east-1');
  });

  test('name the zone of the service that nobody is in, where a single consumer may be right', () => {
    expect(mistakesOf({ 'service.subnets[1].zoneId': 'use1-az6' })).toEqual([
      mistake(
        'consumers[0].subnets[1].zoneId',
        'use1-az2',
        'use1-az1 or use1-az6 or use1-az4',
        'no consumer is in use1-az6 (service.subnets[1])',
      ),
    ]);
  });

  test('blame one wrong zone of the service once, where it is, and no consumer', () => {
    const consumers = {
      'consumers[1]': anotherConsumer('second'),
      'consumers[2]': anotherConsumer('third'),
    };
    expect(mistakesOf({ ...consumers, 'service.subnets[1].zoneId': 'use1-az6' })).toEqual([
      mistake('service.subnets[1].zoneId', 'use1-az6', 'use1-az2, which every consumer', 'no consumer is in this one'),
    ]);
    // Where the consumers do not agree, each is wrong by itself.
    expect(mistakesOf({ ...consumers, 'consumers[1].subnets[1].zoneId': 'use1-az6' }).map(({ path }) => path)).toEqual([
      'consumers[1].subnets[1].zoneId',
    ]);
  });
});
