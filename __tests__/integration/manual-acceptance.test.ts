import { setTimeout } from 'node:timers/promises';
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcEndpointConnectionNotificationsCommand,
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

const SERVICE = 'redis-service';
const CONSUMER = 'redis-consumer-joda-toda-aws';
const ACCEPTANCE = 'redis-acceptance-joda-toda-aws';
const PUBLICATION = 'redis-publication-joda-toda-aws';
const TOPIC = 'arn:aws:sns:us-east-1:111111111111:redis-connections';

/** Options that the example does not use. */
const CHANGES = {
  deletionProtection: false,
  'service.acceptance': 'manual',
  'service.connectionNotificationTopicArn': TOPIC,
  'service.externalConsumers': [
    { name: 'partner', principalArn: 'arn:aws:iam::333333333333:root', cidrs: ['10.77.0.0/16'] },
  ],
  'service.transitGateway.attachVpc': true,
  'service.redis': { mode: 'sentinel', masterName: 'mymaster' },
  'service.servers[0].sentinel': { port: 26379, listenerPort: 26379 },
  'service.servers[1].sentinel': { port: 26379, listenerPort: 26380 },
  'service.servers[2].sentinel': { port: 26379, listenerPort: 26381 },
};

describe('manual acceptance, an external consumer, our own Transit Gateway attachment and Sentinels', () => {
  let emulated: Emulated;
  let deployment: Deployment;
  let dev: EC2Client;
  let partner: EC2Client;
  /** The endpoint of the external consumer. */
  let foreign: VpcEndpoint | undefined;

  beforeAll(async () => {
    emulated = await emulate(CHANGES);
    deployment = emulated.deployment();
    dev = new EC2Client(emulated.account('joda-toda-aws'));
    partner = new EC2Client(emulated.account('prod', 'arn:aws:iam::333333333333:role/partner'));
    await deployment.bootstrap();
  }, 3 * MINUTES);

  afterAll(() => emulated?.stop(), MINUTES);

  test(
    'endpoints stay pending until the acceptance stack is deployed',
    async () => {
      // WHEN
      await deployment.deploy(['state', SERVICE, CONSUMER]);
      // THEN
      expect(await states()).toEqual(Array(3).fill('pendingAcceptance'));
      // WHEN one command deploys the rest, after somebody else has asked for a connection
      foreign = await endpointOfPartner();
      await deployment.deploy();
      // THEN
      expect(await states()).toEqual(Array(3).fill('available'));
      expect(await stateOf(foreign)).toBe('pendingAcceptance');
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
      await deployment.terraform(CONSUMER, ['apply', '-auto-approve', '-no-color', replace]);
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

  test('the external consumer is allowed by a resource and an output, and its clients are let in', async () => {
    expect((await deployment.outputs(SERVICE)).allowed_principals).toEqual({
      'joda-toda-aws': 'arn:aws:iam::222222222222:root',
      partner: 'arn:aws:iam::333333333333:root',
    });
    const { stdout } = await deployment.terraform(SERVICE, ['state', 'list']);
    expect(stdout).toContain('aws_vpc_endpoint_service_allowed_principal.endpoint_service_allow_partner\n');
    expect(stdout).toMatch(/ingress_rule\.load_balancer_security_group_in_10_77_0_0_16_\w+\n/);
    expect(deployment.stacks.filter((stack) => stack.includes('partner'))).toEqual([]);
  });

  test('a topic is told of connections', async () => {
    const prod = new EC2Client(emulated.account('prod'));
    const { ConnectionNotificationSet } = await prod.send(new DescribeVpcEndpointConnectionNotificationsCommand({}));
    const told = ConnectionNotificationSet?.map(({ ConnectionNotificationArn, ConnectionEvents }) => [
      ConnectionNotificationArn,
      ConnectionEvents?.sort(),
    ]);
    expect(told).toEqual([[TOPIC, ['Accept', 'Connect', 'Delete', 'Reject']]]);
  });

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
      expect(deployment.stacks).toContain(ACCEPTANCE);
      await expectEmptyPlans(deployment);
    },
    3 * MINUTES,
  );

  describe('when acceptance becomes automatic', () => {
    const formerly = { 'service.acceptance': 'formerly-manual' };
    const automatic = { 'service.acceptance': 'automatic' };

    test(
      'a protected environment refuses to lose its accepters at once',
      async () => {
        await emulated.deployment({ deletionProtection: true }).deploy();
        const changed = emulated.deployment({ deletionProtection: true, ...automatic });
        await expect(changed.deploy(['state', SERVICE])).rejects.toMatchObject({
          output: expect.stringMatching(/terraform_data\.endpoint_service_accepters/),
        });
        expect(await states()).toEqual(Array(3).fill('available'));
      },
      5 * MINUTES,
    );

    test(
      'every endpoint stays connected and published, nothing is destroyed, and no state is left behind',
      async () => {
        // GIVEN
        const protectedOne = emulated.deployment({ deletionProtection: true, ...formerly });
        protectedOne.synthesize();
        expect(await planned(protectedOne, SERVICE)).toBe('1 to add, 1 to change, 1 to destroy; 0 forgotten');
        expect(await planned(protectedOne, CONSUMER)).toBe('7 to add, 0 to change, 0 to destroy; 0 forgotten');
        expect(await planned(protectedOne, ACCEPTANCE)).toBe('0 to add, 0 to change, 0 to destroy; 3 forgotten');
        expect(await planned(protectedOne, PUBLICATION)).toBe('0 to add, 0 to change, 0 to destroy; 7 forgotten');
        const outage = await watchFor(async () => {
          // WHEN
          await protectedOne.deploy();
        });
        // THEN
        expect(outage).toEqual([]);
        await expectEmptyPlans(protectedOne);
        for (const stack of [ACCEPTANCE, PUBLICATION]) {
          expect((await protectedOne.terraform(stack, ['state', 'list'])).stdout).toBe('');
        }
        expect(await stateOf(foreign)).toBe('pendingAcceptance');
        // WHEN the stacks that forgot leave the environment
        const after = emulated.deployment({ deletionProtection: true, ...automatic });
        await after.deploy();
        // THEN
        await expectEmptyPlans(after);
        expect(after.stacks).toEqual(['state', SERVICE, CONSUMER]);
      },
      10 * MINUTES,
    );

    test(
      'and manual again, they stay connected and published, too',
      async () => {
        const protectedOne = emulated.deployment({ deletionProtection: true });
        expect(await watchFor(() => protectedOne.deploy())).toEqual([]);
        await expectEmptyPlans(protectedOne);
        const { stdout } = await protectedOne.terraform(ACCEPTANCE, ['state', 'list']);
        expect(stdout.match(/accepter\./g)).toHaveLength(3);
        expect((await protectedOne.terraform(CONSUMER, ['state', 'list'])).stdout).not.toContain('published');
        await deployment.deploy();
      },
      10 * MINUTES,
    );
  });

  test(
    'destroy leaves no endpoint and no attachment',
    async () => {
      // AWS deletes no service with connections, whoever they are of.
      await partner.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [foreign?.VpcEndpointId as string] }));
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

  /** What Terraform would do to a stack. */
  async function planned(changed: Deployment, stack: string): Promise<string> {
    await changed.terraform(stack, ['init', '-input=false', '-no-color']);
    const { stdout } = await changed.terraform(stack, ['plan', '-input=false', '-no-color']);
    const forgotten = stdout.match(/# \S+ will no longer be managed by Terraform/g) ?? [];
    return `${/^Plan: (.*)\.$/m.exec(stdout)?.[1]}; ${forgotten.length} forgotten`;
  }

  /** An endpoint that somebody else creates, outside this project. */
  async function endpointOfPartner() {
    const { Vpc } = await partner.send(new CreateVpcCommand({ CidrBlock: '10.77.0.0/16' }));
    const { Subnet } = await partner.send(
      new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.77.0.0/24', AvailabilityZoneId: 'use1-az1' }),
    );
    const { VpcEndpoint } = await partner.send(
      new CreateVpcEndpointCommand({
        VpcEndpointType: 'Interface',
        ServiceName: (await deployment.outputs(SERVICE)).endpoint_service_name as string,
        VpcId: Vpc?.VpcId,
        SubnetIds: [Subnet?.SubnetId as string],
      }),
    );
    return VpcEndpoint;
  }

  async function stateOf(endpoint: VpcEndpoint | undefined) {
    const VpcEndpointIds = [endpoint?.VpcEndpointId as string];
    const { VpcEndpoints = [] } = await partner.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds }));
    return VpcEndpoints[0]?.State;
  }

  /** Looks at endpoints and records twice a second while something is done, and returns what a client would notice. */
  async function watchFor(work: () => Promise<void>): Promise<unknown[]> {
    const before = (await published()).sort();
    expect(before).toHaveLength(3);
    const noticed: unknown[] = [];
    let looks = 0;
    let done = false;
    const watch = async () => {
      while (!done) {
        const [seen, addresses] = [await states(), (await published()).sort()];
        looks++;
        if (seen.some((state) => String(state) !== 'available') || String(addresses) !== String(before))
          noticed.push([seen, addresses]);
        await setTimeout(500);
      }
    };
    const watching = watch();
    await work().finally(() => {
      done = true;
    });
    await watching;
    expect(looks).toBeGreaterThan(10);
    return noticed;
  }

  async function states() {
    const { VpcEndpoints = [] } = await dev.send(new DescribeVpcEndpointsCommand({}));
    return VpcEndpoints.map(({ State }) => State);
  }
});
