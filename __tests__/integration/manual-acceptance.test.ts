import {
  DescribeNetworkInterfacesCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import {
  ListHealthChecksCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { Deployment } from '../../src/emulator/deployment';
import { expectEmptyPlans } from '../support/empty-plans';
import { type Emulated, emulate } from '../support/emulated';

const MINUTES = 60_000;

/** Options that the example does not use: manual acceptance, our own Transit Gateway attachment, Sentinels. */
const CHANGES = {
  deletionProtection: false,
  'service.acceptance': 'manual',
  'service.transitGateway.attachVpc': true,
  'service.redis': { mode: 'sentinel', masterName: 'mymaster' },
  'service.servers[0].sentinel': { port: 26379, listenerPort: 26379 },
  'service.servers[1].sentinel': { port: 26379, listenerPort: 26380 },
  'service.servers[2].sentinel': { port: 26379, listenerPort: 26381 },
};

describe('manual acceptance, our own Transit Gateway attachment and Sentinels', () => {
  let emulated: Emulated;
  let deployment: Deployment;
  let dev: EC2Client;

  beforeAll(async () => {
    emulated = await emulate(CHANGES);
    deployment = emulated.deployment();
    dev = new EC2Client(emulated.account('joda-toda-aws'));
    await deployment.bootstrap();
  }, 3 * MINUTES);

  afterAll(() => emulated?.stop(), MINUTES);

  test(
    'endpoints stay pending until the acceptance stack is deployed',
    async () => {
      // WHEN
      await deployment.deploy(['state', 'redis-service', 'redis-consumer-joda-toda-aws']);
      // THEN
      expect(await states()).toEqual(Array(3).fill('pendingAcceptance'));
      // WHEN
      await deployment.deploy();
      // THEN
      expect(await states()).toEqual(Array(3).fill('available'));
    },
    10 * MINUTES,
  );

  test(
    'a replaced endpoint is published once it is accepted, and its health check watches it',
    async () => {
      // GIVEN
      const before = await watched();
      const replace = '-replace=aws_vpc_endpoint.endpoint_use1_az2';
      // WHEN
      await deployment.terraform('redis-consumer-joda-toda-aws', ['apply', '-auto-approve', '-no-color', replace]);
      // THEN the check follows at once, and the old address is all that is published
      const { VpcEndpoints = [] } = await dev.send(new DescribeVpcEndpointsCommand({}));
      const ids = VpcEndpoints.map(({ VpcEndpointId }) => VpcEndpointId).sort();
      expect(await watched()).toEqual(ids);
      expect(before.filter((id) => ids.includes(id))).toHaveLength(2);
      const [pending] = VpcEndpoints.filter(({ State }) => String(State) === 'pendingAcceptance');
      expect(await published()).not.toContain(await addressOf(pending));
      // WHEN
      await deployment.deploy();
      // THEN
      expect(await published()).toContain(await addressOf(pending));
      expect(await states()).toEqual(Array(3).fill('available'));
    },
    10 * MINUTES,
  );

  test("the VPC is attached in the load balancer's subnets", async () => {
    const prod = new EC2Client(emulated.account('prod'));
    const { TransitGatewayVpcAttachments = [] } = await prod.send(new DescribeTransitGatewayVpcAttachmentsCommand({}));
    expect(TransitGatewayVpcAttachments.map(({ SubnetIds }) => SubnetIds?.length)).toEqual([3]);
  });

  test('each Sentinel has a listener', async () => {
    expect((await deployment.outputs('redis-service')).listener_ports).toEqual({
      'redis-1': 6379,
      'redis-2': 6380,
      'redis-3': 6381,
      'redis-1-sentinel': 26379,
      'redis-2-sentinel': 26380,
      'redis-3-sentinel': 26381,
    });
  });

  test(
    'a second plan of every stack is empty',
    async () => {
      expect(deployment.stacks).toContain('redis-acceptance-joda-toda-aws');
      await expectEmptyPlans(deployment);
    },
    3 * MINUTES,
  );

  test(
    'destroy leaves no endpoint and no attachment',
    async () => {
      await deployment.destroy();
      expect(await states()).toEqual([]);
      const prod = new EC2Client(emulated.account('prod'));
      const { TransitGatewayVpcAttachments = [] } = await prod.send(
        new DescribeTransitGatewayVpcAttachmentsCommand({}),
      );
      expect(TransitGatewayVpcAttachments.filter(({ State }) => State !== 'deleted')).toEqual([]);
    },
    10 * MINUTES,
  );

  /** IDs of the endpoints that Route 53 watches, by its copies of the alarms. */
  async function watched() {
    const { HealthChecks = [] } = await route53().send(new ListHealthChecksCommand({}));
    const dimensions = HealthChecks.flatMap(
      ({ CloudWatchAlarmConfiguration }) => CloudWatchAlarmConfiguration?.Dimensions ?? [],
    );
    return dimensions
      .filter(({ Name }) => Name === 'VPC Endpoint Id')
      .map(({ Value }) => Value)
      .sort();
  }

  /** The addresses that the name over all endpoints has. */
  async function published() {
    const { HostedZones = [] } = await route53().send(new ListHostedZonesCommand({}));
    const sets = await route53().send(new ListResourceRecordSetsCommand({ HostedZoneId: HostedZones[0]?.Id }));
    return (sets.ResourceRecordSets ?? [])
      .filter(({ MultiValueAnswer }) => MultiValueAnswer)
      .flatMap(({ ResourceRecords = [] }) => ResourceRecords.map(({ Value }) => Value));
  }

  async function addressOf(endpoint: VpcEndpoint | undefined) {
    const { NetworkInterfaces = [] } = await dev.send(
      new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: endpoint?.NetworkInterfaceIds }),
    );
    return NetworkInterfaces[0]?.PrivateIpAddress;
  }

  function route53() {
    return new Route53Client(emulated.account('joda-toda-aws'));
  }

  async function states() {
    const { VpcEndpoints = [] } = await dev.send(new DescribeVpcEndpointsCommand({}));
    return VpcEndpoints.map(({ State }) => State);
  }
});
