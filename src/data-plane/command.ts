import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/**
 * Runs a system tool to its end.
 *
 * @param input what it reads from its standard input
 * @returns what it printed
 * @throws Error with what it said, and the input that it said it of
 */
export async function command(file: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  // It may end before it has read all: what it says of that is worth more than the broken pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (status === 0) return stdout;
  throw new Error(`${[file, ...args].join(' ')} failed: ${stderr.trim()}${input && `\n${input}`}`);
}
