import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { Bootstrap, type BootstrapProps } from '../../../src/bootstrap/bootstrap';
import { emulatorAwsConfig } from '../../../src/emulator/aws';
import { type Emulated, emulate } from '../../support/emulated';
import { type Changes, environmentWith } from '../../support/environments';

const MINUTES = 60_000;
const BUCKET = 'redis-privatelink-state-111111111111';
const KEY = 'test/111111111111/state.tfstate';

describe('bootstrap', () => {
  let emulated: Emulated;
  let prod: S3Client;
  let folder: string;

  beforeAll(async () => {
    emulated = await emulate();
    prod = new S3Client(emulated.account('prod'));
    folder = join(await mkdtemp(join(tmpdir(), 'bootstrap-')), 'work');
  }, MINUTES);

  afterAll(async () => {
    await emulated?.stop();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  /** A run in the same folder, with its steps and output. */
  function bootstrap(changes: Changes = {}, props: Partial<BootstrapProps> = {}) {
    const environment = environmentWith(changes);
    const { env } = emulated.deployment();
    const steps: string[] = [];
    const output: string[] = [];
    const { onStep } = props;
    const run = new Bootstrap({
      environment,
      folder,
      env,
      aws: emulatorAwsConfig(env.AWS_ENDPOINT_URL as string, environment.region),
      confirm: () => Promise.resolve(true),
      onOutput: (line) => output.push(line),
      ...props,
      onStep: (step) => {
        steps.push(step);
        onStep?.(step);
      },
    });
    return { result: run.run(), steps, output };
  }

  const stateInBucket = async () => {
    const { Body } = await prod.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  };

  // The order matters: each test starts where the previous one ended, because creating a bucket takes a minute.

  test(
    'creates nothing without confirmation',
    async () => {
      // WHEN
      const { result, output } = bootstrap({}, { confirm: () => Promise.resolve(false) });
      // THEN
      expect(await result).toBe('declined');
      expect(output.join('\n')).toContain('aws_s3_bucket.state_bucket will be created');
      expect(existsSync(folder)).toBe(false);
    },
    MINUTES,
  );

  test(
    'starts over after an interruption before the first resource',
    async () => {
      // GIVEN
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'terraform.tfstate'), '');
      // THEN
      expect(await bootstrap({}, { confirm: () => Promise.resolve(false) }).result).toBe('declined');
    },
    MINUTES,
  );

  test(
    'keeps the local state if interrupted before moving it',
    async () => {
      // GIVEN
      const controller = new AbortController();
      const interruptAt = (step: string) => step.startsWith('Moving') && controller.abort(new Error('interrupted'));
      // WHEN
      const { result } = bootstrap({}, { signal: controller.signal, onStep: interruptAt });
      // THEN
      await expect(result).rejects.toThrow('interrupted');
      await expect(stateInBucket()).rejects.toMatchObject({ name: 'NoSuchKey' });
      expect(existsSync(join(folder, 'terraform.tfstate'))).toBe(true);
    },
    3 * MINUTES,
  );

  test(
    'resumes after that, and leaves the state only in the bucket',
    async () => {
      // WHEN
      const { result, steps } = bootstrap();
      // THEN
      expect(await result).toBe('created');
      expect(steps).not.toContain('Applying the plan');
      expect((await stateInBucket()).resources.length).toBeGreaterThan(0);
      expect(existsSync(folder)).toBe(false);
    },
    MINUTES,
  );

  test(
    'changes nothing when run again',
    async () => {
      // GIVEN
      const { serial } = await stateInBucket();
      // WHEN
      const { result, steps } = bootstrap();
      // THEN
      expect(await result).toBe('unchanged');
      expect(steps).not.toContain('Applying the plan');
      expect((await stateInBucket()).serial).toBe(serial);
      expect(existsSync(folder)).toBe(false);
    },
    MINUTES,
  );

  test(
    'cleans up after an interruption once the state has moved',
    async () => {
      // GIVEN
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'terraform.tfstate'), JSON.stringify(await stateInBucket()));
      // THEN
      expect(await bootstrap().result).toBe('unchanged');
      expect(existsSync(folder)).toBe(false);
    },
    MINUTES,
  );

  test(
    'refuses two states that differ, and keeps both',
    async () => {
      // GIVEN
      mkdirSync(folder, { recursive: true });
      const other = { ...(await stateInBucket()), resources: [{ type: 'aws_s3_bucket' }] };
      writeFileSync(join(folder, 'terraform.tfstate'), JSON.stringify(other));
      // THEN
      await expect(bootstrap().result).rejects.toThrow(`differs from s3://${BUCKET}/${KEY}`);
      expect(existsSync(join(folder, 'terraform.tfstate'))).toBe(true);
      await rm(folder, { recursive: true });
    },
    MINUTES,
  );

  test(
    'reverts a change made outside Terraform',
    async () => {
      // GIVEN
      const suspended = { Bucket: BUCKET, VersioningConfiguration: { Status: 'Suspended' } } as const;
      await prod.send(new PutBucketVersioningCommand(suspended));
      // THEN
      expect(await bootstrap().result).toBe('changed');
    },
    MINUTES,
  );

  test.each(['prod', 'joda-toda-aws'] as const)(
    "refuses a bucket in the account %s whose state it can't find",
    async (owner) => {
      // GIVEN
      const Bucket = `no-state-${owner}`;
      await new S3Client(emulated.account(owner)).send(new CreateBucketCommand({ Bucket }));
      // WHEN
      const { result, steps } = bootstrap({ 'state.bucket': Bucket });
      // THEN
      await expect(result).rejects.toThrow(`The bucket "${Bucket}" exists, but its state is neither`);
      expect(steps).toHaveLength(1);
      expect(existsSync(folder)).toBe(false);
    },
  );

  test("reports a role that can't be assumed, instead of an existing bucket", async () => {
    // GIVEN an STS that denies every AssumeRole
    const denial =
      '<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>';
    const server = createServer((_, response) => response.writeHead(403, { 'content-type': 'text/xml' }).end(denial));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // WHEN
    const { result } = bootstrap({}, { aws: emulatorAwsConfig(endpoint, 'us-east-1') });
    // THEN
    await expect(result).rejects.toThrow(
      "The role arn:aws:iam::111111111111:role/redis-privatelink-deploy can't be assumed: not authorized to perform: sts:AssumeRole",
    );
    server.close();
  });
});
