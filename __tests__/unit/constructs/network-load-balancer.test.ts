import { Lb } from '@cdktf/provider-aws/lib/lb';
import { NetworkLoadBalancer } from '../../../src/constructs/network-load-balancer';
import { resources, stackWith, theOnly } from '../../support/synth';

const build = (deletionProtection: boolean, enforceRulesOnPrivateLink = true) =>
  stackWith((stack) => {
    new NetworkLoadBalancer(stack, 'load_balancer', {
      name: 'redis',
      subnetIds: ['subnet-1', 'subnet-2'],
      securityGroupId: 'sg-1',
      enforceRulesOnPrivateLink,
      deletionProtection,
    });
  });

describe('NetworkLoadBalancer', () => {
  test('is internal, with a node in every subnet', () => {
    expect(build(true).json).toHaveResourceWithProperties(Lb, {
      name: 'redis',
      load_balancer_type: 'network',
      internal: true,
      subnets: ['subnet-1', 'subnet-2'],
    });
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
  });

  test('has no listener or target group: each server adds its own', () => {
    expect(resources(build(true), 'aws_lb_listener')).toEqual([]);
    expect(resources(build(true), 'aws_lb_target_group')).toEqual([]);
  });
});
