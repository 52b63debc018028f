import {
  AcceptVpcEndpointConnectionsCommand,
  CreateVpcEndpointCommand,
  CreateVpcEndpointConnectionNotificationCommand,
  CreateVpcEndpointServiceConfigurationCommand,
  DeleteVpcEndpointConnectionNotificationsCommand,
  DeleteVpcEndpointServiceConfigurationsCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointConnectionNotificationsCommand,
  DescribeVpcEndpointConnectionsCommand,
  DescribeVpcEndpointServiceConfigurationsCommand,
  DescribeVpcEndpointServicePermissionsCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
  ModifyVpcEndpointConnectionNotificationCommand,
  ModifyVpcEndpointServiceConfigurationCommand,
  ModifyVpcEndpointServicePermissionsCommand,
  RejectVpcEndpointConnectionsCommand,
  StartVpcEndpointServicePrivateDnsVerificationCommand,
} from '@aws-sdk/client-ec2';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand } from '@aws-sdk/client-route-53';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { type Account, account, CONSUMER, emulatorForAll, network, role, STRANGER, there } from './harness';
import { endpointService, ZONES } from './service';

const emulator = emulatorForAll();
let prod: Account;
let consumer: Account;
beforeAll(async () => {
  prod = await account(emulator.endpoint);
  consumer = await account(emulator.endpoint, role(CONSUMER));
});

const connect = async (ServiceName: string) => {
  const { vpcId, subnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1']);
  const input = { VpcEndpointType: 'Interface', VpcId: vpcId, SubnetIds: subnetIds, ServiceName } as const;
  return there((await consumer.ec2.send(new CreateVpcEndpointCommand(input))).VpcEndpoint?.VpcEndpointId);
};

const stateOf = async (endpointId: string) => {
  const command = new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpointId] });
  return (await consumer.ec2.send(command)).VpcEndpoints?.[0]?.State;
};

describe('an endpoint service', () => {
  test('is visible to allowed principals, with their own zone names', async () => {
    // GIVEN
    const { name } = await endpointService(prod);
    // WHEN
    const seen = await consumer.ec2.send(new DescribeVpcEndpointServicesCommand({ ServiceNames: [name] }));
    // THEN
    expect(seen.ServiceDetails).toMatchObject([{ ServiceName: name, Owner: '111111111111' }]);
    const own = await prod.ec2.send(new DescribeVpcEndpointServicesCommand({ ServiceNames: [name] }));
    expect(seen.ServiceDetails?.[0]?.AvailabilityZones).toHaveLength(ZONES.length);
    expect(seen.ServiceDetails?.[0]?.AvailabilityZones).not.toEqual(own.ServiceDetails?.[0]?.AvailabilityZones);
  });

  test('is invisible to all others', async () => {
    // GIVEN
    const { name } = await endpointService(prod);
    const stranger = await account(emulator.endpoint, role(STRANGER));
    // WHEN
    const look = stranger.ec2.send(new DescribeVpcEndpointServicesCommand({ ServiceNames: [name] }));
    // THEN
    await expect(look).rejects.toMatchObject({ name: 'InvalidServiceName' });
  });

  test('gives each principal a stable permission ID', async () => {
    // GIVEN
    const { id } = await endpointService(prod, { principals: [] });
    const principal = `arn:aws:iam::${CONSUMER}:root`;
    // WHEN
    const modify = { ServiceId: id, AddAllowedPrincipals: [principal, role(CONSUMER)] };
    const added = await prod.ec2.send(new ModifyVpcEndpointServicePermissionsCommand(modify));
    // THEN
    const described = await prod.ec2.send(new DescribeVpcEndpointServicePermissionsCommand({ ServiceId: id }));
    expect(described.AllowedPrincipals).toMatchObject(there(added.AddedPrincipals));
    expect(described.AllowedPrincipals).toMatchObject([
      { Principal: principal, PrincipalType: 'Account', ServicePermissionId: expect.stringMatching(/^vpce-svc-perm-/) },
      { Principal: role(CONSUMER), PrincipalType: 'Role' },
    ]);
  });

  test('returns its IP address types', async () => {
    // GIVEN
    const { id } = await endpointService(prod);
    // WHEN
    const command = new DescribeVpcEndpointServiceConfigurationsCommand({ ServiceIds: [id] });
    const { ServiceConfigurations } = await prod.ec2.send(command);
    // THEN
    expect(ServiceConfigurations).toMatchObject([{ SupportedIpAddressTypes: ['ipv4'] }]);
  });

  test('is always in its own Region', async () => {
    // GIVEN
    const { id: ServiceId } = await endpointService(prod);
    const regions = async () => {
      const command = new DescribeVpcEndpointServiceConfigurationsCommand({ ServiceIds: [ServiceId] });
      const { ServiceConfigurations = [] } = await prod.ec2.send(command);
      return ServiceConfigurations[0]?.SupportedRegions?.map(({ Region }) => Region);
    };
    expect(await regions()).toEqual(['us-east-1']);
    // WHEN
    const add = { ServiceId, AddSupportedRegions: ['eu-west-1'] };
    await prod.ec2.send(new ModifyVpcEndpointServiceConfigurationCommand(add));
    // THEN
    expect(await regions()).toEqual(['us-east-1', 'eu-west-1']);
  });

  test('refuses a load balancer of another service', async () => {
    // GIVEN
    const { loadBalancerArn } = await endpointService(prod);
    // WHEN
    const command = new CreateVpcEndpointServiceConfigurationCommand({ NetworkLoadBalancerArns: [loadBalancerArn] });
    // THEN
    await expect(prod.ec2.send(command)).rejects.toThrow('already associated');
  });

  test('cannot be deleted while it has connections', async () => {
    // GIVEN
    const { id, name } = await endpointService(prod);
    const endpointId = await connect(name);
    const deletion = () => prod.ec2.send(new DeleteVpcEndpointServiceConfigurationsCommand({ ServiceIds: [id] }));
    // WHEN
    const refused = await deletion();
    await consumer.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpointId] }));
    const done = await deletion();
    // THEN
    expect(refused.Unsuccessful).toMatchObject([{ ResourceId: id, Error: { Code: 'ExistingVpcEndpointConnections' } }]);
    expect(done.Unsuccessful ?? []).toEqual([]);
  });
});

