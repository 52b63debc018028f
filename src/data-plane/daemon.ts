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
  /** Receives what it prints. */
  readonly logFile: string;
}

/** A server process in a namespace, which can be made to die, to hang and to come back. */
export class Daemon {
  private child?: ChildProcess;

  constructor(private readonly props: DaemonProps) {}

  /** Starts it, or starts it again when it has died. */
  async start(): Promise<void> {
    const { namespaces, namespace, file, args, cwd, logFile } = this.props;
    const log = openSync(logFile, 'a');
    // A session of its own: Ctrl-C is for the run, whose keeper then ends this.
    this.child = namespaces.spawn(namespace, file, args, { cwd, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.child.unref();
    await once(this.child, 'spawn');
  }

  /** Ends it at once: its kernel resets its connections. */
  async kill(): Promise<void> {
    if (!this.child || this.hasEnded) return;
    this.child.ref();
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** Stops it in its tracks: its kernel goes on accepting connections and data, and nothing answers. */
  hang(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Lets it go on. */
  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Whether it has been started and has ended. */
  get hasEnded(): boolean {
    return this.child !== undefined && (this.child.exitCode !== null || this.child.signalCode !== null);
  }
}
