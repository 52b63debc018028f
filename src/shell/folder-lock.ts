import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './running';

const LOCK = 'lock';

/**
 * Reserves a folder for this process until it ends. What another one would replace there, Terraform may be working on.
 *
 * @throws Error that names the process that has it
 */
export function lockFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, LOCK);
  const owner = take(file);
  if (owner === process.pid) return;
  if (isRunning(owner)) {
    throw new Error(
      `Another command, process ${owner}, works in ${folder}. Wait until it has ended. If there is no such command, ` +
        `delete ${file}.`,
    );
  }
  rmSync(file, { force: true });
  lockFolder(folder);
}

/** Takes the lock, if nobody has it. Returns the ID of the process that has it then. */
function take(file: string): number {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    process.once('exit', () => rmSync(file, { force: true }));
    return process.pid;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return Number(readFileSync(file, 'utf8'));
  }
}
