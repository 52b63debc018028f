import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT_NAMES } from '../../src/client-code';
import { bootstrap } from '../../src/commands/bootstrap';
import { clientConfig } from '../../src/commands/client-config';
import { deployCommand } from '../../src/commands/deploy';
import { permissions } from '../../src/commands/permissions';
import { planCommand } from '../../src/commands/plan';
import { reportCommand } from '../../src/commands/report';
import { synth } from '../../src/commands/synth';
import { loadEnvironment } from '../../src/config/load';
import { Deployment } from '../../src/emulator/deployment';
import { run } from '../../src/process/run';
import { terraformEnvironment } from '../../src/terraform/person';
import { locateProvider } from '../../src/terraform/provider';
import { readStacks } from '../../src/terraform/stacks';
import { terraform } from '../../src/terraform/terraform';
import { runCommand } from '../support/commands';
import { type Emulated, emulate } from '../support/emulated';
import { environmentWith } from '../support/environments';

const MINUTES = 60_000;

const mockFolder = mkdtempSync(join(tmpdir(), 'secrets-'));
jest.mock('../../src/project', () => ({
  ...jest.requireActual('../../src/project'),
  get OUTPUT() {
    return require('node:path').join(mockFolder, 'cdktf.out');
  },
  workFolder: (name: string) => require('node:path').join(mockFolder, 'work', name),
}));

jest.mock('../../src/config/load', () => {
  const original = jest.requireActual('../../src/config/load');
  return { ...original, loadEnvironment: jest.fn(original.loadEnvironment) };
});

/** Where the applications' password is. Only its name is in the environment. */
const PASSWORD_PARAMETER = '/redis/password';

const CHANGES = {
  'consumers[0].credentials': { username: 'app', passwordParameterName: PASSWORD_PARAMETER },
  'consumers[0].caCertificateParameterName': '/redis/ca',
  'service.redis.tls': true,
  'accounts.prod.externalId': 'redis-7f3a',
  // For a plan that destroys, and so shows, everything.
  deletionProtection: false,
};

/** Random, so that a hit is no accident. */
const SECRETS = {
  password: randomBytes(24).toString('hex'),
  'secret access key': randomBytes(20).toString('hex'),
  'session token': randomBytes(64).toString('hex'),
};

/** How the session tokens of assumed roles begin, on AWS and in the emulator. */
const SESSION_TOKEN = /(FQoG|FwoG|IQoJ)[A-Za-z0-9+/]{40}/;

/** The secrets in a text, also in Base64. */
function secretsIn(text: string): string[] {
  const found = Object.entries(SECRETS)
    .filter(([, secret]) => text.includes(secret) || text.includes(Buffer.from(secret).toString('base64').slice(0, 24)))
    .map(([name]) => name);
  return SESSION_TOKEN.test(text) ? [...found, 'session token of a role'] : found;
}

/** Exit statuses of a review: changes, and risks that were not allowed. */
const REVIEWED = [2, 3];

/** Everything that a deployment writes or prints, by what it is. */
const texts = new Map<string, string>();

