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
  /** Where it answers: `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly pid: number;
  /** Ends that process. Resolves when it has gone. */
  stop(): Promise<void>;
}

/** Options of {@link startEmulator}. */
export interface EmulatorOptions {
  /** The interpreter that `pythonEnvironment()` returned. */
  readonly python: string;
  /** Account of callers that assume no role. */
  readonly accountId: string;
  /** File that receives what it prints: a line a request, and stack traces. */
  readonly logFile: string;
  /**
   * Leave it running when this process ends.
   * @default false
   */
  readonly detached?: boolean;
  /** Gives up the start. Once started, it is ended by `stop()`. */
  readonly signal?: AbortSignal;
}

/** Starts the emulator on a free loopback port. Rejects with the end of its log if it dies before it answers. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { python, accountId, logFile, detached = false, signal } = options;
  signal?.throwIfAborted();
  const log = openSync(logFile, 'w');
  const child = spawn(python, [PROGRAM, '--account', accountId, ...(detached ? [] : ['--end-with-stdin'])], {
    // Its stdin closes when this process ends, however that ends. On the fourth descriptor it tells its port.
    stdio: [detached ? 'ignore' : 'pipe', log, log, 'pipe'],
    env: { ...pythonVariables(), PYTHONDONTWRITEBYTECODE: '1' },
    // A session of its own: Ctrl-C reaches Terraform, which then still has a state lock to release here.
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
  // Neither the child nor the pipe to it shall keep this process from ending.
  child.unref();
  (child.stdin as Socket | null)?.unref();
  return { endpoint: `http://127.0.0.1:${port}`, pid: child.pid as number, stop };
}

async function tail(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(-LOG_TAIL_LINES).join('\n');
}
