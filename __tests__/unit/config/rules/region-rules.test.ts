import { anotherConsumer, environmentWith, mistake, mistakesOf } from '../../../support/environments';

const abroad = (region: string, prefix: string, changes = {}) =>
  anotherConsumer('abroad', 'joda-toda-aws', {
    region,
    subnets: [
      { name: 'dev-private-1', zoneId: `${prefix}-az1` },
      { name: 'dev-private-3', zoneId: `${prefix}-az3` },
    ],
    ...changes,
  });

describe('a consumer in another Region', () => {
  test("is in that Region's zones, whatever zones the load balancer is in", () => {
    expect(environmentWith({ 'consumers[1]': abroad('eu-west-1', 'euw1') }).consumers[0]?.region).toBe('eu-west-1');
    expect(
      mistakesOf({ 'consumers[1]': abroad('eu-west-1', 'use1') }).map(({ path, allowed }) => [path, allowed]),
    ).toEqual([
      ['consumers[1].subnets[0].zoneId', 'a zone of eu-west-1: euw1-az<number>'],
      ['consumers[1].subnets[1].zoneId', 'a zone of eu-west-1: euw1-az<number>'],
    ]);
  });

  test('is no reason to blame the zones of the load balancer, nor a reason not to', () => {
    const changes = { 'consumers[1]': abroad('eu-west-1', 'euw1'), 'consumers[0].subnets[1].zoneId': 'use1-az6' };
    expect(mistakesOf(changes)).toEqual([
      mistake('consumers[0].subnets[1].zoneId', 'use1-az6', 'use1-az1 or', 'that the load balancer is in'),
    ]);
  });

  test('is not in a zone that PrivateLink does not reach other Regions from', () => {
    const tokyo = abroad('ap-northeast-1', 'apne1');
    expect(mistakesOf({ 'consumers[1]': tokyo })).toEqual([
      mistake('consumers[1].subnets[1].zoneId', 'apne1-az3', 'another zone', 'the service is in us-east-1'),
    ]);
    // In the service's own Region there is no such limit.
    const zone = { name: 'private-3', zoneId: 'use1-az3' };
    expect(environmentWith({ 'service.subnets[3]': zone, 'consumers[0].subnets[3]': zone })).toBeDefined();
  });

  test('is in the same partition', () => {
    expect(mistakesOf({ 'consumers[1]': abroad('cn-north-1', 'cnn1') })).toEqual([
      mistake('consumers[1].region', 'cn-north-1', 'a Region of the partition aws', 'different partitions'),
    ]);
  });

  test('whose Region is mistaken is not judged by its zones', () => {
    expect(mistakesOf({ 'consumers[1]': abroad('eu-west-9', 'euw1') }).map(({ path }) => path)).toEqual([
      'consumers[1].region',
    ]);
  });

  test('keeps its secrets and parameters there', () => {
    const secret = (region: string) => ({
      credentials: { passwordSecretName: `arn:aws:secretsmanager:${region}:222222222222:secret:redis-a1b2c3` },
    });
    expect(mistakesOf({ 'consumers[1]': abroad('eu-west-1', 'euw1', secret('us-east-1')) })).toEqual([
      mistake(
        'consumers[1].credentials.passwordSecretName',
        secret('us-east-1').credentials.passwordSecretName,
        'an ARN of the Region eu-west-1',
        'in the Region of the endpoints',
      ),
    ]);
    expect(environmentWith({ 'consumers[1]': abroad('eu-west-1', 'euw1', secret('eu-west-1')) })).toBeDefined();
  });

  test('has a VPC of its own, even if that has the name of one in the first Region', () => {
    // GIVEN the same account and name, other CIDR blocks and the same zone name
    const vpc = { name: 'dev', cidrs: ['10.4.0.0/16'] };
    expect(environmentWith({ 'consumers[1]': abroad('eu-west-1', 'euw1', { vpc }) })).toBeDefined();
    // WHEN both are in one Region
    const here = anotherConsumer('second', 'joda-toda-aws', { vpc, region: 'us-east-1' });
    expect(mistakesOf({ 'consumers[1]': here }).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['consumers[1].vpc.cidrs', 'consumers[1].dns.zoneName']),
    );
  });

  test('has no health checks to count', () => {
    const many = Array.from({ length: 70 }, (_, i) =>
      abroad('eu-west-1', 'euw1', { name: `app-${i}`, vpc: { name: `vpc-${i}`, cidrs: ['10.3.0.0/16'] } }),
    );
    const three = many.map((consumer) => ({
      ...consumer,
      subnets: ['euw1-az1', 'euw1-az2', 'euw1-az3'].map((zoneId) => ({ name: zoneId, zoneId })),
    }));
    expect(() => environmentWith({ consumers: three })).not.toThrow();
  });
});
