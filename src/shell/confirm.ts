import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Options of {@link confirm}. */
export interface ConfirmOptions {
  /** The command that needs no confirmation, for where nobody can be asked. */
  readonly instead: string;
  readonly signal: AbortSignal;
}

/**
 * Asks at the terminal. Only "yes" is a yes.
 *
 * @throws Error where there is no terminal
 */
export async function confirm(question: string, { instead, signal }: ConfirmOptions): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error(`There is no terminal to confirm this at. Without asking: ${instead}`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // At a prompt, Ctrl-C is a key and no signal.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = once(terminal, 'close').then(() => 'no');
  try {
    return (
      (await Promise.race([terminal.question(`\n${question} Only "yes" will do: `, { signal }), closed])) === 'yes'
    );
  } finally {
    terminal.close();
  }
}
