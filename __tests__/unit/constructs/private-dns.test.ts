import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { PrivateDns } from '../../../src/constructs/private-dns';
import { environmentWith } from '../../support/environments';
import { addresses, resources, type StackJson, stackWith, theOnly } from '../../support/synth';

const ZONES = ['use1-az1', 'use1-az2'];
const SENTINEL = { port: 26379, listenerPort: 26380 };

const build = (changes: Record<string, unknown> = {}): StackJson => {
  const environment = environmentWith({
    'service.redis': { mode: 'sentinel', masterName: 'mymaster' },
    'service.servers[1].sentinel': SENTINEL,
    'consumers[0].dns.zoneName': 'redis.internal',
    ...changes,
  });
  return stackWith((stack) => {
    const endpoints = ZONES.map((zone) => [zone, new VpcEndpoint(stack, zone, { vpcId: 'vpc-1' })] as const);
    new PrivateDns(stack, 'dns', {
      consumer: environment.consumers[0] as (typeof environment.consumers)[number],
      region: 'us-east-1',
      vpcId: 'vpc-1',
      name: 'redis-dev',
      serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
      servers: environment.service.servers,
      endpoints: new Map(endpoints),
    });
  });
};
const stack = build();
const endpoint = (zone: string) => `aws_vpc_endpoint.${zone.replace('-', '_')}`;
const ofType = (type: string, from = stack) => resources(from, 'aws_route53_record').filter((r) => r.type === type);

describe('PrivateDns', () => {
  test("is one private zone, in the consumer's VPC", () => {
    expect(theOnly(stack, 'aws_route53_zone')).toMatchObject({
      name: 'redis.internal',
      vpc: [{ vpc_id: 'vpc-1', vpc_region: 'us-east-1' }],
    });
  });

  test('is resolved in further VPCs that the environment names', () => {
    const more = build({ 'consumers[0].dns.additionalVpcIds': ['vpc-22222222', 'vpc-11111111'] });
    expect((theOnly(more, 'aws_route53_zone').vpc as { vpc_id: string }[]).map(({ vpc_id }) => vpc_id)).toEqual([
      'vpc-1',
      'vpc-11111111',
      'vpc-22222222',
    ]);
  });

  test('answers its own name with every healthy endpoint', () => {
    const all = ofType('A').filter(({ name }) => name === 'redis.internal');
    expect(all).toMatchObject(
      ZONES.map((zone) => ({
        set_identifier: zone,
        multivalue_answer_routing_policy: true,
        ttl: 10,
        health_check_id: `\${aws_route53_health_check.dns_health_${zone.replace('-', '_')}_check.id}`,
        records: [`\${data.aws_network_interface.dns_interface_${zone.replace('-', '_')}.private_ip}`],
      })),
    );
  });

  test.each(ZONES)("answers %s with that zone's endpoint, by an alias", (zone) => {
    const [record, ...others] = ofType('A').filter(({ name }) => name === `${zone}.redis.internal`);
    expect(others).toEqual([]);
    expect(record).not.toHaveProperty('records');
    expect(record?.alias).toEqual({
      name: `\${element(${endpoint(zone)}.dns_entry, 0).dns_name}`,
      zone_id: `\${element(${endpoint(zone)}.dns_entry, 0).hosted_zone_id}`,
      evaluate_target_health: false,
    });
  });

  test('leads from each server to every endpoint, and from each server in a zone to that zone', () => {
    expect(Object.fromEntries(ofType('CNAME').map(({ name, records }) => [name, records]))).toEqual({
      'redis-1.redis.internal': ['redis.internal'],
      'redis-2.redis.internal': ['redis.internal'],
      'redis-3.redis.internal': ['redis.internal'],
      '*.use1-az1.redis.internal': ['use1-az1.redis.internal'],
      '*.use1-az2.redis.internal': ['use1-az2.redis.internal'],
    });
  });

  test('tells the listener port of each server, and of each Sentinel that there is', () => {
    expect(Object.fromEntries(ofType('SRV').map(({ name, records }) => [name, records]))).toEqual({
      '_redis._tcp.redis-1.redis.internal': ['0 0 6379 redis.internal.'],
      '_redis._tcp.redis-2.redis.internal': ['0 0 6380 redis.internal.'],
      '_redis._tcp.redis-3.redis.internal': ['0 0 6381 redis.internal.'],
      '_redis-sentinel._tcp.redis-2.redis.internal': ['0 0 26380 redis.internal.'],
    });
  });

  test.each(['redis-srv-redis-2', 'all-use1-az1', 'zone-use1-az1', 'resource'])(
    'has room for a server named like a record: %s',
    (name) => {
      // WHEN
      const named = build({ 'service.servers[0].name': name });
      // THEN
      expect(addresses(named)).toHaveLength(addresses(stack).length);
      expect(ofType('CNAME', named).map((record) => record.name)).toContain(`${name}.redis.internal`);
    },
  );

  test('keeps every record in its zone', () => {
    const zones = resources(stack, 'aws_route53_record').map(({ zone_id }) => zone_id);
    expect(new Set(zones)).toEqual(new Set([`\${aws_route53_zone.dns.zone_id}`]));
  });
});