describe('a deployment with credentials set', () => {
  let emulated: Emulated;

  beforeAll(async () => {
    emulated = await emulate(CHANGES);
    const environment = environmentWith(CHANGES);
    jest.mocked(loadEnvironment).mockReturnValue(environment);
    const { env } = new Deployment({
      environment,
      endpoint: emulated.endpoint,
      provider: await locateProvider(),
      folder: mockFolder,
    });
    const credentials = {
      AWS_SECRET_ACCESS_KEY: SECRETS['secret access key'],
      AWS_SESSION_TOKEN: SECRETS['session token'],
    };
    const person = { ...env, ...credentials, ENVIRONMENT: 'example' };
    // The SDK reads the process's own environment.
    for (const [name, value] of Object.entries(person)) if (name.startsWith('AWS_')) process.env[name] = value;

    const ssm = new SSMClient(emulated.account('joda-toda-aws'));
    await ssm.send(
      new PutParameterCommand({ Name: PASSWORD_PARAMETER, Type: 'SecureString', Value: SECRETS.password }),
    );

    const command = async (what: string, running: ReturnType<typeof runCommand>, expected = [0]) => {
      const { status, stdout, stderr } = await running;
      if (!expected.includes(status)) throw new Error(`${what} ended with ${status}: ${stderr}`);
      texts.set(`output of ${what}`, stdout + stderr);
    };
    await command('synth', runCommand(synth, [], person));
    await command('bootstrap', runCommand(bootstrap, ['--yes'], person));
    await command('deploy', runCommand(deployCommand, ['--yes'], person));
    for (const client of CLIENT_NAMES) {
      await command(
        `client-config --client ${client}`,
        runCommand(clientConfig, ['--client', client, '--deployed'], person),
      );
    }
    await command('permissions', runCommand(permissions, [], person));

    // A change of every client configuration, so that there is something to review.
    const changed = { ...CHANGES, 'consumers[0].credentials.username': 'another' };
    jest.mocked(loadEnvironment).mockReturnValue(environmentWith(changed));
    const reports = join(mockFolder, 'reports');
    await command('plan', runCommand(planCommand, ['--out', reports], person), REVIEWED);
    for (const format of ['markdown', 'json']) {
      await command(`report, ${format}`, runCommand(reportCommand, [reports, '--format', format], person), REVIEWED);
    }
    await collectPlans(await terraformEnvironment(person, { say: () => {} }));
    await collectFiles(mockFolder);
    await collectStates(new S3Client({ ...emulated.account('prod'), forcePathStyle: true }), environment.state.bucket);
    await collectParameters(ssm);
  }, 12 * MINUTES);

  afterAll(async () => {
    await emulated?.stop();
    rmSync(mockFolder, { recursive: true, force: true });
  }, MINUTES);

  test('writes and prints no secret', () => {
    const found = [...texts].map(([what, text]) => [what, secretsIn(text)] as const);
    expect(found.filter(([, secrets]) => secrets.length > 0)).toEqual([]);
  });

  test.each(Object.entries(SECRETS))('would be noticed if it printed the %s', (name, secret) => {
    expect(secretsIn(`a line\nwith ${secret}: in it`)).toEqual([name]);
    expect(secretsIn(`{"auth":"${Buffer.from(secret).toString('base64')}"}`)).toEqual([name]);
  });

  test.each([
    [/^state /, 3],
    [/^plan of /, 3],
    [/^JSON plan of /, 3],
    [/^outputs of /, 3],
    [/^output of /, 7 + CLIENT_NAMES.length],
    [/^file .*\/reports\//, 1],
    [/^file .*plan-redis-consumer-joda-toda-aws\/tfplan$/, 1],
    [/^file .*\.terraform\/terraform\.tfstate$/, 3],
    [/^file .*cdk\.tf\.json$/, 3],
    [/^parameter /, 4],
  ])('was searched everywhere: %p, %i times at least', (what, least) => {
    expect([...texts.keys()].filter((name) => what.test(name)).length).toBeGreaterThanOrEqual(least);
  });

  test.each([
    /^state .*redis-consumer/,
    /^plan of redis-consumer/,
    /^JSON plan of redis-consumer/,
    /^file .*plan-redis-consumer-joda-toda-aws\/tfplan$/,
    /^output of client-config/,
    /^parameter /,
  ])('has the name of the password in what was searched: %p', (what) => {
    const [, text] = [...texts].find(([name]) => what.test(name)) ?? [];
    expect(text).toContain(PASSWORD_PARAMETER);
  });

  test('has the report of every stack', () => {
    const [, report = ''] = [...texts].find(([name]) => name.startsWith('output of report, json')) ?? [];
    expect(JSON.parse(report).stacks.map(({ name }: { name: string }) => name)).toEqual([
      'state',
      'redis-service',
      'redis-consumer-joda-toda-aws',
    ]);
  });
});

/** The plan that destroys each stack, which has all that was deployed: as a file, as text and as JSON. */
async function collectPlans(env: Awaited<ReturnType<typeof terraformEnvironment>>): Promise<void> {
  for (const stack of readStacks(join(mockFolder, 'work', 'example', 'cdktf.out'))) {
    const plan = join(mockFolder, `${stack.name}.tfplan`);
    const print = async (...args: string[]) => (await terraform(stack, args, { env })).stdout;
    texts.set(`plan of ${stack.name}`, await print('plan', '-destroy', '-no-color', `-out=${plan}`));
    texts.set(`JSON plan of ${stack.name}`, await print('show', '-json', plan));
    texts.set(`outputs of ${stack.name}`, await print('output', '-json'));
    // A plan file is a ZIP file with the state in it.
    const unpacked = join(mockFolder, `plan-${stack.name}`);
    await mkdir(unpacked);
    await run('python3', ['-m', 'zipfile', '-e', plan, unpacked], { cwd: mockFolder, env });
  }
}

/** All files below a folder. Links lead to the provider. */
async function collectFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await collectFiles(path);
    else if (entry.isFile()) texts.set(`file ${path}`, await readFile(path, 'latin1'));
  }
}

/** Every version of every object in the state bucket. */
async function collectStates(s3: S3Client, Bucket: string): Promise<void> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  for (const { Key, VersionId } of Versions) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    texts.set(`state ${Key} ${VersionId}`, (await Body?.transformToString()) ?? '');
  }
}

/** The client configurations that the deployment wrote. */
async function collectParameters(ssm: SSMClient): Promise<void> {
  const { Parameters = [] } = await ssm.send(
    new GetParametersByPathCommand({ Path: '/redis-privatelink', Recursive: true }),
  );
  for (const { Name, Value } of Parameters) texts.set(`parameter ${Name}`, Value ?? '');
}
