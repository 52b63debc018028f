import {
  CreateRouteCommand,
  CreateTransitGatewayCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  DeleteTransitGatewayVpcAttachmentCommand,
  DescribeRouteTablesCommand,
  DescribeTransitGatewaysCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
} from '@aws-sdk/client-ec2';
import { type Account, account, emulatorForAll, network, there } from './harness';

const emulator = emulatorForAll();
let prod: Account;
beforeAll(async () => {
  prod = await account(emulator.endpoint);
});

const named = (type: 'transit-gateway' | 'transit-gateway-attachment', Value: string) => ({
  TagSpecifications: [{ ResourceType: type, Tags: [{ Key: 'Name', Value }] }],
});

const transitGateway = async (name = 'hub') => {
  const made = await prod.ec2.send(new CreateTransitGatewayCommand(named('transit-gateway', name)));
  return there(made.TransitGateway?.TransitGatewayId);
};

const attach = async (TransitGatewayId: string, { vpcId, subnetIds }: { vpcId: string; subnetIds: string[] }) => {
  const input = { TransitGatewayId, VpcId: vpcId, SubnetIds: subnetIds };
  const tags = named('transit-gateway-attachment', 'redis');
  const made = await prod.ec2.send(new CreateTransitGatewayVpcAttachmentCommand({ ...input, ...tags }));
  return there(made.TransitGatewayVpcAttachment?.TransitGatewayAttachmentId);
};

const describeIt = async (id: string) => {
  const command = new DescribeTransitGatewayVpcAttachmentsCommand({ TransitGatewayAttachmentIds: [id] });
  return (await prod.ec2.send(command)).TransitGatewayVpcAttachments;
};

describe('a Transit Gateway', () => {
  test('is found by its name', async () => {
    // GIVEN
    const id = await transitGateway('by-name');
    // WHEN
    const Filters = [{ Name: 'tag:Name', Values: ['by-name'] }];
    const { TransitGateways } = await prod.ec2.send(new DescribeTransitGatewaysCommand({ Filters }));
    // THEN
    expect(TransitGateways?.map((gateway) => gateway.TransitGatewayId)).toEqual([id]);
  });
});

describe('a VPC attachment', () => {
  test('has the tags given at creation', async () => {
    // GIVEN
    const vpc = await network(prod, '10.1.0.0/16', ['use1-az1']);
    // WHEN
    const id = await attach(await transitGateway(), vpc);
    // THEN
    expect(await describeIt(id)).toMatchObject([{ State: 'available', Tags: [{ Key: 'Name', Value: 'redis' }] }]);
  });

  test('is described as deleted, and does not block another', async () => {
    // GIVEN
    const vpc = await network(prod, '10.1.0.0/16', ['use1-az1']);
    const gateway = await transitGateway();
    const id = await attach(gateway, vpc);
    // WHEN
    await prod.ec2.send(new DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: id }));
    const next = await attach(gateway, vpc);
    // THEN
    expect(await describeIt(id)).toMatchObject([{ State: 'deleted' }]);
    expect(await describeIt(next)).toMatchObject([{ State: 'available' }]);
  });
});

describe('a route to a Transit Gateway', () => {
  test('requires the VPC to be attached to it', async () => {
    // GIVEN
    const vpc = await network(prod, '10.1.0.0/16', ['use1-az1']);
    const Filters = [{ Name: 'vpc-id', Values: [vpc.vpcId] }];
    const { RouteTables } = await prod.ec2.send(new DescribeRouteTablesCommand({ Filters }));
    const TransitGatewayId = await transitGateway();
    const RouteTableId = there(RouteTables?.[0]?.RouteTableId);
    const route = () =>
      prod.ec2.send(new CreateRouteCommand({ RouteTableId, TransitGatewayId, DestinationCidrBlock: '10.0.4.0/24' }));
    // WHEN
    const early = route();
    // THEN
    await expect(early).rejects.toMatchObject({ name: 'InvalidTransitGatewayID.NotFound' });
    await attach(TransitGatewayId, vpc);
    await expect(route()).resolves.toMatchObject({ Return: true });
  });
});
