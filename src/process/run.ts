import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** All environment variables of a process. */
export type ProcessEnvironment = Readonly<Record<string, string>>;

/** Options of {@link run}. */
export interface RunOptions {
  readonly cwd: string;
  /** The whole environment of the process: it inherits nothing. */
  readonly env: ProcessEnvironment;
  /**
   * Text for the process's standard input.
   * @default - no standard input
   */
  readonly input?: string;
  /** Sends `killSignal` to the process and everything that it started. */
  readonly signal?: AbortSignal;
  /**
   * The signal sent on abort.
   * @default SIGINT - Terraform then finishes the running operations, saves its state and releases its lock
   */
  readonly killSignal?: NodeJS.Signals;
  /** Receives stdout and stderr, line by line. */
  readonly onOutput?: (line: string) => void;
  /**
   * Exit statuses that mean success.
   * @default [0]
   */
  readonly expected?: readonly number[];
}

/** The result of a process. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
}

const TAIL_LINES = 30;

/** A process that failed. The message names it and ends with the last lines of its output. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    /** The command and its exit status, in one line. */
    readonly summary: string,
    /** The whole output. */
    readonly output: string,
  ) {
    const tail = output.trim().split('\n').slice(-TAIL_LINES);
    super(output ? [`${summary}. Its output ends with:`, ...tail].join('\n') : summary);
  }

  /** The same error with an explanation below its summary. */
  withHint(hint: string): CommandError {
    return new CommandError(`${this.summary}\n${hint}`, this.output);
  }
}

/**
 * Runs a process and waits for its end.
 *
 * @throws CommandError if it ends with an unexpected status or can't be started
 * @throws the signal's reason after an abort, once the process has ended
 */
export async function run(file: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const { cwd, env, input, signal, killSignal = 'SIGINT', onOutput, expected = [0] } = options;
  signal?.throwIfAborted();
  // Its own process group: Ctrl-C then reaches it only once, from here. A second interrupt would make Terraform exit
  // without saving its state.
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const child = spawn(file, args, { cwd, env, detached: true, stdio: [stdin, 'pipe', 'pipe'] });
  // The process may end without reading all of its input: its exit status and output matter then, not the broken pipe.
  child.stdin?.on('error', () => {}).end(input);
  const stdout: string[] = [];
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      output.push(line);
      if (stream === child.stdout) stdout.push(line);
      onOutput?.(line);
    });
  }
  const kill = () => killGroup(child.pid, killSignal);
  signal?.addEventListener('abort', kill);
  const command = [file, ...args].join(' ');
  try {
    const [exitCode, killedBy] = await once(child, 'close');
    signal?.throwIfAborted();
    if (expected.includes(exitCode)) return { exitCode, stdout: stdout.join('\n') };
    throw new CommandError(`${command} ended with ${killedBy ?? `status ${exitCode}`}`, output.join('\n'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall?.startsWith('spawn') !== true) throw error;
    throw new CommandError(`${command} did not start (${(error as Error).message})`, '');
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return; // it never started
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // else it has just ended
  }
}
