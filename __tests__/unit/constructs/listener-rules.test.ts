import { ListenerRules, type ListenerRulesProps } from '../../../src/constructs/listener-rules';
import { type Block, counts, resources, stackWith, theOnly } from '../../support/synth';

const build = (props: Partial<ListenerRulesProps> = {}) =>
  stackWith((stack) => {
    new ListenerRules(stack, 'in', {
      securityGroupId: 'sg-1',
      ports: [6379, 6380, 6381],
      clientCidrs: ['10.3.0.0/16', '10.4.0.0/16'],
      ...props,
    });
  });
const rules = (props?: Partial<ListenerRulesProps>) => resources(build(props), 'aws_vpc_security_group_ingress_rule');

describe('ListenerRules', () => {
  test('opens contiguous ports to a network with one rule', () => {
    expect(rules()).toMatchObject([
      { cidr_ipv4: '10.3.0.0/16', from_port: 6379, to_port: 6381, ip_protocol: 'tcp', security_group_id: 'sg-1' },
      { cidr_ipv4: '10.4.0.0/16', from_port: 6379, to_port: 6381, ip_protocol: 'tcp', security_group_id: 'sg-1' },
    ]);
  });

  test('opens no port that has no listener', () => {
    const opened = rules({ ports: [26379, 6379, 6381, 26380], clientCidrs: ['10.3.0.0/16'] });
    expect(opened.map(({ from_port, to_port }) => [from_port, to_port])).toEqual([
      [26379, 26380],
      [6379, 6379],
      [6381, 6381],
    ]);
  });

  test('admits security groups like networks, in separate rules', () => {
    expect(rules({ clientCidrs: [], clientSecurityGroupIds: ['sg-11111111', 'sg-22222222'] })).toMatchObject([
      { referenced_security_group_id: 'sg-11111111', from_port: 6379, to_port: 6381 },
      { referenced_security_group_id: 'sg-22222222', from_port: 6379, to_port: 6381 },
    ]);
    const both = rules({ clientSecurityGroupIds: ['sg-11111111'] });
    expect(both).toHaveLength(3);
    expect(both.filter((rule) => rule.cidr_ipv4 && rule.referenced_security_group_id)).toEqual([]);
  });

  test('keys rules by client and port run, so that another server leaves the rules of other runs alone', () => {
    const keys = (ports: number[]) => Object.keys(build({ ports }).resource.aws_vpc_security_group_ingress_rule ?? {});
    expect(keys([6379, 26379])).toEqual(expect.arrayContaining(keys([26379])));
    expect(keys([6379, 6380, 26379])).toEqual(expect.arrayContaining(keys([26379])));
    expect(keys([6379])).toEqual(['in_10_3_0_0_16_6379_6379', 'in_10_4_0_0_16_6379_6379']);
  });

  test('describes the ports of each rule', () => {
    const described = (ports: number[]) => rules({ ports, clientCidrs: ['10.3.0.0/16'] })[0]?.description;
    expect(described([6379])).toBe('Redis clients, port 6379');
    expect(described([6379, 6380])).toBe('Redis clients, ports 6379 to 6380');
  });

  test('creates new rules before it destroys old ones, by a resource that depends on all of them', () => {
    const stack = build({ ports: [6379, 26379] });
    const names = Object.keys(stack.resource.aws_vpc_security_group_ingress_rule ?? {});
    const order = theOnly(stack, 'terraform_data') as Block & { depends_on: string[] };
    expect(order.lifecycle).toEqual({ create_before_destroy: true });
    expect([...order.depends_on].sort()).toEqual(
      names.map((name) => `aws_vpc_security_group_ingress_rule.${name}`).sort(),
    );
    expect(order.triggers_replace).toEqual({
      resources: '10.3.0.0/16-6379-6379 10.3.0.0/16-26379-26379 10.4.0.0/16-6379-6379 10.4.0.0/16-26379-26379',
    });
    expect(order).not.toHaveProperty('provider');
    for (const rule of rules()) expect(rule.lifecycle).toEqual({ create_before_destroy: true });
  });

  test('adds nothing without clients', () => {
    expect(counts(build({ clientCidrs: [] }))).toEqual({});
  });
});
