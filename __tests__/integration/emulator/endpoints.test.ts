import {
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  type CreateVpcEndpointCommandInput,
  DeleteVpcEndpointsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointConnectionsCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
  ModifyVpcEndpointServiceConfigurationCommand,
} from '@aws-sdk/client-ec2';
import { type Account, account, CONSUMER, emulatorForAll, nearlyFull, network, role, STRANGER, there } from './harness';
import { endpointService, ZONES } from './service';

const emulator = emulatorForAll();
let prod: Account;
let consumer: Account;
beforeAll(async () => {
  prod = await account(emulator.endpoint);
  consumer = await account(emulator.endpoint, role(CONSUMER));
});

const create = async ({ ec2 }: Account, input: Partial<CreateVpcEndpointCommandInput>) => {
  const command = new CreateVpcEndpointCommand({ VpcEndpointType: 'Interface', VpcId: undefined, ...input });
  return there((await ec2.send(command)).VpcEndpoint);
};

const interfacesOf = async (ids: string[] | undefined) => {
  const found = await consumer.ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ids }));
  return there(found.NetworkInterfaces);
};

describe('an interface endpoint', () => {
  test('to a service that does not exist is refused', async () => {
    // GIVEN
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1']);
    const ServiceName = 'com.amazonaws.vpce.us-east-1.vpce-svc-00000000000000000';
    // WHEN
    const creation = create(consumer, { ServiceName, VpcId, SubnetIds });
    // THEN
    await expect(creation).rejects.toMatchObject({ name: 'InvalidServiceName' });
  });

  test.each([
    ['an account that is not allowed', [`arn:aws:iam::${CONSUMER}:root`], role(STRANGER), false],
    ['an allowed account', [`arn:aws:iam::${CONSUMER}:root`], role(CONSUMER), true],
    ['an allowed role', [role(CONSUMER)], role(CONSUMER), true],
    ['another role of that account', [role(CONSUMER)], role(CONSUMER, 'other'), false],
    ['anyone, if all are allowed', ['*'], role(STRANGER), true],
  ])('of %s', async (_, principals, caller, isAllowed) => {
    // GIVEN
    const { name: ServiceName } = await endpointService(prod, { principals });
    const somebody = await account(emulator.endpoint, caller);
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(somebody, '10.3.0.0/16', ['use1-az1']);
    // WHEN
    const creation = create(somebody, { ServiceName, VpcId, SubnetIds });
    // THEN
    await (isAllowed
      ? expect(creation).resolves.toMatchObject({ ServiceName })
      : expect(creation).rejects.toMatchObject({ name: 'InvalidServiceName' }));
  });

  test('in a zone without the load balancer is refused', async () => {
    // GIVEN
    const { name: ServiceName } = await endpointService(prod, { zones: ['use1-az1', 'use1-az2'] });
    const { vpcId: VpcId, subnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az4', 'use1-az2']);
    // WHEN
    const elsewhere = create(consumer, { ServiceName, VpcId, SubnetIds: subnetIds.slice(0, 1) });
    const there = create(consumer, { ServiceName, VpcId, SubnetIds: subnetIds.slice(1) });
    // THEN
    await expect(elsewhere).rejects.toMatchObject({
      name: 'InvalidParameter',
      message: expect.stringContaining(`does not support the availability zone of the subnet: ${subnetIds[0]}`),
    });
    await expect(there).resolves.toMatchObject({ State: 'available' });
  });

  test('needs one free address in its subnet', async () => {
    // GIVEN
    const { name: ServiceName } = await endpointService(prod);
    const [full, last] = [await nearlyFull(consumer, 0), await nearlyFull(consumer, 1)];
    // WHEN
    const creation = create(consumer, { ServiceName, VpcId: full.vpcId, SubnetIds: [full.subnetId] });
    // THEN
    await expect(creation).rejects.toMatchObject({
      name: 'InsufficientFreeAddressesInSubnet',
      message: expect.stringContaining(full.subnetId),
    });
    const { Subnets } = await consumer.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [last.subnetId] }));
    expect(Subnets?.[0]?.AvailableIpAddressCount).toBe(1);
    await expect(
      create(consumer, { ServiceName, VpcId: last.vpcId, SubnetIds: [last.subnetId] }),
    ).resolves.toBeDefined();
  });

  test('with two subnets in one zone is refused', async () => {
    // GIVEN
    const { name: ServiceName } = await endpointService(prod);
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1', 'use1-az1']);
    // WHEN
    const creation = create(consumer, { ServiceName, VpcId, SubnetIds });
    // THEN
    await expect(creation).rejects.toMatchObject({ name: 'DuplicateSubnetsInSameZone' });
  });

  test('with private DNS is refused if the service has no private DNS name', async () => {
    // GIVEN
    const { name: ServiceName } = await endpointService(prod);
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1']);
    // WHEN
    const creation = create(consumer, { ServiceName, VpcId, SubnetIds, PrivateDnsEnabled: true });
    // THEN
    await expect(creation).rejects.toThrow("Private DNS can't be enabled");
  });

  test('in another Region needs a service that supports it, but none of the zones of the service', async () => {
    // GIVEN
    const region = 'eu-west-1';
    const { id: ServiceId, name: ServiceName } = await endpointService(prod);
    const abroad = await account(emulator.endpoint, role(CONSUMER), region);
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(abroad, '10.3.0.0/16', ['euw1-az1', 'euw1-az3']);
    const wish = { ServiceName, ServiceRegion: 'us-east-1', VpcId, SubnetIds };
    // WHEN
    const early = create(abroad, wish);
    await expect(early).rejects.toMatchObject({ name: 'InvalidServiceName' });
    await prod.ec2.send(new ModifyVpcEndpointServiceConfigurationCommand({ ServiceId, AddSupportedRegions: [region] }));
    // THEN
    await expect(create(abroad, { ...wish, ServiceRegion: undefined })).rejects.toMatchObject({
      name: 'InvalidServiceName',
    });
    const { VpcEndpointId, State, ServiceRegion, DnsEntries } = await create(abroad, wish);
    expect({ State, ServiceRegion }).toEqual({ State: 'available', ServiceRegion: 'us-east-1' });
    const regional = expect.stringMatching(/^vpce-.*\.us-east-1\.vpce\.amazonaws\.com$/);
    expect(DnsEntries?.map(({ DnsName }) => DnsName)).toEqual([regional]);
    const { VpcEndpointConnections } = await prod.ec2.send(new DescribeVpcEndpointConnectionsCommand({}));
    expect(VpcEndpointConnections).toContainEqual(
      expect.objectContaining({ VpcEndpointId, VpcEndpointRegion: region }),
    );
  });

  test('has a network interface in each subnet, with its security groups', async () => {
    // GIVEN
    const { name: ServiceName } = await endpointService(prod);
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1', 'use1-az2']);
    const group = new CreateSecurityGroupCommand({ GroupName: 'endpoint', Description: 'endpoint', VpcId });
    const GroupId = there((await consumer.ec2.send(group)).GroupId);
    // WHEN
    const endpoint = await create(consumer, { ServiceName, VpcId, SubnetIds, SecurityGroupIds: [GroupId] });
    const interfaces = await interfacesOf(endpoint.NetworkInterfaceIds);
    // THEN
    expect(interfaces.map((item) => item.SubnetId).sort()).toEqual([...SubnetIds].sort());
    for (const item of interfaces) {
      expect(item.Groups?.map((one) => one.GroupId)).toEqual([GroupId]);
      expect(item.Description).toBe(`VPC Endpoint Interface ${endpoint.VpcEndpointId}`);
      expect(item.PrivateIpAddress).toMatch(item.SubnetId === SubnetIds[0] ? /^10\.3\.0\./ : /^10\.3\.1\./);
    }
  });

  test('has the requested address', async () => {
    // GIVEN
    const { name: ServiceName } = await endpointService(prod);
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1']);
    const wish = (Ipv4: string) => ({
      ServiceName,
      VpcId,
      SubnetIds,
      SubnetConfigurations: [{ SubnetId: SubnetIds[0], Ipv4 }],
    });
    // WHEN
    const endpoint = await create(consumer, wish('10.3.0.77'));
    // THEN
    const [item] = await interfacesOf(endpoint.NetworkInterfaceIds);
    expect(item?.PrivateIpAddress).toBe('10.3.0.77');
    await expect(create(consumer, wish('10.3.0.77'))).rejects.toMatchObject({ name: 'InvalidIPAddress.InUse' });
    await expect(create(consumer, wish('10.3.9.77'))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(create(consumer, wish('10.3.0.3'))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('has a regional name and one for each zone, with the zone names of its account', async () => {
    // GIVEN
    const { id, name: ServiceName } = await endpointService(prod);
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(consumer, '10.3.0.0/16', ZONES);
    // WHEN
    const endpoint = await create(consumer, { ServiceName, VpcId, SubnetIds });
    // THEN
    const zones = (await interfacesOf(endpoint.NetworkInterfaceIds)).map((item) => item.AvailabilityZone);
    const [regional, ...zonal] = there(endpoint.DnsEntries).map((entry) => there(entry.DnsName));
    const [label, ...domain] = there(regional).split('.');
    expect(label).toMatch(new RegExp(`^${endpoint.VpcEndpointId}-\\w{8}$`));
    expect(domain.join('.')).toBe(`${id}.us-east-1.vpce.amazonaws.com`);
    expect(zonal.sort()).toEqual(zones.map((zone) => `${label}-${zone}.${domain.join('.')}`).sort());
  });

  test('returns what it was sent', async () => {
    // GIVEN
    const { name: ServiceName } = await endpointService(prod);
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1']);
    const sent = {
      IpAddressType: 'ipv4',
      DnsOptions: { DnsRecordIpType: 'ipv4' },
      ServiceRegion: 'us-east-1',
    } as const;
    // WHEN
    const { VpcEndpointId } = await create(consumer, { ServiceName, VpcId, SubnetIds, ...sent });
    // THEN
    const command = new DescribeVpcEndpointsCommand({ VpcEndpointIds: [there(VpcEndpointId)] });
    expect((await consumer.ec2.send(command)).VpcEndpoints).toMatchObject([sent]);
  });

  test('gains and loses interfaces with its subnets', async () => {
    // GIVEN
    const { name: ServiceName } = await endpointService(prod);
    const { vpcId: VpcId, subnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1', 'use1-az2']);
    const { VpcEndpointId } = await create(consumer, { ServiceName, VpcId, SubnetIds: subnetIds.slice(0, 1) });
    // WHEN
    const change = { AddSubnetIds: subnetIds.slice(1), RemoveSubnetIds: subnetIds.slice(0, 1) };
    await consumer.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId, ...change }));
    // THEN
    const command = new DescribeVpcEndpointsCommand({ VpcEndpointIds: [there(VpcEndpointId)] });
    const [endpoint] = there((await consumer.ec2.send(command)).VpcEndpoints);
    const Filters = [{ Name: 'description', Values: [`VPC Endpoint Interface ${VpcEndpointId}`] }];
    const { NetworkInterfaces = [] } = await consumer.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
    expect(endpoint?.SubnetIds).toEqual(subnetIds.slice(1));
    expect(NetworkInterfaces.map((item) => item.SubnetId)).toEqual(subnetIds.slice(1));
  });

  test('is deleted together with its interfaces', async () => {
    // GIVEN
    const { name: ServiceName } = await endpointService(prod);
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1']);
    const endpoint = await create(consumer, { ServiceName, VpcId, SubnetIds });
    const ids = [there(endpoint.VpcEndpointId)];
    // WHEN
    await consumer.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: ids }));
    // THEN
    await expect(interfacesOf(endpoint.NetworkInterfaceIds)).rejects.toMatchObject({
      name: 'InvalidNetworkInterfaceID.NotFound',
    });
    const command = new DescribeVpcEndpointsCommand({ VpcEndpointIds: ids });
    await expect(consumer.ec2.send(command)).rejects.toMatchObject({ name: 'InvalidVpcEndpointId.NotFound' });
  });
});
