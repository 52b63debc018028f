import { DescribeVpcEndpointsCommand, EC2Client } from '@aws-sdk/client-ec2';
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
    'is left by a consumer without touching the endpoints in the others',
    async () => {
      await emulated.deployment({ 'consumers[0].subnets': TWO_ZONES['consumers[0].subnets'] }).deploy(CONSUMER);
      expect(await endpoints()).toBe(2);
    },
    5 * MINUTES,
  );

  async function endpoints(): Promise<number> {
    const dev = new EC2Client(emulated.account('joda-toda-aws'));
    const { VpcEndpoints = [] } = await dev.send(new DescribeVpcEndpointsCommand({}));
    return VpcEndpoints.length;
  }
});

/** Terraform breaks lines and draws a border, and cdktf puts the stack's name before each. */
const asOneLine = (output: string) => output.replaceAll(/\s*\n(redis-[\w-]+)?[│\s]*/g, ' ');
