import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateNetworkInterfaceCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Emulator, startEmulator } from '../../../src/emulator/emulator';
import { pythonEnvironment } from '../../../src/emulator/python';

export const PROD = '111111111111';
export const CONSUMER = '222222222222';
export const STRANGER = '333333333333';
export const REGION = 'us-east-1';

/** Long, since the first run installs the Python packages. */
export const SETUP_MILLISECONDS = 180_000;
/** Long, since test files run in parallel, each with its own emulator. */
export const TEST_MILLISECONDS = 60_000;

/** Starts one emulator for the tests of a file, and stops it after them. */
export function emulatorForAll(): { readonly endpoint: string } {
  let emulator: Emulator;
  let folder: string;
  jest.setTimeout(TEST_MILLISECONDS);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'emulator-'));
    const python = await pythonEnvironment();
    emulator = await startEmulator({ python, accountId: PROD, logFile: join(folder, 'log') });
  }, SETUP_MILLISECONDS);
  afterAll(async () => {
    await emulator?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get endpoint() {
      return emulator.endpoint;
    },
  };
}

/** AWS clients of one caller. */
export type Account = Awaited<ReturnType<typeof account>>;

/** AWS clients of a role, or of the default account without one. */
export async function account(endpoint: string, roleArn?: string, region = REGION) {
  const own = { endpoint, region, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
  const config = roleArn ? { ...own, credentials: await assume(new STSClient(own), roleArn) } : own;
  return {
    ec2: new EC2Client(config),
    elb: new ElasticLoadBalancingV2Client(config),
    route53: new Route53Client(config),
    s3: new S3Client(config),
    sns: new SNSClient(config),
    ssm: new SSMClient(config),
    sts: new STSClient(config),
    accessKeyId: config.credentials.accessKeyId,
  };
}

export const role = (accountId: string, name = 'deploy') => `arn:aws:iam::${accountId}:role/${name}`;

async function assume(sts: STSClient, RoleArn: string) {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  return {
    accessKeyId: there(Credentials?.AccessKeyId),
    secretAccessKey: there(Credentials?.SecretAccessKey),
    sessionToken: there(Credentials?.SessionToken),
  };
}

/** Unwraps a value that AWS always returns, although its type is optional. */
export function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the response lacks a value');
  return value;
}

/** A VPC with one subnet of 11 usable addresses, of which so many are left. */
export async function nearlyFull({ ec2 }: Account, free: number) {
  const vpcId = there((await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }))).Vpc?.VpcId);
  const subnet = { VpcId: vpcId, CidrBlock: '10.1.0.0/28', AvailabilityZoneId: 'use1-az1' };
  const SubnetId = there((await ec2.send(new CreateSubnetCommand(subnet))).Subnet?.SubnetId);
  const interfaceIds: string[] = [];
  for (let taken = 0; taken < 11 - free; taken++) {
    const { NetworkInterface } = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId, PrivateIpAddress: `10.1.0.${4 + taken}` }),
    );
    interfaceIds.push(there(NetworkInterface?.NetworkInterfaceId));
  }
  return { vpcId, subnetId: SubnetId, interfaceIds };
}

/** A VPC with a /24 subnet in each zone. */
export async function network({ ec2 }: Account, cidr: string, zoneIds: readonly string[]) {
  const vpcId = there((await ec2.send(new CreateVpcCommand({ CidrBlock: cidr }))).Vpc?.VpcId);
  const subnetIds: string[] = [];
  for (const [index, zone] of zoneIds.entries()) {
    const CidrBlock = cidr.replace('0.0/16', `${index}.0/24`);
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock, AvailabilityZoneId: zone }));
    subnetIds.push(there(Subnet?.SubnetId));
  }
  return { vpcId, subnetIds };
}
