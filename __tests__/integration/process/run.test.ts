import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, type RunOptions, run } from '../../../src/process/run';

const env = { PATH: process.env.PATH as string };
const shell = (script: string, options: Partial<RunOptions> = {}) =>
  run('sh', ['-c', script], { cwd: tmpdir(), env, ...options });

describe('run', () => {
  test('returns stdout, and passes on each line of both streams', async () => {
    // GIVEN
    const lines: string[] = [];
    // WHEN
    const { stdout } = await shell('echo one; echo two >&2; echo three', { onOutput: (line) => lines.push(line) });
    // THEN
    expect(stdout).toBe('one\nthree');
    expect(lines.sort()).toEqual(['one', 'three', 'two']);
  });

  test('passes on only the given environment', async () => {
    const { stdout } = await shell('env', { env: { ...env, GIVEN: 'yes' } });
    expect(stdout).toContain('GIVEN=yes');
    expect(stdout).not.toContain('JEST_WORKER_ID');
  });

  test('names the failed command and ends with its output', async () => {
    // WHEN
    const failed = shell('echo reason >&2; exit 3');
    // THEN
    await expect(failed).rejects.toThrow(CommandError);
    await expect(failed).rejects.toThrow(/^sh -c .* ended with status 3\. Its output ends with:\nreason$/);
  });

  test('passes the input to the process and closes it', async () => {
    const input = 'first\nsecond\n';
    expect(await run('cat', [], { cwd: tmpdir(), env, input })).toMatchObject({ stdout: 'first\nsecond' });
  });

  test('gives a process without input an empty one: nothing waits for the terminal', async () => {
    expect(await run('cat', [], { cwd: tmpdir(), env })).toMatchObject({ stdout: '' });
  });

  test.each([
    ['succeeds', 0],
    ['fails', 4],
  ])('reports the status of a process that %s without reading its input', async (_, status) => {
    // GIVEN more input than a pipe holds
    const input = 'x'.repeat(1 << 20);
    // WHEN
    const running = shell(`exit ${status}`, { input, expected: [0, 4] });
    // THEN
    expect(await running).toMatchObject({ exitCode: status });
  });

  test('accepts an expected exit status', async () => {
    expect(await shell('exit 2', { expected: [0, 2] })).toMatchObject({ exitCode: 2 });
  });

  test('reports a missing program', async () => {
    const missing = run('no-such-program', ['argument'], { cwd: tmpdir(), env });
    await expect(missing).rejects.toThrow('no-such-program argument did not start (spawn no-such-program ENOENT)');
  });
});

describe('an aborted run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'run-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('interrupts the process and waits for its end, by default', async () => {
    // GIVEN
    const controller = new AbortController();
    const abort = (line: string) => line === 'ready' && controller.abort(new Error('stop'));
    const lines: string[] = [];
    // WHEN
    const running = shell('trap "echo saved; exit 0" INT; echo ready; while :; do sleep 0.01; done', {
      signal: controller.signal,
      onOutput: (line) => lines.push(line) && abort(line),
    });
    // THEN
    await expect(running).rejects.toThrow('stop');
    expect(lines).toEqual(['ready', 'saved']);
  });

  test('ends the children of the process too', async () => {
    // GIVEN
    const controller = new AbortController();
    // WHEN
    const running = shell('sleep 60 & echo ready; wait', {
      signal: controller.signal,
      killSignal: 'SIGKILL',
      onOutput: () => controller.abort(new Error('stop')),
    });
    // THEN it ends at once: a surviving child would hold stdout open
    await expect(running).rejects.toThrow('stop');
  });

  test('never starts if already aborted', async () => {
    const running = shell('touch begun', { cwd: folder, signal: AbortSignal.abort(new Error('stop')) });
    await expect(running).rejects.toThrow('stop');
    expect(() => readFileSync(join(folder, 'begun'))).toThrow('ENOENT');
  });
});
