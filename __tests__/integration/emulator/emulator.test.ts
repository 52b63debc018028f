import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateIpamCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type EmulatorOptions, startEmulator } from '../../../src/emulator/emulator';
import { pythonEnvironment } from '../../../src/emulator/python';
import { account, CONSUMER, PROD, role, SETUP_MILLISECONDS, TEST_MILLISECONDS } from './harness';

jest.setTimeout(TEST_MILLISECONDS);

let folder: string;
let options: EmulatorOptions;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-'));
  options = { python: await pythonEnvironment(), accountId: PROD, logFile: join(folder, 'log') };
}, SETUP_MILLISECONDS);
afterAll(() => rm(folder, { recursive: true, force: true }));

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const ends = async (pid: number) => {
  for (let tries = 0; tries < 50 && isRunning(pid); tries += 1) await delay(100);
  return !isRunning(pid);
};

/** Starts an emulator from another process, which then exits without stopping it. */
const startElsewhere = async (detached: boolean) => {
  const script = join(folder, 'start.ts');
  const module = JSON.stringify(resolve('src/emulator/emulator'));
  await writeFile(
    script,
    `import { startEmulator } from ${module};
     startEmulator(${JSON.stringify({ ...options, detached })}).then(({ pid }) => console.log(pid));`,
  );
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return Number(output);
};

describe('the emulator', () => {
  test('answers until it is stopped', async () => {
    // GIVEN
    const emulator = await startEmulator(options);
    const { sts } = await account(emulator.endpoint);
    // WHEN
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    await emulator.stop();
    // THEN
    expect(Account).toBe(PROD);
    expect(isRunning(emulator.pid)).toBe(false);
  });

  test('attributes a caller to the account whose role it assumed', async () => {
    // GIVEN
    const emulator = await startEmulator(options);
    // WHEN
    const { sts } = await account(emulator.endpoint, role(CONSUMER));
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    await emulator.stop();
    // THEN
    expect(Account).toBe(CONSUMER);
  });

  test("ignores the user's environment variables", async () => {
    // GIVEN
    process.env.MOTO_ACCOUNT_ID = '999999999999';
    const emulator = await startEmulator(options);
    // WHEN
    const { sts } = await account(emulator.endpoint);
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    await emulator.stop();
    delete process.env.MOTO_ACCOUNT_ID;
    // THEN
    expect(Account).toBe(PROD);
  });

  test('fails at once, with a message, on calls that it does not implement', async () => {
    // GIVEN
    const emulator = await startEmulator(options);
    const { ec2 } = await account(emulator.endpoint);
    // WHEN
    const call = ec2.send(new CreateIpamCommand({}));
    // THEN
    await expect(call).rejects.toMatchObject({
      name: 'NotEmulated',
      message: expect.stringContaining('create_ipam'),
      $metadata: { httpStatusCode: 501, attempts: 1 },
    });
    await emulator.stop();
    expect(await readFile(options.logFile, 'utf8')).toContain('NotImplementedError');
  });

  test('that exits at the start is an error with the end of its log', async () => {
    // GIVEN
    const python = join(folder, 'python');
    await writeFile(python, '#!/bin/sh\necho no module named moto >&2\nexit 1\n', { mode: 0o755 });
    // WHEN
    const start = startEmulator({ ...options, python });
    // THEN
    await expect(start).rejects.toThrow('no module named moto');
  });

  test('whose start is aborted rejects with the reason', async () => {
    // GIVEN
    const controller = new AbortController();
    // WHEN
    const start = startEmulator({ ...options, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('aborted')), 200);
    // THEN
    await expect(start).rejects.toThrow('aborted');
  });

  test('ends with the process that started it', async () => {
    // WHEN
    const pid = await startElsewhere(false);
    // THEN
    expect(await ends(pid)).toBe(true);
  });

  test('outlives that process if detached', async () => {
    // WHEN
    const pid = await startElsewhere(true);
    await delay(500);
    // THEN
    expect(isRunning(pid)).toBe(true);
    process.kill(pid);
    expect(await ends(pid)).toBe(true);
  });
});
