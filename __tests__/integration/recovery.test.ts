import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeVpcEndpointsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { emulatorAwsConfig } from '../../src/emulator/aws';
import { copyEmulator } from '../../src/emulator/copy';
import { Deployment } from '../../src/emulator/deployment';
import type { Emulator } from '../../src/emulator/emulator';
import { run } from '../../src/process/run';
import { writeImports } from '../../src/recovery/import-blocks';
import { recover, type StackRecovery } from '../../src/recovery/recover';
import { accountConfig } from '../../src/terraform/aws';
import { initArguments } from '../../src/terraform/lock-file';
import { locateProvider } from '../../src/terraform/provider';
import { selectStacks } from '../../src/terraform/stacks';
import { type Emulated, emulate } from '../support/emulated';
import { environmentWith } from '../support/environments';
import { putFault, untilHeld } from '../support/faults';

const MINUTES = 60_000;
const SERVICE = 'redis-service';
const CONSUMER = 'redis-consumer-joda-toda-aws';
const CHANGES = { deletionProtection: false };
const environment = environmentWith(CHANGES);

/** A copy of an emulator, and what works on it. */
interface Copy {
  readonly emulator: Emulator;
  readonly deployment: Deployment;
  readonly folder: string;
}

describe('an interrupted deployment', () => {
  let emulated: Emulated;
  let copy: Copy;

  beforeAll(async () => {
    emulated = await emulate(CHANGES);
    await emulated.deployment().bootstrap();
    await emulated.deployment().deploy(['state']);
  }, 5 * MINUTES);

  afterAll(() => emulated?.stop(), MINUTES);

  beforeEach(async () => {
    const emulator = await copyEmulator(emulated);
    const folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-recovery-'));
    const { endpoint } = emulator;
    copy = {
      emulator,
      folder,
      deployment: new Deployment({ environment, endpoint, provider: await locateProvider(), folder }),
    };
  }, MINUTES);

  afterEach(async () => {
    await copy.emulator.stop();
    await rm(copy.folder, { recursive: true, force: true });
  });

  // The call takes effect, Terraform is killed before it has the answer, and no state has the object.
  test.each([
    [SERVICE, 'CreateSecurityGroup'],
    [SERVICE, 'AuthorizeSecurityGroupEgress'],
    [SERVICE, 'CreateLoadBalancer'],
    [SERVICE, 'CreateListener'],
    [SERVICE, 'RegisterTargets'],
    [SERVICE, 'CreateRoute'],
    [SERVICE, 'CreateVpcEndpointServiceConfiguration'],
  ])(
    '%s, killed at %s, is finished by the next one after a recovery',
    async (stack, action) => {
      // GIVEN
      await killDuring(stack, action);
      // WHEN
      const recoveries = await recovered(stack);
      await copy.deployment.deploy([stack]);
      // THEN
      expect(recoveries.find(({ lock }) => lock)?.mended).toContain('lock');
      expect(recoveries.flatMap(({ superfluous }) => superfluous)).toEqual([]);
      await expectNothingLeft(stack);
      expect(await counts()).toMatchObject({ loadBalancers: 1, targetGroups: 3 });
    },
    10 * MINUTES,
  );

  describe('of a consumer', () => {
    beforeAll(() => emulated.deployment().deploy([SERVICE]), 5 * MINUTES);

    test.each([
      'CreateVpcEndpoint',
      'POST /2013-04-01/hostedzone',
      'POST /2013-04-01/healthcheck',
      'PutMetricAlarm',
      'PutParameter',
    ])(
      'killed at %s, is finished by the next one after a recovery',
      async (action) => {
        // GIVEN
        await killDuring(CONSUMER, action);
        // WHEN
        const recoveries = await recovered(CONSUMER);
        await copy.deployment.deploy([CONSUMER]);
        // THEN
        expect(recoveries.flatMap(({ superfluous }) => superfluous)).toEqual([]);
        await expectNothingLeft(CONSUMER);
        expect(await counts()).toEqual({ loadBalancers: 1, targetGroups: 3, endpoints: 3 });
      },
      10 * MINUTES,
    );

    test(
      'reports endpoints that were made twice, and deletes none',
      async () => {
        // GIVEN the lock was released, and the stack deployed without its imports
        await killDuring(CONSUMER, 'CreateVpcEndpoint');
        const [{ stack }] = (await recovered(CONSUMER)) as [StackRecovery];
        await writeImports(stack, []);
        await copy.deployment.deploy([CONSUMER]);
        const { endpoints } = await counts();
        expect(endpoints).toBeGreaterThan(3);
        // WHEN
        const recoveries = await recovered(CONSUMER);
        // THEN
        const superfluous = recoveries.flatMap((recovery) => recovery.superfluous);
        expect(superfluous.map(({ type }) => type)).toEqual(Array(endpoints - 3).fill('aws_vpc_endpoint'));
        expect(await counts()).toMatchObject({ endpoints });
      },
      10 * MINUTES,
    );

    test.each(['error', 'throttle'] as const)(
      'is finished in spite of answers of the kind "%s" for a while',
      async (kind) => {
        for (const action of ['CreateVpcEndpoint', 'PutParameter', 'GET /2013-04-01']) {
          await putFault(copy.emulator.endpoint, { action, kind, times: 2 });
        }
        await copy.deployment.deploy([CONSUMER]);
        await expectNothingLeft(CONSUMER);
      },
      10 * MINUTES,
    );

    test(
      'whose state is lost gets it back from the bucket',
      async () => {
        // GIVEN
        const prod = new S3Client(accountConfig(aws(), environment.accounts.prod ?? {}));
        const Bucket = environment.state.bucket;
        const Key = 'test/111111111111/redis-service.tfstate';
        await prod.send(new DeleteObjectCommand({ Bucket, Key }));
        // WHEN
        const { DeleteMarkers = [] } = await prod.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
        const [marker] = DeleteMarkers;
        await prod.send(new DeleteObjectCommand({ Bucket, Key, VersionId: marker?.VersionId }));
        // THEN
        copy.deployment.synthesize();
        await copy.deployment.terraform(SERVICE, initArguments());
        const { exitCode } = await copy.deployment.terraform(SERVICE, ['plan', '-detailed-exitcode'], [0, 2]);
        expect(exitCode).toBe(0);
      },
      5 * MINUTES,
    );
  });

  const aws = () => emulatorAwsConfig(copy.emulator.endpoint, environment.region);

  async function killDuring(stack: string, action: string): Promise<void> {
    const { deployment, emulator } = copy;
    const [chosen] = selectStacks(deployment.synthesize(), [stack]);
    await deployment.terraform(stack, initArguments());
    await putFault(emulator.endpoint, { action, kind: 'hold', times: 1 });
    const killed = new AbortController();
    const applied = run('terraform', ['apply', '-auto-approve', '-input=false', '-no-color', '-parallelism=50'], {
      cwd: chosen?.folder as string,
      env: deployment.env,
      signal: killed.signal,
      killSignal: 'SIGKILL',
    });
    await Promise.all([
      expect(applied).rejects.toThrow(),
      untilHeld(emulator.endpoint, action).then(() => killed.abort()),
    ]);
  }

  async function recovered(stack: string): Promise<StackRecovery[]> {
    return recover({
      stacks: selectStacks(copy.deployment.synthesize(), [stack]),
      env: copy.deployment.env,
      signal: undefined,
      aws: aws(),
      unlock: async () => true,
      untaint: async () => true,
      pushState: async () => true,
      onStep: () => {},
    });
  }

  /** No stack has anything to do, and no object is in AWS that no state has. */
  async function expectNothingLeft(stack: string): Promise<void> {
    const recoveries = await recovered(stack);
    expect(recoveries.flatMap(({ superfluous, imports }) => [...superfluous, ...imports])).toEqual([]);
    expect(recoveries.flatMap(({ lock, tainted }) => [lock, ...tainted]).filter(Boolean)).toEqual([]);
  }

  async function counts() {
    const account = (name: string) => accountConfig(aws(), environment.accounts[name] ?? {});
    const elb = new ElasticLoadBalancingV2Client(account('prod'));
    const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
    const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
    const { VpcEndpoints = [] } = await new EC2Client(account('joda-toda-aws')).send(
      new DescribeVpcEndpointsCommand({}),
    );
    return { loadBalancers: LoadBalancers.length, targetGroups: TargetGroups.length, endpoints: VpcEndpoints.length };
  }
});