describe('a connection', () => {
  test('waits for acceptance if required', async () => {
    // GIVEN
    const { id, name } = await endpointService(prod, { acceptance: true });
    // WHEN
    const endpointId = await connect(name);
    // THEN
    const Filters = [{ Name: 'service-id', Values: [id] }];
    const seen = await prod.ec2.send(new DescribeVpcEndpointConnectionsCommand({ Filters }));
    expect(seen.VpcEndpointConnections).toMatchObject([
      { VpcEndpointId: endpointId, VpcEndpointOwner: CONSUMER, VpcEndpointState: 'pendingAcceptance' },
    ]);
    expect(await stateOf(endpointId)).toBe('pendingAcceptance');
  });

  test('is available once accepted, and rejected once rejected', async () => {
    // GIVEN
    const { id: ServiceId, name } = await endpointService(prod, { acceptance: true });
    const VpcEndpointIds = [await connect(name)];
    const states: unknown[] = [];
    // WHEN
    for (const Command of [AcceptVpcEndpointConnectionsCommand, RejectVpcEndpointConnectionsCommand]) {
      await prod.ec2.send(new Command({ ServiceId, VpcEndpointIds }) as AcceptVpcEndpointConnectionsCommand);
      states.push(await stateOf(there(VpcEndpointIds[0])));
    }
    // THEN
    expect(states).toEqual(['available', 'rejected']);
  });

  test('outlives the removal of its principal, and ends when it is rejected', async () => {
    // GIVEN
    const principal = `arn:aws:iam::${CONSUMER}:root`;
    const { id: ServiceId, name } = await endpointService(prod, { principals: [principal] });
    const endpointId = await connect(name);
    // WHEN
    await prod.ec2.send(
      new ModifyVpcEndpointServicePermissionsCommand({ ServiceId, RemoveAllowedPrincipals: [principal] }),
    );
    // THEN
    await expect(connect(name)).rejects.toMatchObject({ name: 'InvalidServiceName' });
    expect(await stateOf(endpointId)).toBe('available');
    await prod.ec2.send(new RejectVpcEndpointConnectionsCommand({ ServiceId, VpcEndpointIds: [endpointId] }));
    expect(await stateOf(endpointId)).toBe('rejected');
  });

  test('that requires no acceptance cannot be accepted', async () => {
    // GIVEN
    const { id: ServiceId, name } = await endpointService(prod);
    const endpointId = await connect(name);
    // WHEN
    const command = new AcceptVpcEndpointConnectionsCommand({ ServiceId, VpcEndpointIds: [endpointId] });
    const { Unsuccessful } = await prod.ec2.send(command);
    // THEN
    expect(Unsuccessful).toMatchObject([{ ResourceId: endpointId, Error: { Code: 'InvalidState' } }]);
  });
});

