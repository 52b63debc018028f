import {
  AssociateRouteTableCommand,
  AssociateVpcCidrBlockCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateTransitGatewayCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  CreateVpcCommand,
  DescribeAvailabilityZonesCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  type ResourceType,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { accountOf, regionOf } from '../config/names';
import type { Environment, Service, Subnet, Vpc } from '../config/schema';
import { type AwsConfig, accountConfig } from '../terraform/aws';
import { emulatorAwsConfig } from './aws';
import { type Network, nameOf, networks } from './networks';
import { seedBuckets } from './seed-buckets';
import { subnetCidrs } from './subnet-cidrs';

/**
 * Creates in the emulator what an environment refers to: VPCs, subnets, route tables, the Transit Gateway, a public
 * hosted zone, a topic, buckets.
 * `requireEmulatable` checks first that it can.
 *
 * @param endpoint URL of the emulator
 */
export async function seed(environment: Environment, endpoint: string): Promise<void> {
  const { service, consumers } = environment;
  const users = [{ ...service, region: environment.region }, ...consumers].map((user) => ({
    ...user,
    region: regionOf(user, environment),
  }));
  const places = new Map(users.map(({ account, region }) => [`${account} ${region}`, { account, region }]));
  for (const { account, region } of places.values()) {
    const config = accountConfig(emulatorAwsConfig(endpoint, region), accountOf(environment, account));
    const ec2 = new EC2Client(config);
    const here = new AccountSeed(ec2);
    for (const network of networks(users.filter((user) => user.account === account && user.region === region))) {
      await here.network(network);
    }
    if (service.account === account && environment.region === region) {
      await here.wayToPremises(service);
      if (service.privateDns) await createPublicZone(config, service.privateDns.publicZoneName);
      if (service.connectionNotificationTopicArn) await createTopic(config, service.connectionNotificationTopicArn);
    }
    ec2.destroy();
  }
  await seedBuckets(environment, endpoint);
}

async function createPublicZone(config: AwsConfig, Name: string): Promise<void> {
  const route53 = new Route53Client(config);
  await route53.send(new CreateHostedZoneCommand({ Name, CallerReference: Name }));
  route53.destroy();
}

async function createTopic(config: AwsConfig, arn: string): Promise<void> {
  const sns = new SNSClient(config);
  await sns.send(new CreateTopicCommand({ Name: arn.split(':').at(-1) }));
  sns.destroy();
}

/** The existing resources of one account in one Region. */
class AccountSeed {
  /** IDs of VPCs, and of the subnets of each, by `Name` tag. */
  private readonly vpcIds = new Map<string, string>();
  private readonly subnetIds = new Map<string, Map<string, string>>();
  private zoneNames?: Map<string, string>;

  constructor(private readonly ec2: EC2Client) {}

  /** A VPC and its subnets. */
  async network({ vpc, subnets }: Network): Promise<void> {
    const vpcId = await this.createVpc(vpc);
    this.vpcIds.set(nameOf(vpc), vpcId);
    const cidrs = subnetCidrs(vpc.cidrs[0] as string, subnets.length);
    const ids = new Map<string, string>();
    for (const [i, subnet] of subnets.entries()) {
      ids.set(nameOf(subnet), await this.createSubnet(vpcId, subnet, cidrs[i] as string));
    }
    this.subnetIds.set(nameOf(vpc), ids);
  }

  /** The Transit Gateway, its attachment unless a stack makes it, and the route tables of the subnets. */
  async wayToPremises({ vpc, subnets, transitGateway, routeTables = {} }: Service): Promise<void> {
    if (!transitGateway) return;
    const vpcId = this.vpcIds.get(nameOf(vpc));
    const ids = subnets.map((subnet) => this.subnetIds.get(nameOf(vpc))?.get(nameOf(subnet)) as string);
    const { TransitGateway } = await this.ec2.send(
      new CreateTransitGatewayCommand({ TagSpecifications: named('transit-gateway', nameOf(transitGateway)) }),
    );
    if (!transitGateway.attachVpc) {
      const TransitGatewayId = TransitGateway?.TransitGatewayId;
      await this.ec2.send(
        new CreateTransitGatewayVpcAttachmentCommand({ TransitGatewayId, VpcId: vpcId, SubnetIds: ids }),
      );
    }
    const tables = Object.values(routeTables);
    for (const [i, table] of tables.entries()) {
      const { RouteTable } = await this.ec2.send(
        new CreateRouteTableCommand({ VpcId: vpcId, TagSpecifications: named('route-table', nameOf(table)) }),
      );
      const RouteTableId = RouteTable?.RouteTableId;
      for (const SubnetId of ids.filter((_, j) => j % tables.length === i)) {
        await this.ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
      }
    }
  }

  private async createVpc(vpc: Vpc): Promise<string> {
    const [first, ...others] = vpc.cidrs;
    const { Vpc } = await this.ec2.send(
      new CreateVpcCommand({ CidrBlock: first, TagSpecifications: named('vpc', nameOf(vpc)) }),
    );
    const vpcId = Vpc?.VpcId as string;
    for (const CidrBlock of others) {
      await this.ec2.send(new AssociateVpcCidrBlockCommand({ VpcId: vpcId, CidrBlock }));
    }
    // AWS accepts one attribute per request.
    await this.ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsSupport: { Value: true } }));
    await this.ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }));
    return vpcId;
  }

  private async createSubnet(vpcId: string, subnet: Subnet, cidr: string): Promise<string> {
    const { Subnet } = await this.ec2.send(
      new CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: cidr,
        AvailabilityZone: await this.zoneName(subnet.zoneId),
        TagSpecifications: named('subnet', nameOf(subnet)),
      }),
    );
    return Subnet?.SubnetId as string;
  }

  /** The zone's name in this account. In another account the same name can mean another zone. */
  private async zoneName(zoneId: string): Promise<string> {
    if (!this.zoneNames) {
      const { AvailabilityZones = [] } = await this.ec2.send(new DescribeAvailabilityZonesCommand({}));
      this.zoneNames = new Map(AvailabilityZones.map(({ ZoneId = '', ZoneName = '' }) => [ZoneId, ZoneName]));
    }
    const name = this.zoneNames.get(zoneId);
    if (name) return name;
    const known = [...this.zoneNames.keys()].sort().join(', ');
    throw new Error(`The emulator has no Availability Zone ${zoneId} in this Region. It has ${known}.`);
  }
}

const named = (type: ResourceType, name: string): TagSpecification[] => [
  { ResourceType: type, Tags: [{ Key: 'Name', Value: name }] },
];
