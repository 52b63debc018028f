import {
  CreateTransitGatewayCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointConnectionNotificationsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
  ModifyVpcEndpointCommand,
  ModifyVpcEndpointConnectionNotificationCommand,
  ReplaceRouteCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListHostedZonesCommand, Route53Client, UpdateHostedZoneCommentCommand } from '@aws-sdk/client-route-53';
import type { Administrator } from './administrator';

// What somebody might change by hand, one thing of each kind that the next deployment has to change back.

const BY_HAND = 'Changed by hand';

/** Changes rules, a route, a target group and the notification of the service. */
export async function driftOfService(administrator: Administrator, account: string): Promise<void> {
  const config = administrator.config(account);
  const ec2 = new EC2Client(config);
  await changeRules(ec2);
  await changeRoute(ec2);
  await changeNotification(ec2);
  const elb = new ElasticLoadBalancingV2Client(config);
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn;
  await elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckIntervalSeconds: 30 }));
}

/** Changes rules, an endpoint and the hosted zone of a consumer. */
export async function driftOfConsumer(administrator: Administrator, account: string): Promise<void> {
  const config = administrator.config(account);
  const ec2 = new EC2Client(config);
  await changeRules(ec2);
  await changeEndpoint(ec2);
  const route53 = new Route53Client(config);
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  await route53.send(new UpdateHostedZoneCommentCommand({ Id: HostedZones[0]?.Id, Comment: BY_HAND }));
}

async function changeRules(ec2: EC2Client): Promise<void> {
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({}));
  const own = SecurityGroupRules.filter(({ Tags = [] }) => Tags.some(({ Key }) => Key === 'Project'));
  for (const rule of [own.find(({ IsEgress }) => IsEgress), own.find(({ IsEgress }) => !IsEgress)]) {
    if (rule) await ec2.send(described(rule));
  }
}

function described({ GroupId, SecurityGroupRuleId, IpProtocol, FromPort, ToPort, CidrIpv4 }: SecurityGroupRule) {
  const SecurityGroupRule = { IpProtocol, FromPort, ToPort, CidrIpv4, Description: BY_HAND };
  return new ModifySecurityGroupRulesCommand({
    GroupId,
    SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }],
  });
}

/** Leads the route to the premises through another Transit Gateway. */
async function changeRoute(ec2: EC2Client): Promise<void> {
  const { RouteTables = [] } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: 'tag:Name', Values: ['prod-private'] }] }),
  );
  const { TransitGateway } = await ec2.send(new CreateTransitGatewayCommand({}));
  await ec2.send(
    new ReplaceRouteCommand({
      RouteTableId: RouteTables[0]?.RouteTableId,
      DestinationCidrBlock: '10.0.4.0/24',
      TransitGatewayId: TransitGateway?.TransitGatewayId,
    }),
  );
}

async function changeNotification(ec2: EC2Client): Promise<void> {
  const { ConnectionNotificationSet = [] } = await ec2.send(new DescribeVpcEndpointConnectionNotificationsCommand({}));
  const { ConnectionNotificationId } = ConnectionNotificationSet[0] ?? {};
  await ec2.send(
    new ModifyVpcEndpointConnectionNotificationCommand({ ConnectionNotificationId, ConnectionEvents: ['Accept'] }),
  );
}

/** Gives an endpoint the VPC's default security group instead of its own. */
async function changeEndpoint(ec2: EC2Client): Promise<void> {
  const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({}));
  const [endpoint] = VpcEndpoints;
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: 'vpc-id', Values: [endpoint?.VpcId as string] },
        { Name: 'group-name', Values: ['default'] },
      ],
    }),
  );
  await ec2.send(
    new ModifyVpcEndpointCommand({
      VpcEndpointId: endpoint?.VpcEndpointId,
      AddSecurityGroupIds: [SecurityGroups[0]?.GroupId as string],
      RemoveSecurityGroupIds: [endpoint?.Groups?.[0]?.GroupId as string],
    }),
  );
}
