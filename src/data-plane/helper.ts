import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Namespaces } from './namespaces';

/** A program of ours that runs in a namespace, and that messages go to and come from. */
export class Helper {
  private constructor(
    private readonly child: ChildProcess,
    /** Rejects when it ends. */
    private readonly died: Promise<never>,
  ) {}

  /** Starts a program of this folder. Resolves when it says that it is ready. */
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
    died.catch(() => {}); // in the end the keeper ends it, and nobody has to know
    await Promise.race([once(child, 'message'), died]);
    child.unref();
    child.channel?.unref();
    return new Helper(child, died);
  }

  /** Sends and waits until the program has taken it in. */
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

  onMessage(listener: (message: unknown) => void): void {
    this.child.on('message', listener);
  }
}
