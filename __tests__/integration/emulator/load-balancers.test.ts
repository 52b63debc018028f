import { setTimeout } from 'node:timers/promises';
import {
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  CreateVpcEndpointServiceConfigurationCommand,
  DeleteNetworkInterfaceCommand,
  DeleteVpcEndpointsCommand,
  DescribeNetworkInterfacesCommand,
  ModifyVpcEndpointServiceConfigurationCommand,
  ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  RegisterTargetsCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Account, account, CONSUMER, emulatorForAll, nearlyFull, network, role, there } from './harness';
import { loadBalancer } from './service';

const emulator = emulatorForAll();
let prod: Account;
beforeAll(async () => {
  prod = await account(emulator.endpoint);
});

let count = 0;
const targetGroup = async (VpcId: string, healthCheck: Partial<CreateTargetGroupCommandInput> = {}) => {
  count += 1;
  const input = {
    Name: `redis-${count}`,
    VpcId,
    Protocol: 'TCP',
    Port: 6379,
    TargetType: 'ip',
    ...healthCheck,
  } as const;
  const made = await prod.elb.send(new CreateTargetGroupCommand(input));
  return there(made.TargetGroups?.[0]?.TargetGroupArn);
};

const listen = (LoadBalancerArn: string, Port: number, TargetGroupArn: string) =>
  prod.elb.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Port,
      Protocol: 'TCP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );

const describeIt = async (arn: string) => {
  const found = await prod.elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }));
  return there(found.LoadBalancers?.[0]);
};

