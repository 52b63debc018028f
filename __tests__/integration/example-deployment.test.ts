import {
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointServiceConfigurationsCommand,
  DescribeVpcEndpointServicePermissionsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  type SecurityGroupRule,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListHostedZonesCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientConfigurationSchema } from '../../src/client-configuration/document';
import type { Deployment } from '../../src/emulator/deployment';
import { expectEmptyPlans } from '../support/empty-plans';
import { type Emulated, emulate } from '../support/emulated';

const MINUTES = 60_000;
const BUCKET = 'redis-privatelink-state-111111111111';
const ZONES = ['use1-az1', 'use1-az2', 'use1-az4'];

/** The design note's topology, deployed once and checked through the AWS APIs rather than Terraform. */
describe('the example environment on the emulator', () => {
  let emulated: Emulated;
  let deployment: Deployment;
  let prod: EC2Client;
  let dev: EC2Client;

  beforeAll(async () => {
    emulated = await emulate();
    deployment = emulated.deployment();
    prod = new EC2Client(emulated.account('prod'));
    dev = new EC2Client(emulated.account('joda-toda-aws'));
    await deployment.bootstrap();
    await deployment.deploy();
  }, 10 * MINUTES);

  afterAll(() => emulated?.stop(), MINUTES);

  describe('in the Prod account', () => {
    test('there is one internal Network Load Balancer in three zones', async () => {
      const { LoadBalancers = [] } = await elb().send(new DescribeLoadBalancersCommand({}));
      expect(LoadBalancers.map(({ Type, Scheme }) => [Type, Scheme])).toEqual([['network', 'internal']]);
      const subnetIds = LoadBalancers[0]?.AvailabilityZones?.map(({ SubnetId }) => SubnetId as string) ?? [];
      expect(await zonesOf(prod, subnetIds)).toEqual(ZONES);
      expect(LoadBalancers[0]?.SecurityGroups).toHaveLength(1);
      expect(LoadBalancers[0]?.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic).toBe('on');
    });

    test('each listener forwards to one Redis server on premises', async () => {
      expect(await serversByListenerPort()).toEqual({
        6379: ['10.0.4.10:6379 all'],
        6380: ['10.0.4.11:6379 all'],
        6381: ['10.0.4.12:6379 all'],
      });
    });

    test('one endpoint service offers the load balancer to the consumer account only', async () => {
      const { ServiceConfigurations = [] } = await prod.send(new DescribeVpcEndpointServiceConfigurationsCommand({}));
      const { LoadBalancers = [] } = await elb().send(new DescribeLoadBalancersCommand({}));
      expect(ServiceConfigurations).toHaveLength(1);
      const [service] = ServiceConfigurations;
      expect(service?.NetworkLoadBalancerArns).toEqual([LoadBalancers[0]?.LoadBalancerArn]);
      expect(service?.AcceptanceRequired).toBe(false);
      const { AllowedPrincipals = [] } = await prod.send(
        new DescribeVpcEndpointServicePermissionsCommand({ ServiceId: service?.ServiceId }),
      );
      expect(AllowedPrincipals.map(({ Principal }) => Principal)).toEqual(['arn:aws:iam::222222222222:root']);
    });

    test('the route to on premises goes through the Transit Gateway', async () => {
      const { RouteTables = [] } = await prod.send(
        new DescribeRouteTablesCommand({ Filters: [{ Name: 'tag:Name', Values: ['prod-private'] }] }),
      );
      const routes = RouteTables[0]?.Routes?.filter(({ TransitGatewayId }) => TransitGatewayId) ?? [];
      expect(routes.map((route) => route.DestinationCidrBlock)).toEqual(['10.0.4.0/24']);
    });

    test('the load balancer accepts the Dev VPC on the listener ports, and reaches only the servers', async () => {
      const { LoadBalancers = [] } = await elb().send(new DescribeLoadBalancersCommand({}));
      expect(await rules(prod, LoadBalancers[0]?.SecurityGroups?.[0])).toEqual([
        'in 10.0.4.0/24 icmp 3-4',
        'in 10.3.0.0/16 tcp 6379-6381',
        'out 10.0.4.10/32 tcp 6379-6379',
        'out 10.0.4.11/32 tcp 6379-6379',
        'out 10.0.4.12/32 tcp 6379-6379',
      ]);
    });

    test("the bucket holds every stack's state, its own included, and no lock", async () => {
      const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: BUCKET }));
      expect(Contents.map(({ Key }) => Key).sort()).toEqual([
        'test/111111111111/redis-service.tfstate',
        'test/111111111111/state.tfstate',
        'test/222222222222/redis-consumer-joda-toda-aws.tfstate',
      ]);
    });
  });

  describe('in the Joda-Toda-AWS account', () => {
    test('there is an endpoint of the service in each of the three zones', async () => {
      const outputs = await deployment.outputs('redis-service');
      const endpoints = await interfaceEndpoints();
      expect(endpoints).toHaveLength(3);
      expect(endpoints.map(({ ServiceName }) => ServiceName)).toEqual(Array(3).fill(outputs.endpoint_service_name));
      expect(endpoints.map(({ State }) => State)).toEqual(Array(3).fill('available'));
      expect(
        await zonesOf(
          dev,
          endpoints.flatMap(({ SubnetIds = [] }) => SubnetIds),
        ),
      ).toEqual(ZONES);
    });

    test('the endpoints accept the Dev VPC on the listener ports, and allow no outbound traffic', async () => {
      const groups = (await interfaceEndpoints()).flatMap(({ Groups = [] }) => Groups.map(({ GroupId }) => GroupId));
      expect(new Set(groups).size).toBe(1);
      expect(await rules(dev, groups[0])).toEqual(['in 10.3.0.0/16 tcp 6379-6381']);
    });

    test('the common name resolves to every endpoint, each with a health check', async () => {
      const records = await zoneRecords();
      const all = records.filter(({ Name, Type }) => Name === 'redis.joda-toda.internal.' && Type === 'A');
      expect(all.map(({ SetIdentifier }) => SetIdentifier).sort()).toEqual(ZONES);
      expect(all.every(({ MultiValueAnswer, HealthCheckId }) => MultiValueAnswer && HealthCheckId)).toBe(true);
      const named = all.flatMap(({ ResourceRecords = [] }) => ResourceRecords.map(({ Value }) => Value));
      expect(named.sort()).toEqual((await endpointAddresses()).sort());
    });

    test.each([
      ['redis-1', 6379],
      ['redis-2', 6380],
      ['redis-3', 6381],
    ])('%s has a name and an SRV record with its port %d', async (server, port) => {
      const records = await zoneRecords();
      const value = (name: string) => records.find(({ Name }) => Name === name)?.ResourceRecords?.map((r) => r.Value);
      expect(value(`${server}.redis.joda-toda.internal.`)).toEqual(['redis.joda-toda.internal']);
      expect(value(`_redis._tcp.${server}.redis.joda-toda.internal.`)).toEqual([
        `0 0 ${port} redis.joda-toda.internal.`,
      ]);
    });

    test('clients find their configuration in one parameter, and per zone in one each', async () => {
      const all = await clientConfiguration();
      const zone = await clientConfiguration('use1-az2');
      expect(all.mode).toBe('cluster');
      expect(all.servers['10.0.4.11:6379']).toEqual({ host: 'redis-2.redis.joda-toda.internal', port: 6380 });
      expect(Object.keys(all.endpointDnsNames)).toEqual(ZONES);
      expect(zone.host).toBe('use1-az2.redis.joda-toda.internal');
      expect(Object.keys(zone.endpointDnsNames)).toEqual(['use1-az2']);
    });
  });

  describe('afterwards', () => {
    test(
      'a second plan of every stack is empty',
      async () => {
        await expectEmptyPlans(deployment);
      },
      3 * MINUTES,
    );

    test(
      'bootstrapping again changes nothing',
      async () => {
        expect(await deployment.bootstrap()).toBe('unchanged');
      },
      2 * MINUTES,
    );

    test(
      'destroy refuses protected resources, and removes everything once unprotected',
      async () => {
        await expect(deployment.destroy()).rejects.toThrow();
        expect(await interfaceEndpoints()).toHaveLength(3);
        expect(Object.keys(await serversByListenerPort())).toHaveLength(3);

        const unprotected = emulated.deployment({ deletionProtection: false });
        await unprotected.deploy();
        await unprotected.destroy();

        expect(await interfaceEndpoints()).toEqual([]);
        expect(
          (await new Route53Client(emulated.account('joda-toda-aws')).send(new ListHostedZonesCommand({}))).HostedZones,
        ).toEqual([]);
        expect((await elb().send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
        expect((await elb().send(new DescribeTargetGroupsCommand({}))).TargetGroups).toEqual([]);
        for (const stack of ['redis-service', 'redis-consumer-joda-toda-aws']) {
          expect((await unprotected.terraform(stack, ['state', 'list'])).stdout).toBe('');
        }
      },
      10 * MINUTES,
    );
  });

  const s3 = () => new S3Client({ ...emulated.account('prod'), forcePathStyle: true });
  const elb = () => new ElasticLoadBalancingV2Client(emulated.account('prod'));

  async function serversByListenerPort(): Promise<Record<number, string[]>> {
    const { LoadBalancers = [] } = await elb().send(new DescribeLoadBalancersCommand({}));
    const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn;
    const { Listeners = [] } = await elb().send(new DescribeListenersCommand({ LoadBalancerArn }));
    const entries = Listeners.map(async ({ Port, DefaultActions = [] }) => {
      const TargetGroupArn = DefaultActions[0]?.TargetGroupArn;
      const { TargetHealthDescriptions = [] } = await elb().send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      return [
        Port,
        TargetHealthDescriptions.map(({ Target }) => `${Target?.Id}:${Target?.Port} ${Target?.AvailabilityZone}`),
      ];
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  async function interfaceEndpoints(): Promise<VpcEndpoint[]> {
    return (await dev.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints ?? [];
  }

  async function endpointAddresses() {
    const ids = (await interfaceEndpoints()).flatMap(({ NetworkInterfaceIds = [] }) => NetworkInterfaceIds);
    const { NetworkInterfaces = [] } = await dev.send(
      new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ids }),
    );
    return NetworkInterfaces.map(({ PrivateIpAddress }) => PrivateIpAddress);
  }

  async function zoneRecords() {
    const route53 = new Route53Client(emulated.account('joda-toda-aws'));
    const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
    expect(HostedZones.map(({ Name, Config }) => [Name, Config?.PrivateZone])).toEqual([
      ['redis.joda-toda.internal.', true],
    ]);
    const sets = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: HostedZones[0]?.Id }));
    return sets.ResourceRecordSets ?? [];
  }

  async function clientConfiguration(zone?: string) {
    const name = ['/redis-privatelink/test/joda-toda-aws/client-configuration', zone].filter(Boolean).join('/');
    const ssm = new SSMClient(emulated.account('joda-toda-aws'));
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    return clientConfigurationSchema.parse(JSON.parse(Parameter?.Value ?? ''));
  }
});

async function zonesOf(ec2: EC2Client, subnetIds: readonly string[]) {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [...subnetIds] }));
  return Subnets.map(({ AvailabilityZoneId }) => AvailabilityZoneId).sort();
}

async function rules(ec2: EC2Client, groupId: string | undefined): Promise<string[]> {
  const Filters = [{ Name: 'group-id', Values: [groupId as string] }];
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const text = (rule: SecurityGroupRule) =>
    `${rule.IsEgress ? 'out' : 'in'} ${rule.CidrIpv4} ${rule.IpProtocol} ${rule.FromPort}-${rule.ToPort}`;
  return SecurityGroupRules.map(text).sort();
}
