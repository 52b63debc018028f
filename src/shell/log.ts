import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './running';

const NAME = /^local-(\d+)\.log$/;

/** The log of a run: every line of every process, with the seconds since its start. */
export class Log {
  readonly file: string;
  private readonly start = Date.now();
  private lines: string[] = [];

  /** @param folder the folder for logs. Logs of ended runs are removed from it; those of other running ones stay. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const pid = NAME.exec(name)?.[1];
      if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
    }
    this.file = join(folder, `local-${process.pid}.log`);
    writeFileSync(this.file, '');
  }

  /** Writes a line immediately, so that even a killed run leaves a complete log. */
  readonly write = (line: string): void => {
    this.lines.push(line);
    const seconds = ((Date.now() - this.start) / 1000).toFixed(1).padStart(6);
    appendFileSync(this.file, `${seconds}  ${line}\n`);
  };

  /** Appends another program's log. */
  include(file: string): void {
    appendFileSync(this.file, `\n${file}:\n${readFileSync(file, 'utf8')}`);
  }

  /** The last lines written. */
  tail(count: number): string[] {
    return this.lines.slice(-count);
  }
}