describe('a network load balancer', () => {
  test('has an ARN with its type', async () => {
    // WHEN
    const { arn } = await loadBalancer(prod);
    // THEN
    expect(arn).toMatch(/:loadbalancer\/net\/nlb-\d+\/\w{16}$/);
  });

  test('has a unique name', async () => {
    // GIVEN
    const { arn, subnetIds } = await loadBalancer(prod);
    const Name = arn.split('/')[2];
    // WHEN
    const creation = prod.elb.send(new CreateLoadBalancerCommand({ Name, Type: 'network', Subnets: subnetIds }));
    // THEN
    await expect(creation).rejects.toMatchObject({ name: 'DuplicateLoadBalancerNameException' });
  });

  test('is created once, even if a client repeats its request after a broken connection', async () => {
    // GIVEN
    const { subnetIds } = await network(prod, '10.1.0.0/16', ['use1-az1', 'use1-az2']);
    const create = () =>
      prod.elb.send(
        new CreateLoadBalancerCommand({ Name: 'repeated', Type: 'network', Scheme: 'internal', Subnets: subnetIds }),
      );
    // WHEN
    const [first, second] = [await create(), await create()];
    // THEN
    expect(second.LoadBalancers?.[0]?.LoadBalancerArn).toBe(first.LoadBalancers?.[0]?.LoadBalancerArn);
  });

  test('has the requested addresses', async () => {
    // GIVEN
    const { subnetIds } = await network(prod, '10.1.0.0/16', ['use1-az1', 'use1-az2']);
    const SubnetMappings = subnetIds.map((SubnetId, i) => ({ SubnetId, PrivateIPv4Address: `10.1.${i}.50` }));
    // WHEN
    const made = await prod.elb.send(
      new CreateLoadBalancerCommand({ Name: 'mapped', Type: 'network', Scheme: 'internal', SubnetMappings }),
    );
    // THEN
    expect(made.LoadBalancers?.[0]?.AvailabilityZones).toMatchObject([
      { SubnetId: subnetIds[0], LoadBalancerAddresses: [{ PrivateIPv4Address: '10.1.0.50' }] },
      { SubnetId: subnetIds[1], LoadBalancerAddresses: [{ PrivateIPv4Address: '10.1.1.50' }] },
    ]);
  });

  const small = (Name: string, subnetId: string, PrivateIPv4Address?: string) =>
    prod.elb.send(
      new CreateLoadBalancerCommand({
        Name,
        Type: 'network',
        Scheme: 'internal',
        SubnetMappings: [{ SubnetId: subnetId, PrivateIPv4Address }],
      }),
    );

  test('needs 8 free addresses in a subnet to pick one of them', async () => {
    // GIVEN
    const { subnetId, interfaceIds } = await nearlyFull(prod, 7);
    // WHEN
    const creation = small('full', subnetId);
    // THEN
    await expect(creation).rejects.toMatchObject({
      name: 'InvalidSubnetException',
      message: `Not enough IP space available in ${subnetId}. ELB requires at least 8 free IP addresses in each subnet.`,
    });
    await expect(prod.elb.send(new DescribeLoadBalancersCommand({ Names: ['full'] }))).rejects.toThrow();
    // AND with one address more it is created
    await prod.ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: interfaceIds[0] }));
    await expect(small('full', subnetId)).resolves.toBeDefined();
  });

  test('needs a single free address in a subnet if the request fixes it', async () => {
    const { subnetId } = await nearlyFull(prod, 1);
    await expect(small('fixed', subnetId, '10.1.0.14')).resolves.toBeDefined();
  });

  test('gets no further subnet without 8 free addresses', async () => {
    // GIVEN
    const { subnetId } = await nearlyFull(prod, 7);
    const { arn: LoadBalancerArn, subnetIds } = await loadBalancer(prod, ['use1-az2']);
    // WHEN
    const change = prod.elb.send(new SetSubnetsCommand({ LoadBalancerArn, Subnets: [...subnetIds, subnetId] }));
    // THEN
    await expect(change).rejects.toMatchObject({ name: 'InvalidSubnetException' });
  });

  test('keeps the subnets that it has, even if they fill up', async () => {
    // GIVEN
    const { subnetId } = await nearlyFull(prod, 8);
    const made = await small('filling', subnetId);
    const LoadBalancerArn = there(made.LoadBalancers?.[0]?.LoadBalancerArn);
    // WHEN
    const { subnetIds } = await network(prod, '10.2.0.0/16', ['use1-az2']);
    const change = prod.elb.send(new SetSubnetsCommand({ LoadBalancerArn, Subnets: [subnetId, ...subnetIds] }));
    // THEN
    await expect(change).resolves.toBeDefined();
  });

  test('has a network interface in each of its subnets', async () => {
    // GIVEN
    const { arn, subnetIds } = await loadBalancer(prod);
    // WHEN
    const Filters = [{ Name: 'description', Values: [`ELB ${arn.split(':loadbalancer/')[1]}`] }];
    const { NetworkInterfaces = [] } = await prod.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
    // THEN
    expect(NetworkInterfaces.map((item) => item.SubnetId).sort()).toEqual([...subnetIds].sort());
  });

  test('enforces its security groups on PrivateLink traffic until turned off', async () => {
    // GIVEN
    const { vpcId: VpcId, subnetIds } = await network(prod, '10.1.0.0/16', ['use1-az1']);
    const group = new CreateSecurityGroupCommand({ GroupName: 'nlb', Description: 'nlb', VpcId });
    const SecurityGroups = [there((await prod.ec2.send(group)).GroupId)];
    const input = { Name: 'grouped', Type: 'network', Subnets: subnetIds, SecurityGroups } as const;
    const made = await prod.elb.send(new CreateLoadBalancerCommand(input));
    const LoadBalancerArn = there(made.LoadBalancers?.[0]?.LoadBalancerArn);
    const enforced = async () =>
      (await describeIt(LoadBalancerArn)).EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic;
    const before = await enforced();
    // WHEN
    const off = { EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off' } as const;
    await prod.elb.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups, ...off }));
    // THEN
    expect([before, await enforced()]).toEqual(['on', 'off']);
  });

  test('created without security groups gets none later', async () => {
    // GIVEN
    const { arn: LoadBalancerArn, vpcId: VpcId } = await loadBalancer(prod);
    const group = new CreateSecurityGroupCommand({ GroupName: 'late', Description: 'late', VpcId });
    const SecurityGroups = [there((await prod.ec2.send(group)).GroupId)];
    // WHEN
    const change = prod.elb.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups }));
    // THEN
    await expect(change).rejects.toMatchObject({ name: 'InvalidConfigurationRequestException' });
  });

  test('cannot be deleted while deletion protection is on', async () => {
    // GIVEN
    const { arn: LoadBalancerArn } = await loadBalancer(prod);
    const protect = (Value: string) =>
      prod.elb.send(
        new ModifyLoadBalancerAttributesCommand({
          LoadBalancerArn,
          Attributes: [{ Key: 'deletion_protection.enabled', Value }],
        }),
      );
    const deletion = () => prod.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    // WHEN
    await protect('true');
    // THEN
    await expect(deletion()).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
    await protect('false');
    await deletion();
    await expect(describeIt(LoadBalancerArn)).rejects.toMatchObject({ name: 'LoadBalancerNotFoundException' });
  });

  test('cannot be deleted while an endpoint service uses it', async () => {
    // GIVEN
    const { arn } = await loadBalancer(prod);
    await prod.ec2.send(new CreateVpcEndpointServiceConfigurationCommand({ NetworkLoadBalancerArns: [arn] }));
    // WHEN
    const deletion = prod.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arn }));
    // THEN
    await expect(deletion).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });
});

