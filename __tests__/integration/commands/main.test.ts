import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

// Starting a process takes a second, and several on a busy machine.
jest.setTimeout(60_000);

const ROOT = join(__dirname, '..', '..', '..');

/** Runs the app as cdktf does. */
function run(env: Record<string, string>) {
  return promisify(execFile)(process.execPath, ['--require', './src/start.cjs', 'main.ts'], {
    cwd: ROOT,
    // Neither Terraform nor anything else is needed from the PATH.
    env: { PATH: '/nonexistent', ...env },
  }).then(
    (output) => ({ ...output, code: 0 }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

describe('main.ts', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'redis-privatelink-'));

  afterAll(() => rmSync(outdir, { recursive: true }));

  test('writes every stack of the environment, with the requested provider version', async () => {
    // WHEN
    const { code } = await run({ CDKTF_OUTDIR: outdir, ENVIRONMENT: '', AWS_PROVIDER_VERSION: '5.100.0' });
    // THEN
    expect(code).toBe(0);
    const stacks = readdirSync(join(outdir, 'stacks')).sort();
    expect(stacks).toEqual(['redis-consumer-joda-toda-aws', 'redis-service', 'state']);
    for (const stack of stacks) {
      const { terraform } = JSON.parse(readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8'));
      expect(terraform.required_providers.aws.version).toBe('5.100.0');
      expect(terraform.backend.s3.key).toMatch(new RegExp(`^example/\\d{12}/${stack}\\.tfstate$`));
    }
  });

  test('refuses an unknown environment in one message, without a stack trace', async () => {
    // WHEN
    const { code, stdout, stderr } = await run({ CDKTF_OUTDIR: outdir, ENVIRONMENT: 'exmaple' });
    // THEN
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^There is no environment "exmaple"\..*\n$/);
    expect(stderr).toContain('example');
  });
});

describe('a command', () => {
  const through = (reader: string) =>
    promisify(execFile)(
      'sh',
      ['-c', `"$NODE" --require ./src/start.cjs src/commands/main.ts permissions --environment example | ${reader}`],
      { cwd: ROOT, env: { PATH: process.env.PATH ?? '', NODE: process.execPath } },
    );

  test('prints all of its output, however slowly it is read', async () => {
    const { stdout } = await through('(sleep 3; cat)');
    // More than a pipe's buffer holds.
    expect(stdout.length).toBeGreaterThan(65_536);
    expect(Object.keys(JSON.parse(stdout))).toEqual(['joda-toda-aws', 'prod']);
  });

  test('ends quietly when its reader has seen enough', async () => {
    const { stdout, stderr } = await through('head -c 10');
    expect({ stdout: stdout.length, stderr }).toEqual({ stdout: 10, stderr: '' });
  });
});
