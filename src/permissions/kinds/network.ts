import { inVpc, onExisting } from '../existing';
import { both, type Needs } from '../permission';
import type { Use } from '../use';
import { retaggedByEc2, taggedByEc2 } from './tagging';

/** Security groups and their rules, routes, and the attachment to the Transit Gateway. */
export const NETWORK_KINDS: Readonly<Record<string, (use: Use) => Needs>> = {
  aws_security_group: (use) => ({
    read: [use.look('ec2:DescribeSecurityGroups')],
    create: [
      { action: 'ec2:CreateSecurityGroup', resources: [use.ec2('security-group')], condition: use.requested },
      ...onExisting(use, 'ec2:CreateSecurityGroup', 'vpc'),
      taggedByEc2(use, 'security-group', 'CreateSecurityGroup'),
      { ...ownGroup(use, 'ec2:RevokeSecurityGroupEgress'), call: 'the rule that a new group has' },
    ],
    update: retaggedByEc2(use, 'security-group'),
    delete: [ownGroup(use, 'ec2:DeleteSecurityGroup')],
  }),
  aws_vpc_security_group_ingress_rule: (use) => rule(use, 'Ingress'),
  aws_vpc_security_group_egress_rule: (use) => rule(use, 'Egress'),
  aws_route: (use) => ({
    read: [use.look('ec2:DescribeRouteTables')],
    create: onExisting(use, 'ec2:CreateRoute', 'route-table'),
    update: onExisting(use, 'ec2:ReplaceRoute', 'route-table'),
    delete: onExisting(use, 'ec2:DeleteRoute', 'route-table'),
  }),
  aws_ec2_transit_gateway_vpc_attachment: attachment,
};

const ownGroup = (use: Use, action: string) => ({
  action,
  resources: [use.ec2('security-group')],
  condition: both(use.own, inVpc(use)),
});

function rule(use: Use, direction: 'Ingress' | 'Egress'): Needs {
  const authorize = `AuthorizeSecurityGroup${direction}`;
  return {
    read: [use.look('ec2:DescribeSecurityGroupRules')],
    create: [
      ownGroup(use, `ec2:${authorize}`),
      { action: `ec2:${authorize}`, resources: [use.ec2('security-group-rule')], condition: use.requested },
      taggedByEc2(use, 'security-group-rule', authorize),
    ],
    update: [
      ownGroup(use, 'ec2:ModifySecurityGroupRules'),
      { action: 'ec2:ModifySecurityGroupRules', resources: [use.ec2('security-group-rule')], condition: use.own },
      ...retaggedByEc2(use, 'security-group-rule'),
    ],
    delete: [ownGroup(use, `ec2:RevokeSecurityGroup${direction}`)],
  };
}

/** The attachment joins the gateway's route tables by default, which the provider reads and, if it must, changes. */
function attachment(use: Use): Needs {
  const own = { resources: [use.ec2('transit-gateway-attachment')], condition: use.own };
  // The route table is the gateway owner's, and carries none of the project's tags.
  const tables = { resources: [use.ec2('transit-gateway-route-table')] };
  return {
    read: [
      use.look('ec2:DescribeTransitGatewayVpcAttachments'),
      use.look('ec2:DescribeTransitGateways'),
      use.look('ec2:GetTransitGatewayRouteTableAssociations'),
      use.look('ec2:GetTransitGatewayRouteTablePropagations'),
    ],
    create: [
      {
        action: 'ec2:CreateTransitGatewayVpcAttachment',
        resources: [use.ec2('transit-gateway-attachment')],
        condition: use.requested,
      },
      ...onExisting(use, 'ec2:CreateTransitGatewayVpcAttachment', 'transit-gateway'),
      ...onExisting(use, 'ec2:CreateTransitGatewayVpcAttachment', 'vpc'),
      ...onExisting(use, 'ec2:CreateTransitGatewayVpcAttachment', 'subnet'),
      taggedByEc2(use, 'transit-gateway-attachment', 'CreateTransitGatewayVpcAttachment'),
      { action: 'ec2:EnableTransitGatewayRouteTablePropagation', ...tables },
      { action: 'ec2:EnableTransitGatewayRouteTablePropagation', ...own },
      {
        action: 'iam:CreateServiceLinkedRole',
        resources: [serviceRole(use, 'transitgateway.amazonaws.com', 'AWSServiceRoleForVPCTransitGateway')],
        condition: { StringEquals: { 'iam:AWSServiceName': 'transitgateway.amazonaws.com' } },
        call: 'the first attachment in the account',
        onlyOnAws: 'https://docs.aws.amazon.com/vpc/latest/tgw/service-linked-roles.html',
      },
    ],
    update: [
      { action: 'ec2:ModifyTransitGatewayVpcAttachment', ...own },
      ...onExisting(use, 'ec2:ModifyTransitGatewayVpcAttachment', 'subnet'),
      use.look('ec2:DescribeTags'),
      ...retaggedByEc2(use, 'transit-gateway-attachment'),
    ],
    delete: [{ action: 'ec2:DeleteTransitGatewayVpcAttachment', ...own }],
  };
}

/** The ARN of a service-linked role. */
export function serviceRole(use: Use, service: string, name: string): string {
  return `arn:${use.partition}:iam::${use.place.accountId}:role/aws-service-role/${service}/${name}`;
}
