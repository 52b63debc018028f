import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { LbTargetGroupAttachment } from '@cdktf/provider-aws/lib/lb-target-group-attachment';
import type { Backend } from '../../../src/config/names';
import { BackendTargets } from '../../../src/constructs/backend-targets';
import { type Block, counts, resources, type StackJson, stackWith } from '../../support/synth';

const BACKENDS: Backend[] = [
  { name: 'redis-1', address: '10.0.4.10', port: 6379, listenerPort: 6380 },
  { name: 'redis-2', address: '10.0.4.11', port: 7000, listenerPort: 6381 },
];

const build = (backends: readonly Backend[]) =>
  stackWith((stack) => {
    for (const backend of backends) {
      const props = { securityGroupId: 'sg-1', vpcId: 'vpc-1', backend };
      new BackendTargets(stack, backend.name, props);
    }
  });
const stack = build(BACKENDS);
const targetGroupArn = ({ name }: Backend) => `\${aws_lb_target_group.${name.replace('-', '_')}_target_group.arn}`;
const targetGroups = resources(stack, 'aws_lb_target_group');

describe('BackendTargets', () => {
  test('creates a target group, a target and its egress rule, and nothing else', () => {
    expect(counts(stack)).toEqual({
      aws_lb_target_group: 2,
      aws_lb_target_group_attachment: 2,
      aws_vpc_security_group_egress_rule: 2,
      terraform_data: 2,
    });
  });

  test("allows egress to each server's address and port, and nowhere else", () => {
    expect(resources(stack, 'aws_vpc_security_group_egress_rule')).toMatchObject(
      BACKENDS.map(({ address, port }) => ({
        security_group_id: 'sg-1',
        cidr_ipv4: `${address}/32`,
        ip_protocol: 'tcp',
        from_port: port,
        to_port: port,
        lifecycle: { create_before_destroy: true },
      })),
    );
  });

  test('replaces only the target of a server that moves, and registers the new one first', () => {
    // WHEN
    const [first, ...others] = BACKENDS as [Backend, ...Backend[]];
    const moved = build([{ ...first, address: '10.0.4.20', port: 6390 }, ...others]);
    const named = (from: StackJson, type: string) => Object.keys(from.resource[type] ?? {});
    // THEN
    expect(moved.resource.aws_lb_target_group).toEqual(stack.resource.aws_lb_target_group);
    expect(named(stack, 'aws_lb_target_group_attachment')[0]).toBe('redis_1_target_10_0_4_10_6379');
    expect(named(moved, 'aws_lb_target_group_attachment')[0]).toBe('redis_1_target_10_0_4_20_6390');
    expect(moved.resource.terraform_data?.redis_1_targets).toMatchObject({
      triggers_replace: { resources: '10.0.4.20-6390' },
      depends_on: ['aws_lb_target_group_attachment.redis_1_target_10_0_4_20_6390'],
      lifecycle: { create_before_destroy: true },
    });
  });

  test('creates the egress rule before the target and destroys it after', () => {
    expect(stack.resource.aws_lb_target_group_attachment?.redis_1_target_10_0_4_10_6379).toMatchObject({
      depends_on: ['aws_vpc_security_group_egress_rule.redis_1_out_10_0_4_10_6379'],
      lifecycle: { create_before_destroy: true },
    });
  });

  test('has two targets for a server that is about to move, with addresses independent of each other', () => {
    const first = BACKENDS[0] as Backend;
    const names = (backend: Backend) => Object.keys(build([backend]).resource.aws_lb_target_group_attachment ?? {});
    const before = names(first);
    const during = names({ ...first, alsoAt: { address: '10.0.4.20', port: 6379 } });
    const after = names({ ...first, address: '10.0.4.20' });
    expect(during).toEqual([...before, ...after]);
  });

  test.each(BACKENDS)(
    'targets the address and port of $name in the zone "all", since it is outside the VPC',
    (backend) => {
      expect(stack.json).toHaveResourceWithProperties(LbTargetGroupAttachment, {
        target_id: backend.address,
        port: backend.port,
        availability_zone: 'all',
        target_group_arn: targetGroupArn(backend),
      });
      expect(stack.json).toHaveResourceWithProperties(LbTargetGroup, {
        target_type: 'ip',
        protocol: 'TCP',
        port: 6379,
        vpc_id: 'vpc-1',
        tags: { Name: backend.name },
      });
    },
  );

  test('replaces a target group without a name clash: a name prefix, and create before destroy', () => {
    expect(targetGroups.map(({ name, name_prefix, lifecycle }) => ({ name, name_prefix, lifecycle }))).toEqual([
      { name_prefix: 'redis-', lifecycle: { create_before_destroy: true } },
      { name_prefix: 'redis-', lifecycle: { create_before_destroy: true } },
    ]);
  });

  test('turns off the proxy protocol, which Redis does not support, and client IP preservation', () => {
    expect(targetGroups.map((group) => [group.proxy_protocol_v2, group.preserve_client_ip])).toEqual([
      [false, 'false'],
      [false, 'false'],
    ]);
  });

  test('resets connections to a failed target if there is another, and keeps its zones in DNS', () => {
    expect(targetGroups).toHaveLength(2);
    for (const group of targetGroups) {
      expect(group.target_health_state).toEqual([{ enable_unhealthy_connection_termination: true }]);
      expect((group.target_group_health as Block).dns_failover).toEqual({
        minimum_healthy_targets_count: 'off',
        minimum_healthy_targets_percentage: 'off',
      });
      expect((group.target_group_health as Block).unhealthy_state_routing).toEqual({
        minimum_healthy_targets_count: 1,
        minimum_healthy_targets_percentage: 'off',
      });
      expect(group.health_check).toEqual({
        protocol: 'TCP',
        port: 'traffic-port',
        interval: 5,
        timeout: 3,
        unhealthy_threshold: 3,
        healthy_threshold: 2,
      });
      expect(group).toMatchObject({ deregistration_delay: '120', connection_termination: true });
    }
  });
});
