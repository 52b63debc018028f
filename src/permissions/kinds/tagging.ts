import { both, type Permission } from '../permission';
import type { Use } from '../use';

/**
 * Permission to tag an EC2 resource while it is created.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
export function taggedByEc2(use: Use, type: string, action: string): Permission {
  const condition = both(use.requested, {
    StringEquals: { ...use.requested.StringEquals, 'ec2:CreateAction': action },
  });
  return { action: 'ec2:CreateTags', resources: [use.ec2(type)], condition, call: `${action} with tags` };
}

/** Permissions to change the tags of the project's EC2 resources of a type. */
export function retaggedByEc2(use: Use, type: string): Permission[] {
  const resources = [use.ec2(type)];
  return [
    { action: 'ec2:CreateTags', resources, condition: use.retagged },
    { action: 'ec2:DeleteTags', resources, condition: use.untagged },
  ];
}

/**
 * Permission to tag a load balancer, target group or listener while it is created.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/tagging-resources-during-creation.html
 */
export function taggedByLoadBalancing(use: Use, resource: string, action: string): Permission {
  const condition = both(use.requested, {
    StringEquals: { ...use.requested.StringEquals, 'elasticloadbalancing:CreateAction': action },
  });
  const resources = [use.arn('elasticloadbalancing', resource)];
  return { action: 'elasticloadbalancing:AddTags', resources, condition, call: `${action} with tags` };
}

/** Permissions to change the tags of the project's load balancers, target groups or listeners. */
export function retaggedByLoadBalancing(use: Use, resource: string): Permission[] {
  const resources = [use.arn('elasticloadbalancing', resource)];
  return [
    { action: 'elasticloadbalancing:AddTags', resources, condition: use.retagged },
    { action: 'elasticloadbalancing:RemoveTags', resources, condition: use.untagged },
  ];
}
