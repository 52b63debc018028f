import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a run leaves behind: every line of every process, with the seconds since the run's beginning. */
export class Log {
  private readonly beginning = Date.now();
  private lines: string[] = [];

  constructor(readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
  }

  /** Adds a line, at once: a run that is killed has its log too. */
  readonly write = (line: string): void => {
    this.lines.push(line);
    const seconds = ((Date.now() - this.beginning) / 1000).toFixed(1).padStart(6);
    appendFileSync(this.file, `${seconds}  ${line}\n`);
  };

  /** Adds what another program has written to a file of its own. */
  include(file: string): void {
    appendFileSync(this.file, `\n${file}:\n${readFileSync(file, 'utf8')}`);
  }

  /** The last lines written. */
  tail(count: number): string[] {
    return this.lines.slice(-count);
  }
}
