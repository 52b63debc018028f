import {
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
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

  async function states() {
    const { VpcEndpoints = [] } = await dev.send(new DescribeVpcEndpointsCommand({}));
    return VpcEndpoints.map(({ State }) => State);
  }
});
