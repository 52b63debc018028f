import { PrivateDns, type PrivateDnsProps } from '../../../src/constructs/private-dns';
import { addresses, counts, resources, type StackJson, stackWith, theOnly } from '../../support/synth';

const ZONES = ['use1-az1', 'use1-az2'];
const SERVERS = [
  { name: 'redis-1', listenerPort: 6379 },
  { name: 'redis-2', listenerPort: 6380, sentinel: { port: 26379, listenerPort: 26380 } },
  { name: 'redis-3', listenerPort: 6381 },
];

const build = (props: Partial<PrivateDnsProps> = {}): StackJson =>
  stackWith((stack) => {
    new PrivateDns(stack, 'dns', {
      zoneName: 'redis.internal',
      region: 'us-east-1',
      vpcId: 'vpc-1',
      zoneIds: ZONES,
      servers: SERVERS,
      ...props,
    });
  });
const stack = build();
const zone = `\${aws_route53_zone.dns.zone_id}`;
const ofType = (type: string, from = stack) => resources(from, 'aws_route53_record').filter((r) => r.type === type);

describe('PrivateDns', () => {
  test("is one private zone in the consumer's VPC, and leaves other associations alone", () => {
    expect(theOnly(stack, 'aws_route53_zone')).toMatchObject({
      name: 'redis.internal',
      vpc: [{ vpc_id: 'vpc-1', vpc_region: 'us-east-1' }],
      lifecycle: { ignore_changes: ['vpc'] },
    });
  });

  test('associates further VPCs of the account, one by one', () => {
    const more = build({ additionalVpcIds: ['vpc-11111111', 'vpc-22222222'] });
    expect(resources(more, 'aws_route53_zone_association')).toMatchObject([
      { zone_id: zone, vpc_id: 'vpc-11111111', vpc_region: 'us-east-1' },
      { zone_id: zone, vpc_id: 'vpc-22222222', vpc_region: 'us-east-1' },
    ]);
  });

  test('authorizes VPCs of other accounts without associating them', () => {
    const more = build({ authorizedVpcIds: ['vpc-33333333', 'vpc-44444444'] });
    expect(resources(more, 'aws_route53_vpc_association_authorization')).toMatchObject([
      { zone_id: zone, vpc_id: 'vpc-33333333', vpc_region: 'us-east-1' },
      { zone_id: zone, vpc_id: 'vpc-44444444', vpc_region: 'us-east-1' },
    ]);
    expect(counts(more)).not.toHaveProperty('aws_route53_zone_association');
  });

  test('publishes no endpoint', () => {
    expect(ofType('A')).toEqual([]);
    expect(counts(stack)).toEqual({ aws_route53_zone: 1, aws_route53_record: 9 });
  });

  test('points each server at all endpoints, and each server in a zone at that zone', () => {
    expect(Object.fromEntries(ofType('CNAME').map(({ name, records }) => [name, records]))).toEqual({
      'redis-1.redis.internal': ['redis.internal'],
      'redis-2.redis.internal': ['redis.internal'],
      'redis-3.redis.internal': ['redis.internal'],
      '*.use1-az1.redis.internal': ['use1-az1.redis.internal'],
      '*.use1-az2.redis.internal': ['use1-az2.redis.internal'],
    });
  });

  test('has an SRV record with the listener port of each server and Sentinel', () => {
    expect(Object.fromEntries(ofType('SRV').map(({ name, records }) => [name, records]))).toEqual({
      '_redis._tcp.redis-1.redis.internal': ['0 0 6379 redis.internal.'],
      '_redis._tcp.redis-2.redis.internal': ['0 0 6380 redis.internal.'],
      '_redis._tcp.redis-3.redis.internal': ['0 0 6381 redis.internal.'],
      '_redis-sentinel._tcp.redis-2.redis.internal': ['0 0 26380 redis.internal.'],
    });
  });

  test.each(['redis-srv-redis-2', 'servers-use1-az1', 'resource'])(
    'allows a server named like a record: %s',
    (name) => {
      // WHEN
      const named = build({ servers: [{ name, listenerPort: 6379 }, ...SERVERS.slice(1)] });
      // THEN
      expect(addresses(named)).toHaveLength(addresses(stack).length);
      expect(ofType('CNAME', named).map((record) => record.name)).toContain(`${name}.redis.internal`);
    },
  );

  test('has a TTL of a minute, and overwrites records left by an interrupted deployment', () => {
    const records = resources(stack, 'aws_route53_record');
    expect(records.map(({ zone_id, ttl, allow_overwrite }) => [zone_id, ttl, allow_overwrite])).toEqual(
      Array(9).fill([zone, 60, true]),
    );
  });
});
