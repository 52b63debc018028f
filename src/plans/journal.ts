import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const FILE = 'progress.json';

const progressSchema = z.record(z.string(), z.enum(['started', 'applied']));

/** How far the application of a stack's plan has come. */
export type Progress = 'started' | 'applied';

/** Remembers what an application of plans has done, so that it can be taken up again after an interruption. */
export class Journal {
  private readonly stacks: Record<string, Progress>;

  /** @param folder the saved plans' folder. Without one, nothing is remembered. */
  constructor(private readonly folder?: string) {
    const file = folder && join(folder, FILE);
    this.stacks = file && existsSync(file) ? progressSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  }

  /** How far a stack has come in this application or an earlier, interrupted one. */
  of(stack: string): Progress | undefined {
    return this.stacks[stack];
  }

  /** Writes it down before anything else happens. */
  write(stack: string, progress: Progress): void {
    this.stacks[stack] = progress;
    if (!this.folder) return;
    const file = join(this.folder, FILE);
    writeFileSync(`${file}.new`, `${JSON.stringify(this.stacks, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}
