import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Namespaces } from './namespaces';

/** Properties of {@link Daemon}. */
export interface DaemonProps {
  readonly namespaces: Namespaces;
  readonly namespace: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The file that stdout and stderr are appended to. */
  readonly logFile: string;
}

/** A server process in a namespace. It can be killed, stopped and started again. */
export class Daemon {
  private child?: ChildProcess;

  constructor(private readonly props: DaemonProps) {}

  /** Starts the process, also after it has been killed. */
  async start(): Promise<void> {
    const { namespaces, namespace, file, args, cwd, logFile } = this.props;
    const log = openSync(logFile, 'a');
    // A session of its own: Ctrl-C is meant for the run, and the run's reaper then ends this process.
    this.child = namespaces.spawn(namespace, file, args, { cwd, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.child.unref();
    await once(this.child, 'spawn');
  }

  /** Kills the process at once. Its kernel resets its connections. Resolves when it has gone. */
  async kill(): Promise<void> {
    if (!this.child || this.hasEnded) return;
    this.child.ref();
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** Stops the process (SIGSTOP). Its kernel goes on accepting connections and data, but nothing is answered. */
  hang(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Continues a process that was stopped by {@link hang}. */
  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Whether the process has been started and has ended since. */
  get hasEnded(): boolean {
    return this.child !== undefined && (this.child.exitCode !== null || this.child.signalCode !== null);
  }
}
