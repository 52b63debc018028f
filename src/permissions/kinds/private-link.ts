import { onExisting } from '../existing';
import type { Needs, Permission } from '../permission';
import type { Use } from '../use';
import { retaggedByEc2, taggedByEc2 } from './tagging';

/** The endpoint service, its principals and connections, and the interface endpoints. */
export const PRIVATE_LINK_KINDS: Readonly<Record<string, (use: Use) => Needs>> = {
  aws_vpc_endpoint_service: (use) => {
    const own = { resources: [use.ec2('vpc-endpoint-service')], condition: use.own };
    return {
      read: [
        use.look('ec2:DescribeVpcEndpointServiceConfigurations'),
        { action: 'ec2:DescribeVpcEndpointServicePermissions', ...own },
      ],
      create: [
        {
          action: 'ec2:CreateVpcEndpointServiceConfiguration',
          resources: [use.ec2('vpc-endpoint-service')],
          condition: use.requested,
        },
        taggedByEc2(use, 'vpc-endpoint-service', 'CreateVpcEndpointServiceConfiguration'),
        ...acrossRegions(use, 'supported_regions', 'vpc-endpoint-service'),
      ],
      update: [
        { action: 'ec2:ModifyVpcEndpointServiceConfiguration', ...own },
        ...retaggedByEc2(use, 'vpc-endpoint-service'),
      ],
      delete: [{ action: 'ec2:DeleteVpcEndpointServiceConfigurations', ...own, unlessProtected: true }],
    };
  },
  aws_vpc_endpoint_service_private_dns_verification: (use) => ({
    read: [use.look('ec2:DescribeVpcEndpointServiceConfigurations')],
    create: [
      {
        action: 'ec2:StartVpcEndpointServicePrivateDnsVerification',
        resources: [use.ec2('vpc-endpoint-service')],
        condition: ofProject(use),
      },
    ],
  }),
  aws_vpc_endpoint_private_dns: (use) => {
    const change = { action: 'ec2:ModifyVpcEndpoint', resources: [use.ec2('vpc-endpoint')], condition: ofProject(use) };
    return { read: [use.look('ec2:DescribeVpcEndpoints')], create: [change], update: [change] };
  },
  aws_vpc_endpoint_service_allowed_principal: (use) => {
    const own = { resources: [use.ec2('vpc-endpoint-service')], condition: use.own };
    return {
      read: [{ action: 'ec2:DescribeVpcEndpointServicePermissions', ...own }],
      create: [{ action: 'ec2:ModifyVpcEndpointServicePermissions', ...own }],
      delete: [{ action: 'ec2:ModifyVpcEndpointServicePermissions', ...own }],
    };
  },
  aws_vpc_endpoint_connection_notification: (use) => {
    const own = { resources: [use.ec2('vpc-endpoint-service')], condition: use.own };
    return {
      read: [use.look('ec2:DescribeVpcEndpointConnectionNotifications')],
      create: [{ action: 'ec2:CreateVpcEndpointConnectionNotification', ...own }],
      update: [{ action: 'ec2:ModifyVpcEndpointConnectionNotification', ...own }],
      delete: [{ action: 'ec2:DeleteVpcEndpointConnectionNotifications', ...own }],
    };
  },
  aws_vpc_endpoint_connection_accepter: (use) => {
    const services = { resources: [use.ec2('vpc-endpoint-service')], condition: ofProject(use) };
    return {
      read: [use.look('ec2:DescribeVpcEndpointConnections')],
      create: [{ action: 'ec2:AcceptVpcEndpointConnections', ...services }],
      delete: [{ action: 'ec2:RejectVpcEndpointConnections', ...services, unlessProtected: true }],
    };
  },
  aws_vpc_endpoint: (use) => {
    const own = { resources: [use.ec2('vpc-endpoint')], condition: use.own };
    return {
      read: [
        use.look('ec2:DescribeVpcEndpoints'),
        use.look('ec2:DescribePrefixLists'),
        use.look('ec2:DescribeNetworkInterfaces', { call: 'subnet_configuration: the addresses' }),
      ],
      create: [
        {
          action: 'ec2:CreateVpcEndpoint',
          resources: [use.ec2('vpc-endpoint')],
          // The service's name is unknown until it is deployed. Its owner is not.
          condition: {
            StringEquals: { ...use.requested.StringEquals, 'ec2:VpceServiceOwner': use.place.serviceAccountId },
          },
        },
        { action: 'ec2:CreateVpcEndpoint', resources: [use.ec2('security-group')], condition: use.own },
        ...onExisting(use, 'ec2:CreateVpcEndpoint', 'vpc'),
        ...onExisting(use, 'ec2:CreateVpcEndpoint', 'subnet'),
        taggedByEc2(use, 'vpc-endpoint', 'CreateVpcEndpoint'),
        ...acrossRegions(use, 'service_region', 'vpc-endpoint'),
      ],
      update: [
        { action: 'ec2:ModifyVpcEndpoint', ...own },
        { action: 'ec2:ModifyVpcEndpoint', resources: [use.ec2('security-group')], condition: use.own },
        ...retaggedByEc2(use, 'vpc-endpoint'),
      ],
      delete: [{ action: 'ec2:DeleteVpcEndpoints', ...own, unlessProtected: true }],
    };
  },
};

/** The resource is the environment's, but another stack's than the one that needs it. */
const ofProject = (use: Use) => {
  const { 'aws:ResourceTag/Stack': _, ...tags } = use.own.StringEquals ?? {};
  return { StringEquals: tags };
};

/**
 * A service or endpoint that crosses Regions needs a permission-only action.
 *
 * @param argument the argument that names Regions
 */
function acrossRegions(use: Use, argument: string, type: string): Permission[] {
  const regions = use.blocks.flatMap(({ args }) => (args[argument] as string | string[] | undefined) ?? []);
  if (regions.every((region) => region === use.place.region)) return [];
  return [
    {
      action: 'vpce:AllowMultiRegion',
      resources: [use.ec2(type)],
      call: argument,
      onlyOnAws: 'https://docs.aws.amazon.com/vpc/latest/privatelink/security_iam_id-based-policy-examples.html',
    },
  ];
}
