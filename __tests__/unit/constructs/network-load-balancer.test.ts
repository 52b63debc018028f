import { Lb } from '@cdktf/provider-aws/lib/lb';
import type { Construct } from 'constructs';
import { NetworkLoadBalancer } from '../../../src/constructs/network-load-balancer';
import { resources, stackWith, theOnly } from '../../support/synth';

const create = (scope: Construct, deletionProtection: boolean, enforceRulesOnPrivateLink = true) =>
  new NetworkLoadBalancer(scope, 'load_balancer', {
    name: 'redis',
    subnetIds: ['subnet-1', 'subnet-2'],
    securityGroupId: 'sg-1',
    enforceRulesOnPrivateLink,
    deletionProtection,
  });

const build = (...args: [deletionProtection: boolean, enforceRulesOnPrivateLink?: boolean]) =>
  stackWith((stack) => void create(stack, ...args));

describe('NetworkLoadBalancer', () => {
  test('is internal, with a node in every subnet', () => {
    expect(build(true).json).toHaveResourceWithProperties(Lb, {
      name: 'redis',
      load_balancer_type: 'network',
      internal: true,
      subnets: ['subnet-1', 'subnet-2'],
    });
  });

  test('has the fixed addresses in the order of its subnets', () => {
    const stack = stackWith((stack) => {
      new NetworkLoadBalancer(stack, 'load_balancer', {
        name: 'redis',
        subnetIds: ['subnet-1', 'subnet-2'],
        addresses: ['10.8.0.10', '10.8.1.10'],
        securityGroupId: 'sg-1',
        enforceRulesOnPrivateLink: true,
        deletionProtection: true,
      });
    });
    expect(theOnly(stack, 'aws_lb')).not.toHaveProperty('subnets');
    expect(theOnly(stack, 'aws_lb').subnet_mapping).toEqual([
      { subnet_id: 'subnet-1', private_ipv4_address: '10.8.0.10' },
      { subnet_id: 'subnet-2', private_ipv4_address: '10.8.1.10' },
    ]);
  });

  test('has a security group from the start, enforced on PrivateLink traffic', () => {
    expect(build(true).json).toHaveResourceWithProperties(Lb, {
      security_groups: ['sg-1'],
      enforce_security_group_inbound_rules_on_private_link_traffic: 'on',
    });
  });

  test('can leave filtering PrivateLink traffic to the endpoints', () => {
    expect(theOnly(build(true, false), 'aws_lb')).toMatchObject({
      security_groups: ['sg-1'],
      enforce_security_group_inbound_rules_on_private_link_traffic: 'off',
    });
  });

  test('has no cross-zone load balancing: every node reaches every target anyway', () => {
    expect(theOnly(build(true), 'aws_lb').enable_cross_zone_load_balancing).toBe(false);
  });

  test.each([true, false])("sets AWS's and Terraform's deletion protection to %p", (deletionProtection) => {
    // WHEN
    const loadBalancer = theOnly(build(deletionProtection), 'aws_lb');
    // THEN
    expect(loadBalancer.enable_deletion_protection).toBe(deletionProtection);
    expect(loadBalancer.lifecycle).toEqual({ prevent_destroy: deletionProtection });
    expect(loadBalancer.tags).toEqual(deletionProtection ? { DeletionProtection: 'true' } : {});
  });

  test('has a listener on each port, with the idle timeout of an endpoint, and no target group of its own', () => {
    // WHEN
    const stack = stackWith((scope) => {
      const balancer = create(scope, true);
      balancer.listen(6379, 'arn:targets-1');
      balancer.listen(6380, 'arn:targets-2');
    });
    // THEN
    const listener = (port: number, target_group_arn: string) =>
      expect.objectContaining({
        load_balancer_arn: `\${aws_lb.load_balancer.arn}`,
        protocol: 'TCP',
        port,
        tcp_idle_timeout_seconds: 350,
        default_action: [{ type: 'forward', target_group_arn }],
      });
    expect(stack.resource.aws_lb_listener).toEqual({
      load_balancer_listener_6379: listener(6379, 'arn:targets-1'),
      load_balancer_listener_6380: listener(6380, 'arn:targets-2'),
    });
    expect(resources(stack, 'aws_lb_target_group')).toEqual([]);
  });
});
