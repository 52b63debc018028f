import { DescribeVpcsCommand, EC2Client, ModifyVpcAttributeCommand } from '@aws-sdk/client-ec2';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CommandError } from '../../src/process/run';
import { type Emulated, emulate } from '../support/emulated';
import type { Changes } from '../support/environments';

const MINUTES = 60_000;
const BUCKET = 'redis-privatelink-state-111111111111';
const SERVICE = 'redis-service';
const CONSUMER = 'redis-consumer-joda-toda-aws';

/** Mistakes that only AWS can reveal: the plan must fail, before anything is created. */
describe('with only the state bucket deployed', () => {
  let emulated: Emulated;

  beforeAll(async () => {
    emulated = await emulate();
    await emulated.deployment().bootstrap();
    await putServiceState();
  }, 3 * MINUTES);

  afterAll(() => emulated?.stop(), MINUTES);

  test.each<[string, string, Changes, RegExp]>([
    [
      'a VPC with other CIDR blocks',
      SERVICE,
      { 'service.vpc.cidrs': ['10.9.0.0/16'] },
      /VPC prod has the CIDR blocks 10\.8\.0\.0\/16; the\s+environment\s+states\s+10\.9\.0\.0\/16/,
    ],
    [
      'a subnet in another zone',
      SERVICE,
      { 'service.subnets[0].name': 'prod-private-2', 'service.subnets[1].name': 'prod-private-1' },
      /subnet prod-private-2 is in the zone use1-az2, not in use1-az1/,
    ],
    [
      'a subnet outside the VPC',
      SERVICE,
      { 'service.subnets[0].name': 'dev-private-1' },
      /data\.aws_subnet\.\w+ looked for tag:Name = dev-private-1/,
    ],
    [
      'a missing Transit Gateway',
      SERVICE,
      { 'service.transitGateway.name': 'nowhere' },
      /looked for tag:Name = nowhere/,
    ],
    [
      "a consumer's VPC with other CIDR blocks",
      CONSUMER,
      { 'consumers[0].vpc.cidrs': ['10.3.0.0/16', '10.4.0.0/16'] },
      /VPC dev has the CIDR blocks 10\.3\.0\.0\/16; the\s+environment\s+states\s+10\.3\.0\.0\/16,\s+10\.4\.0\.0\/16/,
    ],
    [
      'credentials of another account',
      SERVICE,
      {
        'accounts.prod.id': '333333333333',
        'accounts.prod.roleArn': undefined,
        'accounts.prod.planRoleArn': undefined,
      },
      /AWS account ID not allowed: 111111111111/,
    ],
  ])(
    '%s fails the plan of %s',
    async (_, stack, changes, message) => {
      expect(await failedPlan(stack, changes)).toMatch(message);
    },
    MINUTES,
  );

  test(
    'a consumer VPC without DNS hostnames fails the plan',
    async () => {
      // GIVEN
      const dev = new EC2Client(emulated.account('joda-toda-aws'));
      const { Vpcs = [] } = await dev.send(
        new DescribeVpcsCommand({ Filters: [{ Name: 'tag:Name', Values: ['dev'] }] }),
      );
      const VpcId = Vpcs[0]?.VpcId;
      await dev.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: false } }));
      // WHEN
      const output = await failedPlan(CONSUMER, {});
      // THEN
      expect(output).toMatch(/cannot\s+resolve\s+private\s+hosted\s+zones/);
    },
    MINUTES,
  );

  test("a consumer's role can only read the service's state and write its own", async () => {
    // GIVEN
    const consumer = s3As('joda-toda-aws');
    const read = (Key: string) => consumer.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    const write = (Key: string) => consumer.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{}' }));
    // THEN
    await expect(read(`test/111111111111/${SERVICE}.tfstate`)).resolves.toBeDefined();
    await expect(write(`test/222222222222/${CONSUMER}.tfstate`)).resolves.toBeDefined();
    await expect(write(`test/222222222222/${CONSUMER}.tfstate.tflock`)).resolves.toBeDefined();
    for (const key of [
      `test/111111111111/${SERVICE}.tfstate`,
      `test/111111111111/${SERVICE}.tfstate.tflock`,
      'test/111111111111/state.tfstate',
      'test/other',
      'test/222222222222/other',
      'test/333333333333/redis-consumer-other.tfstate',
    ]) {
      await expect(write(key)).rejects.toMatchObject({ name: 'AccessDenied' });
    }
    for (const key of [`test/222222222222/${CONSUMER}.tfstate`, `test/111111111111/${SERVICE}.tfstate`]) {
      await expect(consumer.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }))).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    }
    await expect(read('test/111111111111/state.tfstate')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(consumer.send(new ListObjectsV2Command({ Bucket: BUCKET }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  test("another role in the consumer's account can access no state", async () => {
    const other = s3As('joda-toda-aws', 'arn:aws:iam::222222222222:role/somebody-else');
    const read = other.send(new GetObjectCommand({ Bucket: BUCKET, Key: `test/111111111111/${SERVICE}.tfstate` }));
    await expect(read).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  async function failedPlan(stack: string, changes: Changes): Promise<string> {
    const deployment = emulated.deployment(changes);
    await deployment.synthesize();
    await deployment.terraform(stack, ['init', '-input=false', '-no-color', '-reconfigure']);
    const plan = deployment.terraform(stack, ['plan', '-input=false', '-no-color']);
    const error = await plan.catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(CommandError);
    // Terraform breaks lines and draws a border.
    const { summary, output } = error as CommandError;
    return `${summary}\n${output}`.replaceAll(/\s*\n[│\s]*/g, ' ');
  }

  /** A consumer's plan reads the service's outputs from its state. */
  async function putServiceState(): Promise<void> {
    const value = (text: string) => ({ value: text, type: 'string' });
    const outputs = {
      endpoint_service_name: value('com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0'),
      endpoint_service_id: value('vpce-svc-0123456789abcdef0'),
    };
    const state = { version: 4, terraform_version: '1.10.0', serial: 1, lineage: 'test', outputs, resources: [] };
    await s3As('prod').send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: `test/111111111111/${SERVICE}.tfstate`,
        Body: JSON.stringify(state),
      }),
    );
  }

  const s3As = (name: 'prod' | 'joda-toda-aws', roleArn?: string) =>
    new S3Client({ ...emulated.account(name, roleArn), forcePathStyle: true });
});
