import { EndpointSecurityGroup } from '../../../src/constructs/endpoint-security-group';
import { counts, resources, stackWith, theOnly } from '../../support/synth';

const BACKENDS = [
  { name: 'redis-1', address: '10.0.4.10', port: 6379, listenerPort: 6380 },
  { name: 'redis-2', address: '10.0.4.11', port: 7000, listenerPort: 6381 },
];

const stack = stackWith((stack) => {
  new EndpointSecurityGroup(stack, 'group', {
    name: 'redis',
    vpcId: 'vpc-1',
    clientCidrs: ['10.3.0.0/16', '10.4.0.0/16'],
    clientSecurityGroupIds: ['sg-11111111', 'sg-22222222'],
    backends: BACKENDS,
  });
});
const rules = resources(stack, 'aws_vpc_security_group_ingress_rule');

describe('EndpointSecurityGroup', () => {
  test('lets each client network and each client group in on each listener port, and nobody else', () => {
    const opened = rules.map((rule) => [
      rule.cidr_ipv4 ?? rule.referenced_security_group_id,
      rule.from_port,
      rule.to_port,
    ]);
    expect(opened).toEqual(
      ['10.3.0.0/16', '10.4.0.0/16', 'sg-11111111', 'sg-22222222'].flatMap((client) => [
        [client, 6380, 6380],
        [client, 6381, 6381],
      ]),
    );
    expect(rules.map(({ ip_protocol }) => ip_protocol)).toEqual(Array(8).fill('tcp'));
  });

  test('a rule is of a network or of a group, never of both', () => {
    expect(rules.filter((rule) => rule.cidr_ipv4 && rule.referenced_security_group_id)).toEqual([]);
  });

  test('lets nothing out: an endpoint opens no connection', () => {
    expect(counts(stack)).toEqual({ aws_security_group: 1, aws_vpc_security_group_ingress_rule: 8 });
    expect(theOnly(stack, 'aws_security_group')).not.toHaveProperty('egress');
    expect(theOnly(stack, 'aws_security_group')).not.toHaveProperty('ingress');
    expect(stack.json).not.toContain('0.0.0.0/0');
  });

  test('is replaced without a clash of names', () => {
    expect(theOnly(stack, 'aws_security_group')).toMatchObject({
      vpc_id: 'vpc-1',
      name_prefix: 'redis-endpoints-',
      lifecycle: { create_before_destroy: true },
    });
  });
});
