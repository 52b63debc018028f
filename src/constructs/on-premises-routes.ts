import { DataAwsEc2TransitGateway } from '@cdktf/provider-aws/lib/data-aws-ec2-transit-gateway';
import { Ec2TransitGatewayVpcAttachment } from '@cdktf/provider-aws/lib/ec2-transit-gateway-vpc-attachment';
import { Route } from '@cdktf/provider-aws/lib/route';
import { Construct } from 'constructs';
import type { TransitGateway } from '../config/schema';
import { byIdOrName, type ExistingVpc } from './existing-vpc';

/** Properties of {@link OnPremisesRoutes}. */
export interface OnPremisesRoutesProps {
  /** The VPC whose route tables get the routes. */
  readonly network: ExistingVpc;
  readonly transitGateway: TransitGateway;
  /** IPv4 CIDR blocks on premises. */
  readonly cidrs: readonly string[];
}

/** Routes to the premises through the Transit Gateway, one per route table and network on premises. */
export class OnPremisesRoutes extends Construct {
  constructor(scope: Construct, id: string, { network, transitGateway, cidrs }: OnPremisesRoutesProps) {
    super(scope, id);
    const gateway = new DataAwsEc2TransitGateway(this, 'transit-gateway', byIdOrName(transitGateway));
    const attachment = transitGateway.attachVpc ? this.attach(network, gateway.id) : undefined;
    for (const [table, routeTableId] of network.routeTableIds) {
      for (const cidr of cidrs) {
        // AWS identifies a route by table and destination, so its address does too.
        new Route(this, `${table}-${cidr}`, {
          routeTableId,
          destinationCidrBlock: cidr,
          transitGatewayId: gateway.id,
          // EC2 refuses a route to a Transit Gateway without an attachment to the VPC.
          dependsOn: attachment && [attachment],
        });
      }
    }
  }

  private attach(network: ExistingVpc, transitGatewayId: string): Ec2TransitGatewayVpcAttachment {
    return new Ec2TransitGatewayVpcAttachment(this, 'attachment', {
      transitGatewayId,
      vpcId: network.vpcId,
      // The gateway exchanges traffic only with zones in which it has a subnet.
      subnetIds: [...network.subnetIds.values()],
    });
  }
}
