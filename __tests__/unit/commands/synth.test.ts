import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { synth } from '../../../src/commands/synth';
import { loadEnvironment } from '../../../src/config/load';
import { OUTPUT, PROJECT } from '../../../src/project';
import { runCommand } from '../../support/commands';
import { environmentWith } from '../../support/environments';

jest.mock('../../../src/config/load', () => {
  const original = jest.requireActual('../../../src/config/load');
  return { ...original, loadEnvironment: jest.fn(original.loadEnvironment) };
});

// Leaves the developer's own cdktf.out alone.
jest.mock('../../../src/project', () => {
  const folder = jest.requireActual('node:fs').mkdtempSync(`${jest.requireActual('node:os').tmpdir()}/synth-`);
  return { ...jest.requireActual('../../../src/project'), PROJECT: folder, OUTPUT: `${folder}/cdktf.out` };
});

const stacks = join(OUTPUT, 'stacks');
const backendOf = (stack: string) =>
  JSON.parse(readFileSync(join(stacks, stack, 'cdk.tf.json'), 'utf8')).terraform.backend.s3;

describe('npm run synth', () => {
  afterAll(() => rmSync(dirname(OUTPUT), { recursive: true }));

  test('synthesises the given environment and prints each stack with its folder', async () => {
    const { status, stdout, stderr } = await runCommand(synth, ['--environment', 'example-sentinel']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Environment example-sentinel \(chosen by --environment\)\n/);
    expect(stdout).toMatch(/\nredis-service +\d+ +\d+ +\S*cdktf\.out\/stacks\/redis-service\n/);
    expect(backendOf('redis-service').key).toMatch(/^example-sentinel\//);
  });

  test('counts the resources and data sources of each stack', async () => {
    const { stdout } = await runCommand(synth, ['--environment', 'example']);
    const { resource, data } = JSON.parse(readFileSync(join(stacks, 'redis-service', 'cdk.tf.json'), 'utf8'));
    const count = (blocks: Record<string, object>) =>
      Object.values(blocks).flatMap((names) => Object.keys(names)).length;
    const [, resources, dataSources] = /^redis-service +(\d+) +(\d+)/m.exec(stdout) ?? [];
    expect([Number(resources), Number(dataSources)]).toEqual([count(resource), count(data)]);
  });

  test('replaces the stacks of another environment', async () => {
    await runCommand(synth, ['--environment', 'example-sentinel']);
    const { stdout } = await runCommand(synth, [], { ENVIRONMENT: 'example' });
    expect(stdout).toMatch(/^Environment example \(chosen by ENVIRONMENT\)\n/);
    for (const stack of readdirSync(stacks)) expect(backendOf(stack).key).toMatch(/^example\//);
  });

  test.each([
    ['a misspelt environment', { ENVIRONMENT: 'exmaple' }, /There is no environment "exmaple"/],
    ['a mistake in a variable', { ENVIRONMENT: 'example', AWS_PROVIDER_VERSION: 'newest' }, /AWS_PROVIDER_VERSION/],
  ])('leaves nothing to plan after %s', async (_, env, message) => {
    await runCommand(synth, ['--environment', 'example']);
    const { status, stdout, stderr } = await runCommand(synth, [], env);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toContain('cdktf.out has no stacks until a synth succeeds.');
    expect(existsSync(join(stacks, 'redis-service', 'cdk.tf.json'))).toBe(false);
  });

  test.each([
    [[], 'deploy'],
    [['--role', 'plan'], 'plan'],
  ])('%j writes stacks for the role that %ss', async (args, role) => {
    const { status } = await runCommand(synth, ['--environment', 'example', ...args]);
    expect(status).toBe(0);
    expect(backendOf('redis-service').assume_role.role_arn).toMatch(new RegExp(`/redis-privatelink-${role}$`));
  });

  test('writes none for a planning role that the environment does not name', async () => {
    jest.mocked(loadEnvironment).mockReturnValueOnce(environmentWith({ 'accounts.prod.planRoleArn': undefined }));
    const { status, stderr } = await runCommand(synth, ['--environment', 'example', '--role', 'plan']);
    expect(status).toBe(1);
    expect(stderr).toContain('The environment "test" has no role that plans: set accounts.prod.planRoleArn.');
  });

  test('leaves cdktf.out alone after a misspelt option', async () => {
    await runCommand(synth, ['--environment', 'example']);
    expect((await runCommand(synth, ['--enviroment', 'example-sentinel'])).status).toBe(1);
    expect(backendOf('state').key).toMatch(/^example\//);
  });

  test('puts the committed lock file beside every stack, unless another version of the provider is asked for', async () => {
    const locks = () => readdirSync(stacks).filter((stack) => existsSync(join(stacks, stack, '.terraform.lock.hcl')));
    writeFileSync(join(PROJECT, '.terraform.lock.hcl'), 'checksums');
    await runCommand(synth, [], { ENVIRONMENT: 'example-sentinel', AWS_PROVIDER_VERSION: '5.100.0' });
    expect(locks()).toEqual([]);
    await runCommand(synth, [], { ENVIRONMENT: 'example-sentinel' });
    expect(locks()).toEqual(readdirSync(stacks));
    // A newer one replaces what Terraform had written.
    writeFileSync(join(PROJECT, '.terraform.lock.hcl'), 'newer');
    await runCommand(synth, [], { ENVIRONMENT: 'example-sentinel' });
    expect(readFileSync(join(stacks, 'state', '.terraform.lock.hcl'), 'utf8')).toBe('newer');
  });
});
