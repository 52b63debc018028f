import type { Needs, Permission } from '../permission';
import type { Use } from '../use';
import { serviceRole } from './network';
import { retaggedByLoadBalancing, taggedByLoadBalancing } from './tagging';

/** The load balancer, its target groups with their targets, and its listeners. */
export const LOAD_BALANCER_KINDS: Readonly<Record<string, (use: Use) => Needs>> = {
  aws_lb: (use) => {
    const path = `loadbalancer/net/${onlyName(use)}/*`;
    const own = { resources: [use.arn('elasticloadbalancing', path)], condition: use.own };
    return {
      read: [
        use.look('elasticloadbalancing:DescribeLoadBalancers'),
        use.look('elasticloadbalancing:DescribeLoadBalancerAttributes'),
        use.look('elasticloadbalancing:DescribeCapacityReservation', {
          dispensable: 'https://github.com/hashicorp/terraform-provider-aws/pull/42724',
        }),
        use.look('elasticloadbalancing:DescribeTags'),
      ],
      create: [
        {
          action: 'elasticloadbalancing:CreateLoadBalancer',
          resources: [use.arn('elasticloadbalancing', path)],
          condition: {
            StringEquals: { ...use.requested.StringEquals, 'elasticloadbalancing:Scheme': 'internal' },
          },
        },
        taggedByLoadBalancing(use, path, 'CreateLoadBalancer'),
        { action: 'elasticloadbalancing:ModifyLoadBalancerAttributes', ...own },
        { action: 'elasticloadbalancing:SetSecurityGroups', ...own },
        serviceLinkedRole(use),
      ],
      update: [
        { action: 'elasticloadbalancing:ModifyLoadBalancerAttributes', ...own },
        { action: 'elasticloadbalancing:SetSecurityGroups', ...own },
        { action: 'elasticloadbalancing:SetSubnets', ...own },
        ...retaggedByLoadBalancing(use, path),
      ],
      delete: [
        { action: 'elasticloadbalancing:DeleteLoadBalancer', ...own, unlessProtected: true },
        use.look('ec2:DescribeNetworkInterfaces', { call: 'the interfaces that a deleted load balancer leaves' }),
      ],
    };
  },
  aws_lb_target_group: (use) => {
    const path = `targetgroup/${use.values('name_prefix')[0]}*/*`;
    const own = { resources: [use.arn('elasticloadbalancing', path)], condition: use.own };
    return {
      read: [
        use.look('elasticloadbalancing:DescribeTargetGroups'),
        use.look('elasticloadbalancing:DescribeTargetGroupAttributes'),
        use.look('elasticloadbalancing:DescribeTags'),
      ],
      create: [
        {
          action: 'elasticloadbalancing:CreateTargetGroup',
          resources: [use.arn('elasticloadbalancing', path)],
          condition: use.requested,
        },
        taggedByLoadBalancing(use, path, 'CreateTargetGroup'),
        { action: 'elasticloadbalancing:ModifyTargetGroupAttributes', ...own },
      ],
      update: [
        { action: 'elasticloadbalancing:ModifyTargetGroup', ...own },
        { action: 'elasticloadbalancing:ModifyTargetGroupAttributes', ...own },
        ...retaggedByLoadBalancing(use, path),
      ],
      delete: [{ action: 'elasticloadbalancing:DeleteTargetGroup', ...own }],
    };
  },
  aws_lb_target_group_attachment: (use) => {
    // The project's target groups; the attachment itself has no ARN.
    const own = { resources: [use.arn('elasticloadbalancing', 'targetgroup/*/*')], condition: use.own };
    return {
      read: [use.look('elasticloadbalancing:DescribeTargetHealth')],
      create: [{ action: 'elasticloadbalancing:RegisterTargets', ...own }],
      delete: [{ action: 'elasticloadbalancing:DeregisterTargets', ...own }],
    };
  },
  aws_lb_listener: (use) => {
    const own = { resources: [use.arn('elasticloadbalancing', 'listener/net/*/*/*')], condition: use.own };
    return {
      read: [
        use.look('elasticloadbalancing:DescribeListeners'),
        use.look('elasticloadbalancing:DescribeListenerAttributes'),
        use.look('elasticloadbalancing:DescribeTags'),
      ],
      create: [
        {
          action: 'elasticloadbalancing:CreateListener',
          resources: [use.arn('elasticloadbalancing', 'loadbalancer/net/*/*')],
          // The load balancer's tags and the listener's own.
          condition: { StringEquals: { ...use.own.StringEquals, ...use.requested.StringEquals } },
        },
        taggedByLoadBalancing(use, 'listener/net/*/*/*', 'CreateListener'),
        { action: 'elasticloadbalancing:ModifyListenerAttributes', ...own },
      ],
      update: [
        { action: 'elasticloadbalancing:ModifyListener', ...own },
        { action: 'elasticloadbalancing:ModifyListenerAttributes', ...own },
        ...retaggedByLoadBalancing(use, 'listener/net/*/*/*'),
      ],
      delete: [{ action: 'elasticloadbalancing:DeleteListener', ...own }],
    };
  },
};

const onlyName = (use: Use) => use.values('name')[0] as string;

const serviceLinkedRole = (use: Use): Permission => ({
  action: 'iam:CreateServiceLinkedRole',
  resources: [serviceRole(use, 'elasticloadbalancing.amazonaws.com', 'AWSServiceRoleForElasticLoadBalancing')],
  condition: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
  call: 'the first load balancer or target group in the account',
  onlyOnAws: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-service-linked-roles.html',
});
