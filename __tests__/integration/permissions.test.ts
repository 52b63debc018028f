import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateVpcEndpointCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointServiceConfigurationsCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifyVpcEndpointServiceConfigurationCommand,
} from '@aws-sdk/client-ec2';
import { GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { emulatorAwsConfig } from '../../src/emulator/aws';
import { type Emulator, startEmulator } from '../../src/emulator/emulator';
import { EmulatedPermissions, type PermissionCheck } from '../../src/emulator/permissions';
import { pythonEnvironment } from '../../src/emulator/python';
import { provenPermissions } from '../../src/permissions/proof/actions';
import { DEPLOYER, Scenario } from '../../src/permissions/proof/scenario';
import { accountConfig } from '../../src/terraform/aws';
import { locateProvider } from '../../src/terraform/provider';
import { actionReference, isListed, isOfType } from '../support/permissions';

const MINUTES = 60_000;
const BUCKET = 'redis-privatelink-state-111111111111';
const DEPLOY = 'arn:aws:iam::222222222222:role/redis-privatelink-deploy';
const PLAN = 'arn:aws:iam::222222222222:role/redis-privatelink-plan';

/** The whole life of a deployment, under the policies that `npm run permissions` prints. */
describe('under the printed policies', () => {
  let emulator: Emulator;
  let scenario: Scenario;
  let folder: string;
  /** What was denied to attempts that must be. */
  const refused = { before: 0 };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-permissions-'));
    emulator = await startEmulator({
      python: await pythonEnvironment(),
      accountId: '111111111111',
      logFile: join(folder, 'emulator.log'),
    });
    scenario = await Scenario.begin({ endpoint: emulator.endpoint, provider: await locateProvider(), folder });
  }, 3 * MINUTES);

  afterAll(async () => {
    await emulator?.stop();
    await rm(folder, { recursive: true, force: true });
  }, MINUTES);

  const checks = () => new EmulatedPermissions(emulator.endpoint).checks();

  /** Runs the steps from one to another, each after the previous one. */
  async function run(first: string, last: string): Promise<void> {
    const names = scenario.steps.map(({ name }) => name);
    for (const step of scenario.steps.slice(names.indexOf(first), names.indexOf(last) + 1)) await step.run();
  }

  // The order matters: each test starts where the previous one ended.

  test(
    'an environment is bootstrapped and deployed, as a user who may only assume roles',
    async () => {
      await run('bootstrap', 'deploy redis-publication-joda-toda-aws');
      expect((await checks()).filter(({ allowed }) => !allowed)).toEqual([]);
    },
    10 * MINUTES,
  );

  test(
    'the planning roles plan every stack, and find nothing to change',
    async () => {
      await run('plan state', 'plan redis-publication-joda-toda-aws');
      expect((await checks()).filter(({ allowed }) => !allowed)).toEqual([]);
    },
    5 * MINUTES,
  );

  describe('what must be denied is denied', () => {
    const as = (roleArn: string) =>
      accountConfig(emulatorAwsConfig(emulator.endpoint, 'us-east-1', scenario.state.credentials), { roleArn });
    const s3 = (roleArn: string) => new S3Client(as(roleArn));
    const ec2 = (roleArn: string) => new EC2Client(as(roleArn));
    const service = `proof/111111111111/redis-service.tfstate`;

    test.each([
      ['deploys', DEPLOY],
      ['plans', PLAN],
    ])("the consumer's role that %s reads the service's state, and no other of that account", async (_does, role) => {
      const get = (Key: string) => s3(role).send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      await expect(get(service)).resolves.toBeDefined();
      await expect(get('proof/111111111111/state.tfstate')).rejects.toMatchObject({ name: 'AccessDenied' });
      await expect(get('proof/333333333333/redis-consumer-third.tfstate')).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    });

    test("it can't write the service's state, or touch the bucket's policy", async () => {
      const put = s3(DEPLOY).send(new PutObjectCommand({ Bucket: BUCKET, Key: service, Body: '{}' }));
      await expect(put).rejects.toMatchObject({ name: 'AccessDenied' });
      const open = s3(DEPLOY).send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: '{}' }));
      await expect(open).rejects.toMatchObject({ name: 'AccessDenied' });
    });

    test("it can't create an endpoint to a service of somebody else", async () => {
      const client = ec2(DEPLOY);
      const { Vpcs = [] } = await client.send(
        new DescribeVpcsCommand({ Filters: [{ Name: 'tag:Name', Values: ['dev'] }] }),
      );
      const VpcId = Vpcs[0]?.VpcId;
      const { Subnets = [] } = await client.send(
        new DescribeSubnetsCommand({ Filters: [{ Name: 'tag:Name', Values: ['dev-private-1'] }] }),
      );
      const tags = [
        { Key: 'Project', Value: 'redis-privatelink' },
        { Key: 'Environment', Value: 'proof' },
        { Key: 'Stack', Value: 'redis-consumer-joda-toda-aws' },
      ];
      const create = client.send(
        new CreateVpcEndpointCommand({
          VpcId,
          VpcEndpointType: 'Interface',
          ServiceName: 'com.amazonaws.us-east-1.secretsmanager',
          SubnetIds: [Subnets[0]?.SubnetId as string],
          TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: tags }],
        }),
      );
      await expect(create).rejects.toMatchObject({
        name: 'UnauthorizedOperation',
        message: expect.stringContaining(
          'ec2:CreateVpcEndpoint on resource: arn:aws:ec2:us-east-1:222222222222:vpc-endpoint/',
        ),
      });
    });

    test("it can't see the service's configuration, or change it", async () => {
      const administrator = new EC2Client(scenario.administrator.config('prod'));
      const { ServiceConfigurations = [] } = await administrator.send(
        new DescribeVpcEndpointServiceConfigurationsCommand({}),
      );
      const ServiceId = ServiceConfigurations[0]?.ServiceId;
      const modify = ec2(DEPLOY).send(
        new ModifyVpcEndpointServiceConfigurationCommand({ ServiceId, AcceptanceRequired: false }),
      );
      await expect(modify).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    });

    test("it can't delete a security group that is not the project's", async () => {
      const { SecurityGroups = [] } = await ec2(DEPLOY).send(
        new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['default'] }] }),
      );
      const remove = ec2(DEPLOY).send(new DeleteSecurityGroupCommand({ GroupId: SecurityGroups[0]?.GroupId }));
      await expect(remove).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    });

    test('the planning role changes nothing', async () => {
      const { SecurityGroups = [] } = await ec2(PLAN).send(
        new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'tag:Project', Values: ['redis-privatelink'] }] }),
      );
      const GroupId = SecurityGroups[0]?.GroupId;
      const remove = ec2(PLAN).send(new DeleteSecurityGroupCommand({ GroupId }));
      await expect(remove).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
      const lock = s3(PLAN).send(
        new PutObjectCommand({
          Bucket: BUCKET,
          Key: 'proof/222222222222/redis-consumer-joda-toda-aws.tfstate.tflock',
          Body: '{}',
        }),
      );
      await expect(lock).rejects.toMatchObject({ name: 'AccessDenied' });
    });

    test('the user that assumes the roles may do nothing itself', async () => {
      const user = emulatorAwsConfig(emulator.endpoint, 'us-east-1', scenario.state.credentials);
      const attempt = new EC2Client(user).send(new DescribeVpcsCommand({}));
      await expect(attempt).rejects.toMatchObject({
        name: 'UnauthorizedOperation',
        message: expect.stringContaining(DEPLOYER),
      });
    });

    afterAll(async () => {
      refused.before = (await checks()).filter(({ allowed }) => !allowed).length;
      expect(refused.before).toBeGreaterThan(8);
    });
  });

  test(
    'what was changed by hand is repaired, and the environment grows by a zone, a server and a consumer',
    async () => {
      await run('repair redis-service', 'plan redis-publication-third');
      expect((await checks()).filter(({ allowed }) => !allowed)).toHaveLength(refused.before);
    },
    15 * MINUTES,
  );

  test(
    'everything is unprotected and destroyed, the bucket last',
    async () => {
      await run('unprotect: state', 'destroy state');
      expect((await checks()).filter(({ allowed }) => !allowed)).toHaveLength(refused.before);
    },
    15 * MINUTES,
  );

  test('each permission was used, unless AWS alone asks for it', async () => {
    const allowed = (await checks()).filter((check) => check.allowed);
    const permissions = provenPermissions(scenario.state.environments);
    const unused = permissions.filter(
      ({ role, permission }) =>
        !permission.onlyOnAws &&
        !permission.denies &&
        !allowed.some(
          (check) =>
            check.principal === role &&
            check.action === permission.action &&
            permission.resources.some((pattern) => like(check.resource, pattern)),
        ),
    );
    expect(unused.map(({ role, permission }) => [role, permission.action, permission.neededBy])).toEqual([]);
  });

  test("the emulator asked what AWS's reference says that AWS asks", async () => {
    for (const check of await checks()) {
      if (check.action.startsWith('sts:')) continue;
      expect({ ...check, unlisted: await unlisted(check) }).toEqual({ ...check, unlisted: [] });
    }
  });
});

/** The condition keys of a check that the reference does not list for its action and resource. */
async function unlisted({ action, resource, keys }: PermissionCheck): Promise<string[]> {
  const { resourceTypes, conditionKeys } = await actionReference(action);
  const types = resourceTypes.filter(({ arn }) => isOfType(resource, arn));
  const listed = [...conditionKeys, ...types.flatMap((type) => type.conditionKeys)];
  return keys.filter((key) => !isListed(key, listed));
}

function like(text: string, pattern: string): boolean {
  const expression = pattern.replaceAll(/[.+?^$|(){}[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`).test(text);
}