describe('the zones of a load balancer behind an endpoint service', () => {
  const connect = async (consumer: Account, ServiceName: string, zones: readonly string[]) => {
    const { vpcId: VpcId, subnetIds: SubnetIds } = await network(consumer, '10.3.0.0/16', zones);
    const input = { VpcEndpointType: 'Interface', ServiceName, VpcId, SubnetIds } as const;
    return there((await consumer.ec2.send(new CreateVpcEndpointCommand(input))).VpcEndpoint?.VpcEndpointId);
  };

  test("become the service's, and accept endpoints, once it is modified", async () => {
    // GIVEN
    const consumer = await account(emulator.endpoint, role(CONSUMER));
    const { arn, subnetIds } = await loadBalancer(prod, ['use1-az1', 'use1-az2']);
    const service = await serviceOf(arn);
    const { subnetIds: further } = await network(prod, '10.2.0.0/16', ['use1-az4']);
    // WHEN
    await prod.elb.send(new SetSubnetsCommand({ LoadBalancerArn: arn, Subnets: [...subnetIds, ...further] }));
    const early = connect(consumer, service.name, ['use1-az4']);
    await expect(early).rejects.toThrow('does not support the availability zone');
    const AddNetworkLoadBalancerArns = [arn];
    await prod.ec2.send(
      new ModifyVpcEndpointServiceConfigurationCommand({ ServiceId: service.id, AddNetworkLoadBalancerArns }),
    );
    // THEN
    await expect(connect(consumer, service.name, ['use1-az4'])).resolves.toMatch(/^vpce-/);
  });

  test('can be removed only when no endpoint is in them', async () => {
    // GIVEN
    const consumer = await account(emulator.endpoint, role(CONSUMER));
    const { arn, subnetIds } = await loadBalancer(prod, ['use1-az1', 'use1-az2']);
    const service = await serviceOf(arn);
    const endpoint = await connect(consumer, service.name, ['use1-az2']);
    const leave = () => prod.elb.send(new SetSubnetsCommand({ LoadBalancerArn: arn, Subnets: subnetIds.slice(0, 1) }));
    // WHEN
    const refused = leave();
    // THEN
    await expect(refused).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await consumer.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpoint] }));
    await expect(leave()).resolves.toBeDefined();
  });

  async function serviceOf(arn: string) {
    const command = new CreateVpcEndpointServiceConfigurationCommand({
      NetworkLoadBalancerArns: [arn],
      AcceptanceRequired: false,
    });
    const { ServiceConfiguration } = await prod.ec2.send(command);
    const [id, name] = [there(ServiceConfiguration?.ServiceId), there(ServiceConfiguration?.ServiceName)];
    const AddAllowedPrincipals = [`arn:aws:iam::${CONSUMER}:root`];
    await prod.ec2.send(new ModifyVpcEndpointServicePermissionsCommand({ ServiceId: id, AddAllowedPrincipals }));
    return { id, name };
  }
});

