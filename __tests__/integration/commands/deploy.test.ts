import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeVpcEndpointsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { bootstrap } from '../../../src/commands/bootstrap';
import { deployCommand } from '../../../src/commands/deploy';
import { destroyCommand } from '../../../src/commands/destroy';
import { terraformCommand } from '../../../src/commands/terraform';
import { loadEnvironment } from '../../../src/config/load';
import type { Environment } from '../../../src/config/schema';
import { Deployment } from '../../../src/emulator/deployment';
import { cdktf, cdktfRuns } from '../../../src/terraform/cdktf';
import { locateProvider } from '../../../src/terraform/provider';
import { runCommand } from '../../support/commands';
import { type Emulated, emulate } from '../../support/emulated';

const MINUTES = 60_000;

// Leaves the developer's own work folder alone.
const mockWork = mkdtempSync(join(tmpdir(), 'work-'));
jest.mock('../../../src/project', () => ({
  ...jest.requireActual('../../../src/project'),
  workFolder: (name: string) => require('node:path').join(mockWork, name),
}));

jest.mock('../../../src/config/load', () => {
  const original = jest.requireActual('../../../src/config/load');
  return { ...original, loadEnvironment: jest.fn(original.loadEnvironment) };
});

/** Commands run with the emulator's credentials in the environment, and without a terminal. */
describe('bootstrap, deploy and destroy', () => {
  let emulated: Emulated;
  let env: NodeJS.ProcessEnv;
  let dev: EC2Client;
  const example = loadEnvironment('example');

  beforeAll(async () => {
    emulated = await emulate();
    const deployment = new Deployment({
      environment: example,
      endpoint: emulated.endpoint,
      provider: await locateProvider(),
      folder: mockWork,
    });
    env = deployment.env;
    // The SDK reads the process's own environment.
    for (const [name, value] of Object.entries(env)) if (name.startsWith('AWS_')) process.env[name] = value;
    dev = new EC2Client(emulated.account('joda-toda-aws'));
  }, MINUTES);

  afterAll(async () => {
    await emulated?.stop();
    rmSync(mockWork, { recursive: true, force: true });
  }, MINUTES);

  const endpoints = async () => (await dev.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints ?? [];
  const buckets = async () => {
    const s3 = new S3Client(emulated.account('prod'));
    return (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name) ?? [];
  };
  /** Changes the example environment for the next command. */
  const withFields = (fields: Partial<Environment>) =>
    jest.mocked(loadEnvironment).mockReturnValueOnce({ ...example, ...fields });

  // The order matters: each test starts where the previous one ended.

  test(
    'bootstrap changes nothing without confirmation, and names the command that needs none',
    async () => {
      const { status, stdout, stderr } = await runCommand(bootstrap, [], env);
      expect(status).toBe(1);
      expect(stdout).toContain('aws_s3_bucket.state_bucket will be created');
      expect(stderr).toContain('To go ahead without, run: npm run bootstrap -- --yes --environment example');
      expect(await buckets()).toEqual([]);
    },
    2 * MINUTES,
  );

  test(
    'deploy refuses a misspelt stack and lists the stacks',
    async () => {
      const { status, stderr } = await runCommand(deployCommand, ['redis-servce', '--yes'], env);
      expect({ status, stderr: withoutProgress(stderr) }).toEqual({
        status: 1,
        stderr:
          'There is no stack "redis-servce". Did you mean "redis-service"? Allowed: state, redis-service, redis-consumer-joda-toda-aws.\n',
      });
    },
    MINUTES,
  );

  test(
    'bootstrap creates the bucket',
    async () => {
      const { status, stdout } = await runCommand(bootstrap, ['--yes'], env);
      expect(status).toBe(0);
      expect(stdout).toContain('The bucket exists and holds its own state.');
      expect(await buckets()).toEqual([example.state.bucket]);
    },
    3 * MINUTES,
  );

  test(
    'cdktf deploys an environment, or npm run deploy where the CLI does not run',
    async () => {
      if (cdktfRuns) {
        const output = join(mockWork, 'cdktf-cli');
        const flags = ['--auto-approve', '--skip-provider-lock', '--no-color', '--terraform-parallelism=50'];
        await cdktf(['deploy', '*', ...flags, '--output', output], { env: env as Record<string, string> });
      } else {
        expect((await runCommand(deployCommand, ['--yes'], env)).status).toBe(0);
      }
      expect(await endpoints()).toHaveLength(3);
    },
    8 * MINUTES,
  );

  test(
    'npm run deploy then changes nothing',
    async () => {
      const { status, stdout } = await runCommand(deployCommand, ['--yes'], env);
      expect(status).toBe(0);
      const outcomes = stdout.trim().split('\n').slice(-3);
      expect(outcomes).toEqual(
        ['state', 'redis-service', 'redis-consumer-joda-toda-aws'].map((stack) => `  ${stack}: No changes.`),
      );
    },
    3 * MINUTES,
  );

  test.each([
    [['redis-service', 'workspace', 'show'], 0],
    [['redis-service', 'state', 'show', 'aws_lb.nowhere'], 1],
  ])(
    "npm run terraform -- %j exits with Terraform's status %d",
    async (args, expected) => {
      const { status, stderr } = await runCommand(terraformCommand, args, env);
      expect({ status, stderr: withoutProgress(stderr) }).toEqual({ status: expected, stderr: '' });
    },
    MINUTES,
  );

  test(
    'destroy refuses a protected environment and leaves all of it',
    async () => {
      const { status, stderr } = await runCommand(destroyCommand, ['--yes'], env);
      expect(status).toBe(1);
      expect(stderr).toContain('The environment "example" has deletionProtection: true. Set it to false');
      expect((await endpoints()).map(({ State }) => State)).toEqual(Array(3).fill('available'));
    },
    MINUTES,
  );

  test(
    'destroy refuses the state bucket while it holds the state of deployed stacks',
    async () => {
      withFields({ deletionProtection: false });
      const { status, stderr } = await runCommand(destroyCommand, ['state', '--yes'], env);
      expect(status).toBe(1);
      expect(stderr).toContain('still holds the state of deployed stacks:\n  example/');
      expect(stderr).toContain('redis-service.tfstate');
      expect(await buckets()).toEqual([example.state.bucket]);
    },
    MINUTES,
  );

  test(
    'destroy removes an unprotected environment, and the bucket last',
    async () => {
      withFields({ deletionProtection: false });
      const refused = await runCommand(deployCommand, ['--yes'], env);
      expect(refused.status).toBe(3);
      const allowances = [...refused.stderr.matchAll(/--allow '(.*)'/g)].map(([, allowance]) => allowance as string);
      expect(allowances.length).toBeGreaterThan(0);
      withFields({ deletionProtection: false });
      const allowed = allowances.flatMap((allowance) => ['--allow', allowance]);
      expect((await runCommand(deployCommand, ['--yes', ...allowed], env)).status).toBe(0);
      withFields({ deletionProtection: false });
      const { status, stdout } = await runCommand(destroyCommand, ['--yes'], env);
      expect(status).toBe(0);
      expect(stdout).toMatch(/redis-service: Resources: .*[1-9]\d* destroyed\.\n/);
      expect(await endpoints()).toEqual([]);

      withFields({ deletionProtection: false });
      const bucket = await runCommand(destroyCommand, ['state', '--yes'], env);
      expect(bucket.status).toBe(0);
      expect(bucket.stdout).toContain('The bucket was destroyed.');
      expect(await buckets()).toEqual([]);
    },
    10 * MINUTES,
  );
});

/** What a command prints on stderr, less where the AWS provider comes from. */
const withoutProgress = (stderr: string) =>
  stderr.replaceAll(/^(==> Looking for the AWS provider|AWS provider \d).*\n/gm, '');
