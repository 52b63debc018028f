import {
  LoadBalancerSecurityGroup,
  type LoadBalancerSecurityGroupProps,
} from '../../../src/constructs/load-balancer-security-group';
import { counts, resources, stackWith, theOnly } from '../../support/synth';

const build = (props: Partial<LoadBalancerSecurityGroupProps> = {}) =>
  stackWith((stack) => {
    new LoadBalancerSecurityGroup(stack, 'group', {
      name: 'redis',
      vpcId: 'vpc-1',
      clientCidrs: ['10.3.0.0/16', '10.4.0.0/16'],
      ports: [6380, 6381],
      onPremisesCidrs: ['10.0.4.0/24', '172.16.0.0/12'],
      ...props,
    });
  });
const stack = build();
const letIn = (protocol: string, from = stack) =>
  resources(from, 'aws_vpc_security_group_ingress_rule')
    .filter(({ ip_protocol }) => ip_protocol === protocol)
    .map(({ cidr_ipv4, from_port, to_port }) => [cidr_ipv4, from_port, to_port]);

describe('LoadBalancerSecurityGroup', () => {
  test('admits each client network on the listener ports, and nothing else', () => {
    expect(letIn('tcp')).toEqual([
      ['10.3.0.0/16', 6380, 6381],
      ['10.4.0.0/16', 6380, 6381],
    ]);
  });

  test('admits no clients if the rules do not apply to PrivateLink traffic', () => {
    expect(letIn('tcp', build({ clientCidrs: [] }))).toEqual([]);
    expect(letIn('icmp', build({ clientCidrs: [] }))).toHaveLength(2);
  });

  test('admits path MTU discovery from the premises: ICMP type 3, code 4', () => {
    expect(letIn('icmp')).toEqual([
      ['10.0.4.0/24', 3, 4],
      ['172.16.0.0/12', 3, 4],
    ]);
  });

  test('admits only TCP and that ICMP, and replaces rules create before destroy', () => {
    const rules = resources(stack, 'aws_vpc_security_group_ingress_rule');
    expect(rules.map(({ ip_protocol }) => ip_protocol).sort()).toEqual([
      ...Array(2).fill('icmp'),
      ...Array(2).fill('tcp'),
    ]);
    expect(rules.map(({ lifecycle }) => lifecycle)).toEqual(Array(4).fill({ create_before_destroy: true }));
    expect(rules.map((rule) => rule.security_group_id)).toEqual(Array(4).fill(`\${aws_security_group.group.id}`));
  });

  test('has no inline rules, and none for 0.0.0.0/0', () => {
    const group = theOnly(stack, 'aws_security_group');
    expect(group).toMatchObject({
      vpc_id: 'vpc-1',
      name_prefix: 'redis-load-balancer-',
      tags: { Name: 'redis-load-balancer' },
    });
    expect(group).not.toHaveProperty('ingress');
    expect(group).not.toHaveProperty('egress');
    expect(stack.json).not.toContain('0.0.0.0/0');
    expect(counts(stack)).toEqual({
      aws_security_group: 1,
      aws_vpc_security_group_ingress_rule: 4,
      terraform_data: 1,
    });
  });

  test('is replaced without a name clash', () => {
    expect(theOnly(stack, 'aws_security_group').lifecycle).toEqual({ create_before_destroy: true });
  });
});
