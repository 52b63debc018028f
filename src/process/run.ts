import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Environment variables of a process, all of them. */
export type ProcessEnvironment = Readonly<Record<string, string>>;

/** Options of {@link run}. */
export interface RunOptions {
  readonly cwd: string;
  /** All that the process gets: nothing is inherited. */
  readonly env: ProcessEnvironment;
  /** Ends the process, and all that it has started, with `killSignal`. */
  readonly signal?: AbortSignal;
  /**
   * What an abort sends.
   * @default SIGINT - Terraform then finishes what it has begun, saves its state and releases its lock
   */
  readonly killSignal?: NodeJS.Signals;
  /** Receives stdout and stderr, line by line. */
  readonly onOutput?: (line: string) => void;
  /**
   * Exit statuses that are no failure.
   * @default [0]
   */
  readonly expected?: readonly number[];
  /**
   * Let a shell read the command.
   * @default false
   */
  readonly shell?: boolean;
}

/** What a process left behind. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
}

const TAIL_LINES = 30;

/** A process that failed. The message names it and ends with the last lines of what it said. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    /** What failed and how, in one line. */
    readonly summary: string,
    /** Everything that it printed. */
    readonly output: string,
  ) {
    const tail = output.trim().split('\n').slice(-TAIL_LINES);
    super(output ? [`${summary}. Its output ends with:`, ...tail].join('\n') : summary);
  }

  /** The same error with a line that explains it. */
  withHint(hint: string): CommandError {
    return new CommandError(`${this.summary}\n${hint}`, this.output);
  }
}

/**
 * Runs a process to its end.
 *
 * @throws CommandError where it ends with an unexpected status or can't be started.
 * @throws the signal's reason after an abort, when the process has gone.
 */
export async function run(file: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const { cwd, env, signal, killSignal = 'SIGINT', onOutput, expected = [0], shell = false } = options;
  signal?.throwIfAborted();
  // A process group of its own: Ctrl-C then reaches it once and from here, and a second interrupt would make Terraform
  // drop everything.
  const child = spawn(file, args, { cwd, env, shell, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout: string[] = [];
  const output: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      output.push(line);
      if (input === child.stdout) stdout.push(line);
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
  if (pid === undefined) return; // never started
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // else it has just ended by itself
  }
}
