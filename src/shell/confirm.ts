import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Options of {@link confirm}. */
export interface ConfirmOptions {
  /** The same command without confirmation. The error names it. */
  readonly unattended: string;
  readonly signal: AbortSignal;
}

/**
 * Asks a question at the terminal. Only "yes" confirms.
 *
 * @throws Error if stdin is not a terminal
 */
export async function confirm(question: string, { unattended, signal }: ConfirmOptions): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new Error(`This needs confirmation, and stdin is not a terminal. To go ahead without, run: ${unattended}`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // readline reads Ctrl-C as a key press: turn it back into a signal.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = once(terminal, 'close').then(() => 'no');
  try {
    return (
      (await Promise.race([terminal.question(`\n${question} Type "yes" to confirm: `, { signal }), closed])) === 'yes'
    );
  } finally {
    terminal.close();
  }
}
