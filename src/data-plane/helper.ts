import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Namespaces } from './namespaces';

/** A program of this folder that runs in a namespace and exchanges messages with this process. */
export class Helper {
  private constructor(
    private readonly child: ChildProcess,
    /** Rejects when the program ends. */
    private readonly died: Promise<never>,
  ) {}

  /** Starts a program. Resolves when the program reports that it is ready. */
  static async start(
    namespaces: Namespaces,
    namespace: string,
    program: string,
    args: readonly string[],
    logFile: string,
  ): Promise<Helper> {
    const log = openSync(logFile, 'a');
    const node = ['--import', require.resolve('tsx'), join(__dirname, `${program}.ts`), ...args];
    const child = namespaces.spawn(namespace, process.execPath, node, {
      stdio: ['ignore', log, log, 'ipc'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
      detached: true,
    });
    closeSync(log);
    const died = once(child, 'exit').then(([status]) => {
      throw new Error(`${program} ended with status ${status}: see ${logFile}`);
    });
    died.catch(() => {}); // the reaper ends it in the end, which is no error
    await Promise.race([once(child, 'message'), died]);
    child.unref();
    child.channel?.unref();
    return new Helper(child, died);
  }

  /** Sends a message. Resolves when the program has processed it. */
  async tell(message: object): Promise<void> {
    this.child.channel?.ref();
    const told = new Promise<void>((resolve) => {
      const listener = (answer: unknown) => {
        if (answer !== 'told') return;
        this.child.off('message', listener);
        resolve();
      };
      this.child.on('message', listener);
    });
    this.child.send(message);
    await Promise.race([told, this.died]);
    this.child.channel?.unref();
  }

  /** Calls the listener with every message that the program sends. */
  onMessage(listener: (message: unknown) => void): void {
    this.child.on('message', listener);
  }
}