describe('a listener', () => {
  test('on a port in use is refused, whether created or moved there', async () => {
    // GIVEN
    const { arn, vpcId } = await loadBalancer(prod);
    const group = await targetGroup(vpcId);
    await listen(arn, 6379, group);
    const second = await listen(arn, 6380, group);
    // WHEN
    const creation = listen(arn, 6379, group);
    // THEN
    await expect(creation).rejects.toMatchObject({ name: 'DuplicateListenerException' });
    // WHEN
    const ListenerArn = second.Listeners?.[0]?.ListenerArn;
    const move = prod.elb.send(new ModifyListenerCommand({ ListenerArn, Port: 6379 }));
    // THEN
    await expect(move).rejects.toMatchObject({ name: 'DuplicateListenerException' });
  });

  test('is refused beyond 50', async () => {
    // GIVEN
    const { arn, vpcId } = await loadBalancer(prod);
    const group = await targetGroup(vpcId);
    for (let port = 7000; port < 7050; port += 1) await listen(arn, port, group);
    // WHEN
    const creation = listen(arn, 7050, group);
    // THEN
    await expect(creation).rejects.toMatchObject({ name: 'TooManyListenersException' });
  });
});

describe('a target group', () => {
  test('cannot be deleted while a listener forwards to it', async () => {
    // GIVEN
    const { arn, vpcId } = await loadBalancer(prod);
    const TargetGroupArn = await targetGroup(vpcId);
    await listen(arn, 6379, TargetGroupArn);
    // WHEN
    const deletion = prod.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
    // THEN
    await expect(deletion).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });

  test.each([
    ['outside the VPC in all zones', { Id: '10.0.4.10', AvailabilityZone: 'all' }, undefined],
    ['inside the VPC', { Id: '10.1.0.10' }, undefined],
    ['outside the VPC without a zone', { Id: '10.0.4.10' }, 'The Availability Zone is required for IP address'],
    ['inside the VPC in all zones', { Id: '10.1.0.10', AvailabilityZone: 'all' }, 'is within the VPC'],
    ['with a public address', { Id: '8.8.8.8', AvailabilityZone: 'all' }, 'is not in a range'],
  ])('and a target %s', async (_, target, refusal) => {
    // GIVEN
    const { vpcId } = await loadBalancer(prod);
    const TargetGroupArn = await targetGroup(vpcId);
    // WHEN
    const registration = prod.elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [target] }));
    // THEN
    if (refusal) return expect(registration).rejects.toThrow(refusal);
    await registration;
    const health = await prod.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    expect(health.TargetHealthDescriptions).toMatchObject([{ Target: target }]);
  });

  test('registers and deregisters each port of an address separately', async () => {
    // GIVEN
    const { vpcId } = await loadBalancer(prod);
    const TargetGroupArn = await targetGroup(vpcId);
    const target = (Port: number) => ({ Id: '10.0.4.10', Port, AvailabilityZone: 'all' });
    await prod.elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [target(6379), target(7000)] }));
    // WHEN
    await prod.elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [target(6379)] }));
    // THEN
    const health = await prod.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    expect(health.TargetHealthDescriptions).toMatchObject([{ Target: target(7000) }]);
  });

  test('reports a new target as initial until it has passed its first health checks', async () => {
    // GIVEN
    const { arn, vpcId } = await loadBalancer(prod);
    // Faster than AWS allows, to keep the test short.
    const quick = { HealthCheckIntervalSeconds: 1, HealthCheckTimeoutSeconds: 1, HealthyThresholdCount: 1 };
    const groups = [await targetGroup(vpcId), await targetGroup(vpcId, quick)];
    for (const [i, group] of groups.entries()) await listen(arn, 6379 + i, group);
    const states = () =>
      Promise.all(
        groups.map(async (TargetGroupArn) => {
          const health = await prod.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
          return health.TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State);
        }),
      );
    // WHEN
    const Targets = [{ Id: '10.0.4.10', AvailabilityZone: 'all' }];
    for (const TargetGroupArn of groups) {
      await prod.elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    }
    const before = await states();
    await setTimeout(1100);
    // THEN
    expect(before).toEqual([['initial'], ['initial']]);
    expect(await states()).toEqual([['initial'], ['healthy']]);
  });
});
