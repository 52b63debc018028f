import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { LbTargetGroupAttachment } from '@cdktf/provider-aws/lib/lb-target-group-attachment';
import type { Backend } from '../../../src/config/names';
import { BackendListener } from '../../../src/constructs/backend-listener';
import { type Block, counts, resources, stackWith } from '../../support/synth';

const BACKENDS = [
  { name: 'redis-1', address: '10.0.4.10', port: 6379, listenerPort: 6380 },
  { name: 'redis-2', address: '10.0.4.11', port: 7000, listenerPort: 6381 },
];

const stack = stackWith((stack) => {
  for (const backend of BACKENDS) {
    new BackendListener(stack, backend.name, { loadBalancerArn: 'arn:lb', vpcId: 'vpc-1', backend });
  }
});
const targetGroupArn = ({ name }: Backend) => `\${aws_lb_target_group.${name.replace('-', '_')}_target_group.arn}`;
const targetGroups = resources(stack, 'aws_lb_target_group');

describe('BackendListener', () => {
  test('is a target group, a target and a listener, and nothing else', () => {
    expect(counts(stack)).toEqual({ aws_lb_listener: 2, aws_lb_target_group: 2, aws_lb_target_group_attachment: 2 });
  });

  test.each(BACKENDS)('listens on the listener port of $name and forwards to its target group', (backend) => {
    expect(stack.json).toHaveResourceWithProperties(LbListener, {
      load_balancer_arn: 'arn:lb',
      protocol: 'TCP',
      port: backend.listenerPort,
      default_action: [{ type: 'forward', target_group_arn: targetGroupArn(backend) }],
    });
  });

  test.each(BACKENDS)('targets address and port of $name outside the VPC, so in zone "all"', (backend) => {
    expect(stack.json).toHaveResourceWithProperties(LbTargetGroupAttachment, {
      target_id: backend.address,
      port: backend.port,
      availability_zone: 'all',
      target_group_arn: targetGroupArn(backend),
    });
    expect(stack.json).toHaveResourceWithProperties(LbTargetGroup, {
      target_type: 'ip',
      protocol: 'TCP',
      port: backend.port,
      vpc_id: 'vpc-1',
      tags: { Name: backend.name },
    });
  });

  test('replaces a target group without a clash of names: a prefix, and the new one first', () => {
    expect(targetGroups.map(({ name, name_prefix, lifecycle }) => ({ name, name_prefix, lifecycle }))).toEqual([
      { name_prefix: 'redis-', lifecycle: { create_before_destroy: true } },
      { name_prefix: 'redis-', lifecycle: { create_before_destroy: true } },
    ]);
  });

  test('sends no proxy protocol, which Redis does not parse, and no client addresses', () => {
    expect(targetGroups.map((group) => [group.proxy_protocol_v2, group.preserve_client_ip])).toEqual([
      [false, 'false'],
      [false, 'false'],
    ]);
  });

  test('forgets idle connections no later than an endpoint does', () => {
    expect(resources(stack, 'aws_lb_listener').map((listener) => listener.tcp_idle_timeout_seconds)).toEqual([
      350, 350,
    ]);
  });

  test('resets connections to a dead server, and keeps its zones in the DNS', () => {
    expect(targetGroups).toHaveLength(2);
    for (const group of targetGroups) {
      expect(group.target_health_state).toEqual([{ enable_unhealthy_connection_termination: true }]);
      expect((group.target_group_health as Block).dns_failover).toEqual({
        minimum_healthy_targets_count: 'off',
        minimum_healthy_targets_percentage: 'off',
      });
      expect(group.health_check).toMatchObject({ protocol: 'TCP', port: 'traffic-port' });
    }
  });
});