describe('a private DNS name', () => {
  const NAME = 'redis.example.com';
  const described = async (id: string) => {
    const command = new DescribeVpcEndpointServiceConfigurationsCommand({ ServiceIds: [id] });
    return there((await prod.ec2.send(command)).ServiceConfigurations?.[0]).PrivateDnsNameConfiguration;
  };
  const verify = (ServiceId: string) =>
    prod.ec2.send(new StartVpcEndpointServicePrivateDnsVerificationCommand({ ServiceId }));
  const turnOn = (VpcEndpointId: string) =>
    consumer.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId, PrivateDnsEnabled: true }));

  /** A service that has the name, and a public hosted zone for it. */
  const namedService = async (acceptance = false) => {
    const { id, name } = await endpointService(prod, { acceptance });
    const before = await described(id);
    const modify = { ServiceId: id, PrivateDnsName: NAME };
    await prod.ec2.send(new ModifyVpcEndpointServiceConfigurationCommand(modify));
    return { id, name, before };
  };

  const putRecord = async (id: string, value = '') => {
    const asked = there(await described(id));
    const zone = await prod.route53.send(new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: id }));
    const record = { Name: `${asked.Name}.${NAME}`, Type: 'TXT', TTL: 60 } as const;
    const ResourceRecordSet = { ...record, ResourceRecords: [{ Value: `"${value || asked.Value}"` }] };
    const ChangeBatch = { Changes: [{ Action: 'CREATE', ResourceRecordSet } as const] };
    await prod.route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone.HostedZone?.Id, ChangeBatch }));
  };

  test('is verified by the TXT record that AWS asks for, and by no other', async () => {
    // GIVEN
    const { id, before } = await namedService();
    expect(before ?? {}).toEqual({});
    expect(await described(id)).toMatchObject({ State: 'pendingVerification', Type: 'TXT' });
    // WHEN
    await putRecord(id, 'vpce:another');
    await verify(id);
    expect((await described(id))?.State).toBe('failed');
    await putRecord((await namedService()).id);
    await putRecord(id);
    await verify(id);
    // THEN
    expect((await described(id))?.State).toBe('verified');
  });

  test('is given to an endpoint once it is verified and the endpoint accepted, and to one of a VPC only', async () => {
    // GIVEN
    const { id: ServiceId, name: ServiceName } = await namedService(true);
    const { vpcId: VpcId, subnetIds } = await network(consumer, '10.3.0.0/16', ['use1-az1', 'use1-az2']);
    const create = async (SubnetIds: string[]) => {
      const input = { VpcEndpointType: 'Interface', VpcId, SubnetIds, ServiceName } as const;
      return there((await consumer.ec2.send(new CreateVpcEndpointCommand(input))).VpcEndpoint?.VpcEndpointId);
    };
    const [first, second] = [await create(subnetIds.slice(0, 1)), await create(subnetIds.slice(1))];
    // WHEN
    await expect(turnOn(first)).rejects.toThrow('is not verified');
    await putRecord(ServiceId);
    await verify(ServiceId);
    await expect(turnOn(first)).rejects.toThrow('is pendingAcceptance');
    const VpcEndpointIds = [first, second];
    await prod.ec2.send(new AcceptVpcEndpointConnectionsCommand({ ServiceId, VpcEndpointIds }));
    await turnOn(first);
    // THEN
    await expect(turnOn(second)).rejects.toThrow('conflicting DNS domain');
    const { VpcEndpoints } = await consumer.ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds }));
    expect(VpcEndpoints?.map(({ PrivateDnsEnabled }) => PrivateDnsEnabled)).toEqual([true, false]);
  });
});

describe('a connection notification', () => {
  const topic = async () => there((await prod.sns.send(new CreateTopicCommand({ Name: 'connections' }))).TopicArn);

  test('is created, read, changed and deleted', async () => {
    // GIVEN
    const { id: ServiceId } = await endpointService(prod);
    const ConnectionNotificationArn = await topic();
    const describeIt = (id: string) =>
      prod.ec2.send(new DescribeVpcEndpointConnectionNotificationsCommand({ ConnectionNotificationId: id }));
    // WHEN
    const sent = { ServiceId, ConnectionNotificationArn, ConnectionEvents: ['Connect', 'Reject'] };
    const made = await prod.ec2.send(new CreateVpcEndpointConnectionNotificationCommand(sent));
    const id = there(made.ConnectionNotification?.ConnectionNotificationId);
    const before = await describeIt(id);
    await prod.ec2.send(
      new ModifyVpcEndpointConnectionNotificationCommand({
        ConnectionNotificationId: id,
        ConnectionEvents: ['Delete'],
      }),
    );
    const after = await describeIt(id);
    await prod.ec2.send(new DeleteVpcEndpointConnectionNotificationsCommand({ ConnectionNotificationIds: [id] }));
    // THEN
    expect(before.ConnectionNotificationSet).toMatchObject([{ ...sent, ConnectionNotificationState: 'Enabled' }]);
    expect(after.ConnectionNotificationSet).toMatchObject([{ ...sent, ConnectionEvents: ['Delete'] }]);
    await expect(describeIt(id)).rejects.toMatchObject({ name: 'InvalidConnectionNotification' });
  });

  test.each([
    ['an event that does not exist', { ConnectionEvents: ['Accepted'] }],
    ['a topic that does not exist', { ConnectionNotificationArn: 'arn:aws:sns:us-east-1:111111111111:none' }],
  ])('with %s is refused', async (_, mistake) => {
    // GIVEN
    const { id: ServiceId } = await endpointService(prod);
    const right = { ServiceId, ConnectionNotificationArn: await topic(), ConnectionEvents: ['Accept'] };
    // WHEN
    const creation = prod.ec2.send(new CreateVpcEndpointConnectionNotificationCommand({ ...right, ...mistake }));
    // THEN
    await expect(creation).rejects.toMatchObject({ name: 'InvalidParameter' });
  });
});
