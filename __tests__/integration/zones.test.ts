import {
  CreateSubnetCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  type Subnet,
} from '@aws-sdk/client-ec2';
import { ListHostedZonesCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import example from '../../src/environments/example';
import { CommandError } from '../../src/process/run';
import { refreshZones } from '../../src/zones/refresh-zones';
import { expectEmptyPlans } from '../support/empty-plans';
import { type Emulated, emulate } from '../support/emulated';
import { environmentWith } from '../support/environments';

const MINUTES = 60_000;
/** Each with those that it depends on: cdktf refuses it otherwise. */
const SERVICE = ['state', 'redis-service'];
const CONSUMER = [...SERVICE, 'redis-consumer-joda-toda-aws'];

/** The example without its third zone. */
const TWO_ZONES = {
  'service.subnets': example.service.subnets.slice(0, 2),
  'consumers[0].subnets': example.consumers[0]?.subnets.slice(0, 2),
};

describe('a zone', () => {
  let emulated: Emulated;

  // The third subnets exist, though nothing is in them yet.
  beforeAll(async () => {
    emulated = await emulate({ deletionProtection: false });
    await emulated.deployment().bootstrap();
  }, 3 * MINUTES);

  afterAll(() => emulated?.stop(), MINUTES);

  test(
    'is added to the load balancer, taken over by the service when it is refreshed, and then has an endpoint',
    async () => {
      // GIVEN
      await emulated.deployment(TWO_ZONES).deploy();
      const grown = emulated.deployment();
      // WHEN the load balancer has the zone, the service has not
      await grown.deploy(SERVICE);
      const { stdout } = await grown.terraform('redis-service', ['plan', '-no-color']);
      expect(asOneLine(stdout)).toMatch(
        /Check block assertion failed.*lacks the zones us-east-1.*npm run refresh-zones/,
      );
      const early = await grown.deploy(CONSUMER).catch((error: unknown) => error);
      expect(early).toBeInstanceOf(CommandError);
      expect(asOneLine((early as CommandError).output)).toMatch(/not in use1-az4 yet.*npm run refresh-zones/);
      expect(await endpoints()).toBe(2);
      // WHEN
      const refreshed = await refreshZones(environmentWith(), emulated.account('prod'));
      await grown.deploy();
      // THEN
      expect(refreshed.after).toHaveLength(refreshed.before.length + 1);
      expect(await endpoints()).toBe(3);
      await expectEmptyPlans(grown);
    },
    15 * MINUTES,
  );

  test(
    'has its endpoint in another subnet, and the new address published, after one deployment',
    async () => {
      // GIVEN another subnet in the zone
      const { Subnets = [] } = await dev().send(
        new DescribeSubnetsCommand({ Filters: [{ Name: 'tag:Name', Values: ['dev-private-1'] }] }),
      );
      const { VpcId, AvailabilityZone } = Subnets[0] as Subnet;
      const Tags = [{ Key: 'Name', Value: 'dev-other' }];
      const { Subnet: other } = await dev().send(
        new CreateSubnetCommand({
          VpcId,
          AvailabilityZone,
          CidrBlock: '10.3.200.0/24',
          TagSpecifications: [{ ResourceType: 'subnet', Tags }],
        }),
      );
      // WHEN
      const moved = emulated.deployment({ 'consumers[0].subnets[0].name': 'dev-other' });
      await moved.deploy(CONSUMER);
      // THEN
      const Filters = [{ Name: 'subnet-id', Values: [other?.SubnetId as string] }];
      const { NetworkInterfaces = [] } = await dev().send(new DescribeNetworkInterfacesCommand({ Filters }));
      const addresses = NetworkInterfaces.map(({ PrivateIpAddress }) => PrivateIpAddress);
      expect(addresses).toHaveLength(1);
      expect(await published()).toEqual(expect.arrayContaining(addresses));
      expect(await published()).toHaveLength(3);
      await expectEmptyPlans(moved);
    },
    10 * MINUTES,
  );

  test(
    'is left by a consumer without touching the endpoints in the others',
    async () => {
      await emulated.deployment({ 'consumers[0].subnets': TWO_ZONES['consumers[0].subnets'] }).deploy(CONSUMER);
      expect(await endpoints()).toBe(2);
      expect(await published()).toHaveLength(2);
    },
    5 * MINUTES,
  );

  const dev = () => new EC2Client(emulated.account('joda-toda-aws'));

  /** The addresses that the name over all endpoints has. */
  async function published() {
    const route53 = new Route53Client(emulated.account('joda-toda-aws'));
    const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
    const sets = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: HostedZones[0]?.Id }));
    return (sets.ResourceRecordSets ?? [])
      .filter(({ MultiValueAnswer }) => MultiValueAnswer)
      .flatMap(({ ResourceRecords = [] }) => ResourceRecords.map(({ Value }) => Value));
  }

  async function endpoints(): Promise<number> {
    const { VpcEndpoints = [] } = await dev().send(new DescribeVpcEndpointsCommand({}));
    return VpcEndpoints.length;
  }
});

/** Terraform breaks lines and draws a border, and cdktf puts the stack's name before each. */
const asOneLine = (output: string) => output.replaceAll(/\s*\n(redis-[\w-]+)?[│\s]*/g, ' ');
