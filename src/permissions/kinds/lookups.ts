import { onExisting } from '../existing';
import type { Needs } from '../permission';
import type { Use } from '../use';

/** Data sources of the VPCs, subnets, route tables and gateways that exist already, and of endpoints. */
export const LOOKUP_KINDS: Readonly<Record<string, (use: Use) => Needs>> = {
  'data.aws_vpc': (use) => ({
    read: [
      use.look('ec2:DescribeVpcs'),
      use.look('ec2:DescribeRouteTables', {
        call: 'the main route table',
        dispensable:
          'https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/ec2/vpc_data_source.go',
      }),
      ...onExisting(use, 'ec2:DescribeVpcAttribute', 'vpc'),
    ],
  }),
  'data.aws_subnet': (use) => ({ read: [use.look('ec2:DescribeSubnets')] }),
  'data.aws_route_table': (use) => ({ read: [use.look('ec2:DescribeRouteTables')] }),
  'data.aws_ec2_transit_gateway': (use) => ({ read: [use.look('ec2:DescribeTransitGateways')] }),
  'data.aws_vpc_endpoint_service': (use) => ({ read: [use.look('ec2:DescribeVpcEndpointServices')] }),
  'data.aws_vpc_endpoint': (use) => ({
    read: [use.look('ec2:DescribeVpcEndpoints'), use.look('ec2:DescribePrefixLists')],
  }),
};
