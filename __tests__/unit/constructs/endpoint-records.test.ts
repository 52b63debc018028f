import { EndpointRecords, type EndpointRecordsProps } from '../../../src/constructs/endpoint-records';
import { type Block, counts, resources, type StackJson, stackWith } from '../../support/synth';

const ZONES = ['use1-az1', 'use1-az2'];

const build = (props: Partial<EndpointRecordsProps> = {}): StackJson =>
  stackWith((stack) => {
    for (const zoneId of ZONES) {
      new EndpointRecords(stack, zoneId, {
        hostedZoneId: 'Z1',
        zoneName: 'redis.internal',
        zoneId,
        endpoint: { id: `vpce-${zoneId}`, address: '10.3.0.4', dnsName: `${zoneId}.vpce`, hostedZoneId: 'ZVPCE' },
        healthCheckId: `check-${zoneId}`,
        otherwise: 'Deploy the acceptance first.',
        after: { fqn: 'terraform_data.before' },
        ...props,
      });
    }
  });
const stack = build();
const record = (zone: string, which: 'all' | 'zone', from = stack) =>
  from.resource.aws_route53_record?.[`${zone.replace('-', '_')}_${which}`] as Block;
const state = (zone: string) => `data.aws_vpc_endpoint.${zone.replace('-', '_')}_endpoint.state`;

describe('EndpointRecords', () => {
  test.each(ZONES)("adds %s's address to the name for all endpoints, subject to its health check", (zone) => {
    expect(record(zone, 'all')).toMatchObject({
      zone_id: 'Z1',
      name: 'redis.internal',
      type: 'A',
      ttl: 10,
      set_identifier: zone,
      multivalue_answer_routing_policy: true,
      health_check_id: `check-${zone}`,
      records: [`\${(${state(zone)} == "available") ? "10.3.0.4" : null}`],
    });
  });

  test('needs no health check', () => {
    for (const zone of ZONES)
      expect(record(zone, 'all', build({ healthCheckId: undefined }))).not.toHaveProperty('health_check_id');
  });

  test.each(ZONES)('aliases the name of %s to that endpoint only', (zone) => {
    expect(record(zone, 'zone')).toMatchObject({
      zone_id: 'Z1',
      name: `${zone}.redis.internal`,
      type: 'A',
      alias: { name: `${zone}.vpce`, zone_id: 'ZVPCE', evaluate_target_health: false },
    });
    expect(record(zone, 'zone')).not.toHaveProperty('records');
  });

  test.each(ZONES)('publishes %s only once it is available; the error says what to do', (zone) => {
    for (const which of ['all', 'zone'] as const) {
      expect(record(zone, which).lifecycle).toEqual({
        precondition: [
          {
            condition: `\${(${state(zone)} == "available")}`,
            error_message: `The endpoint in ${zone} is \${${state(zone)}}, so its address is not published. Deploy the acceptance first.`,
          },
        ],
      });
    }
  });

  test('overwrites records left by an interrupted deployment or another stack of the project', () => {
    expect(resources(stack, 'aws_route53_record').map((one) => one.allow_overwrite)).toEqual(Array(4).fill(true));
  });

  test('looks up its own endpoint, after pending changes to it', () => {
    const endpoints = Object.values(build({ dependsOn: { fqn: 'aws_vpc_endpoint.one' } }).data.aws_vpc_endpoint ?? {});
    expect(endpoints).toMatchObject(
      ZONES.map((zone) => ({ id: `vpce-${zone}`, depends_on: ['aws_vpc_endpoint.one'] })),
    );
    for (const endpoint of Object.values(stack.data.aws_vpc_endpoint ?? {}))
      expect(endpoint).not.toHaveProperty('depends_on');
  });

  test('follows what has to be there before', () => {
    expect(resources(stack, 'aws_route53_record').map((one) => one.depends_on)).toEqual(
      Array(4).fill(['terraform_data.before']),
    );
  });

  test('is two records per endpoint', () => {
    expect(counts(stack)).toEqual({ aws_route53_record: 4, 'data.aws_vpc_endpoint': 2 });
  });
});
