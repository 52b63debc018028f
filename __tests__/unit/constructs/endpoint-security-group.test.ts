import { EndpointSecurityGroup } from '../../../src/constructs/endpoint-security-group';
import { counts, resources, stackWith, theOnly } from '../../support/synth';

const stack = stackWith((stack) => {
  new EndpointSecurityGroup(stack, 'group', {
    name: 'redis',
    vpcId: 'vpc-1',
    clientCidrs: ['10.3.0.0/16'],
    clientSecurityGroupIds: ['sg-11111111'],
    ports: [6380, 6382],
  });
});

describe('EndpointSecurityGroup', () => {
  test('admits its clients on the listener ports, by rules of its own group only', () => {
    const rules = resources(stack, 'aws_vpc_security_group_ingress_rule');
    expect(rules).toMatchObject([
      { cidr_ipv4: '10.3.0.0/16', from_port: 6380, to_port: 6380 },
      { cidr_ipv4: '10.3.0.0/16', from_port: 6382, to_port: 6382 },
      { referenced_security_group_id: 'sg-11111111', from_port: 6380, to_port: 6380 },
      { referenced_security_group_id: 'sg-11111111', from_port: 6382, to_port: 6382 },
    ]);
    expect(new Set(rules.map((rule) => rule.security_group_id))).toEqual(new Set([`\${aws_security_group.group.id}`]));
  });

  test('allows no egress: an endpoint opens no connections', () => {
    expect(counts(stack)).toEqual({
      aws_security_group: 1,
      aws_vpc_security_group_ingress_rule: 4,
      terraform_data: 1,
    });
    expect(theOnly(stack, 'aws_security_group')).not.toHaveProperty('egress');
    expect(theOnly(stack, 'aws_security_group')).not.toHaveProperty('ingress');
    expect(stack.json).not.toContain('0.0.0.0/0');
  });

  test('is replaced without a name clash', () => {
    expect(theOnly(stack, 'aws_security_group')).toMatchObject({
      vpc_id: 'vpc-1',
      name_prefix: 'redis-endpoints-',
      tags: { Name: 'redis-endpoints' },
      lifecycle: { create_before_destroy: true },
    });
  });
});
