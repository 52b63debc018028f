import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pythonVariables } from './python';

const PROGRAM = join(__dirname, 'server');
const GRACE_MILLISECONDS = 3000;
const LOG_TAIL_LINES = 20;

/** A running AWS emulator. */
export interface Emulator {
  /** Its URL: `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly pid: number;
  /** Ends the process. Resolves once it has exited. */
  stop(): Promise<void>;
}

/** Options of {@link startEmulator}. */
export interface EmulatorOptions {
  /** The interpreter that `pythonEnvironment()` returned. */
  readonly python: string;
  /** ID of the account that callers are in until they assume a role. */
  readonly accountId: string;
  /** Log file: a line for each request, and stack traces. */
  readonly logFile: string;
  /**
   * Keep it running after this process ends.
   * @default false
   */
  readonly detached?: boolean;
  /** Aborts the start. A started emulator is ended by `stop()`. */
  readonly signal?: AbortSignal;
}

/**
 * Starts the emulator on a free loopback port.
 *
 * @throws Error with the end of its log, where it exits before it answers
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { python, accountId, logFile, detached = false, signal } = options;
  signal?.throwIfAborted();
  const log = openSync(logFile, 'w');
  const child = spawn(python, [PROGRAM, '--account', accountId, ...(detached ? [] : ['--end-with-stdin'])], {
    // Its stdin closes when this process ends, even if that is killed. It writes its port to the fourth descriptor.
    stdio: [detached ? 'ignore' : 'pipe', log, log, 'pipe'],
    env: { ...pythonVariables(), PYTHONDONTWRITEBYTECODE: '1' },
    // A session of its own, so that Ctrl-C does not reach it: Terraform still has a state lock to release here.
    detached: true,
  });
  closeSync(log);
  await once(child, 'spawn');

  const gone = once(child, 'exit');
  const stop = async () => {
    child.ref();
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MILLISECONDS);
    await gone;
    clearTimeout(impatience);
  };

  signal?.addEventListener('abort', stop);
  const port = (await text(child.stdio[3] as Readable)).trim();
  signal?.removeEventListener('abort', stop);
  if (!port || signal?.aborted) {
    await stop();
    signal?.throwIfAborted();
    throw new Error(`The AWS emulator did not start. ${logFile} ends with:\n${await tail(logFile)}`);
  }
  // Neither the child nor the pipe to it may keep this process from exiting.
  child.unref();
  (child.stdin as Socket | null)?.unref();
  return { endpoint: `http://127.0.0.1:${port}`, pid: child.pid as number, stop };
}

async function tail(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(-LOG_TAIL_LINES).join('\n');
}
