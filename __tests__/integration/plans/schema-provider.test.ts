import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SchemaProvider } from '../../../src/plans/schema-provider';
import { until } from '../../../src/process/until';
import type { Stack } from '../../../src/terraform/stacks';

jest.setTimeout(30_000);

const ROOT = join(__dirname, '..', '..', '..');
const ADDRESS = {
  Protocol: 'grpc',
  ProtocolVersion: 5,
  Pid: 1,
  Test: true,
  Addr: { Network: 'unix', String: '/socket' },
};

/** A program in the place of the AWS provider, started with -debug like it. */
describe('SchemaProvider', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'schema-provider-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const pidFile = () => join(folder, 'pid');
  const serving = () => `
env > '${join(folder, 'env')}'
echo $$ >> '${pidFile()}'
echo "Provider started. Set:"
cat <<'END'
	TF_REATTACH_PROVIDERS='${JSON.stringify({ 'registry.terraform.io/hashicorp/aws': ADDRESS })}'
END
exec sleep 60`;
  const program = (script: string, name = 'provider') => {
    const file = join(folder, name, 'terraform-provider-aws_v5.100.0_x5');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n[ "$1" = -debug ] || exit 1\n${script}\n`);
    chmodSync(file, 0o755);
    return dirname(file);
  };
  /** A stack that is initialised with a provider, by a link like Terraform's. */
  const stack = (provider: string, name = 'stack', host = 'registry.terraform.io'): Stack => {
    const version = join(folder, name, '.terraform', 'providers', host, 'hashicorp', 'aws', '5.100.0');
    mkdirSync(version, { recursive: true });
    symlinkSync(provider, join(version, 'linux_amd64'));
    return { name, folder: join(folder, name), dependencies: [] };
  };
  const pids = () => (existsSync(pidFile()) ? readFileSync(pidFile(), 'utf8').trim().split('\n').map(Number) : []);
  const isRunning = isAlive;

  test('attaches every stack with that provider to one process, under the registry that it came from', async () => {
    const schemas = new SchemaProvider({});
    const provider = program(serving());
    const one = await schemas.variables(stack(provider));
    const other = await schemas.variables(stack(provider, 'other', 'registry.opentofu.org'));
    await schemas.stop();
    expect(JSON.parse(one.TF_REATTACH_PROVIDERS as string)).toEqual({ 'registry.terraform.io/hashicorp/aws': ADDRESS });
    expect(JSON.parse(other.TF_REATTACH_PROVIDERS as string)).toEqual({
      'registry.opentofu.org/hashicorp/aws': ADDRESS,
    });
    expect(pids()).toHaveLength(1);
  });

  test('leaves a stack with another provider alone, and one without any', async () => {
    const schemas = new SchemaProvider({});
    await schemas.variables(stack(program(serving())));
    expect(await schemas.variables(stack(program(serving(), 'second'), 'other'))).toEqual({});
    expect(await schemas.variables({ name: 'none', folder: join(folder, 'none'), dependencies: [] })).toEqual({});
    await schemas.stop();
  });

  test('gives the process no credentials', async () => {
    const schemas = new SchemaProvider({
      PATH: process.env.PATH as string,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_PROFILE: 'x',
    });
    await schemas.variables(stack(program(serving())));
    await schemas.stop();
    expect(readFileSync(join(folder, 'env'), 'utf8')).not.toMatch(/^AWS_/m);
  });

  test('does without where the process does not start', async () => {
    const schemas = new SchemaProvider({});
    expect(await schemas.variables(stack(program('exit 1')))).toEqual({});
    await schemas.stop();
  });

  test('ends the process', async () => {
    const schemas = new SchemaProvider({});
    await schemas.variables(stack(program(serving())));
    const [pid = 0] = pids();
    expect(isRunning(pid)).toBe(true);
    await schemas.stop();
    await until(() => !isRunning(pid), { describe: 'the end of the provider', within: 5000 });
  });

  test('the process ends with the one that started it, even if that was killed', async () => {
    const { folder: initialised } = stack(program(serving()));
    const script = `const { SchemaProvider } = require('./src/plans/schema-provider');
      new SchemaProvider({}).variables({ name: 'stack', folder: ${JSON.stringify(initialised)}, dependencies: [] });
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--require', './src/start.cjs', '-e', script], {
      cwd: ROOT,
      stdio: 'ignore',
    });
    await until(() => pids().length === 1, { describe: 'the start of the provider', within: 15_000 });
    const [pid = 0] = pids();
    expect(isRunning(pid)).toBe(true);
    child.kill('SIGKILL');
    await until(() => !isRunning(pid), { describe: 'the end of the provider', within: 5000 });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
