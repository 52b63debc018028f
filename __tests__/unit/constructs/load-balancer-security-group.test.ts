import { LoadBalancerSecurityGroup } from '../../../src/constructs/load-balancer-security-group';
import { counts, resources, stackWith, theOnly } from '../../support/synth';

const BACKENDS = [
  { name: 'redis-1', address: '10.0.4.10', port: 6379, listenerPort: 6380 },
  { name: 'redis-2', address: '10.0.4.11', port: 7000, listenerPort: 6381 },
];

const stack = stackWith((stack) => {
  new LoadBalancerSecurityGroup(stack, 'group', {
    name: 'redis',
    vpcId: 'vpc-1',
    clientCidrs: ['10.3.0.0/16', '10.4.0.0/16'],
    backends: BACKENDS,
  });
});

describe('LoadBalancerSecurityGroup', () => {
  test('lets each client network in on each listener port, and nobody else', () => {
    // WHEN
    const rules = resources(stack, 'aws_vpc_security_group_ingress_rule');
    // THEN
    expect(rules.map(({ cidr_ipv4, from_port, to_port }) => [cidr_ipv4, from_port, to_port])).toEqual([
      ['10.3.0.0/16', 6380, 6380],
      ['10.3.0.0/16', 6381, 6381],
      ['10.4.0.0/16', 6380, 6380],
      ['10.4.0.0/16', 6381, 6381],
    ]);
  });

  test("lets out to each server's address and port, and nowhere else", () => {
    // WHEN
    const rules = resources(stack, 'aws_vpc_security_group_egress_rule');
    // THEN
    expect(rules.map(({ cidr_ipv4, from_port, to_port }) => [cidr_ipv4, from_port, to_port])).toEqual([
      ['10.0.4.10/32', 6379, 6379],
      ['10.0.4.11/32', 7000, 7000],
    ]);
  });

  test('opens TCP only, and names what each rule is for', () => {
    const rules = ['ingress', 'egress'].flatMap((way) => resources(stack, `aws_vpc_security_group_${way}_rule`));
    expect(rules.map(({ ip_protocol }) => ip_protocol)).toEqual(Array(6).fill('tcp'));
    expect(rules.every(({ description }) => /redis-[12]/.test(String(description)))).toBe(true);
  });

  test('has all of its rules singly: none in the group, none for everybody', () => {
    const group = theOnly(stack, 'aws_security_group');
    expect(group).toMatchObject({ vpc_id: 'vpc-1', name_prefix: 'redis-load-balancer-' });
    expect(group).not.toHaveProperty('ingress');
    expect(group).not.toHaveProperty('egress');
    expect(stack.json).not.toContain('0.0.0.0/0');
    expect(counts(stack)).toEqual({
      aws_security_group: 1,
      aws_vpc_security_group_egress_rule: 2,
      aws_vpc_security_group_ingress_rule: 4,
    });
  });

  test('is replaced without a clash of names', () => {
    expect(theOnly(stack, 'aws_security_group').lifecycle).toEqual({ create_before_destroy: true });
  });
});
