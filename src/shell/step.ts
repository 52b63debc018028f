import type { ListrTask } from 'listr2';
import type { Log } from './log';

/** Shared by all steps of a run. */
export interface StepContext {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Receives the output of the running step's processes, line by line. */
  onOutput: (line: string) => void;
  /** The error that ended the run early. */
  failure?: unknown;
}

/** A terminal redraws the line. Elsewhere every refresh adds a line, so refreshes are rare. */
const REFRESH_MILLISECONDS = process.stdout.isTTY ? 500 : 15_000;

/** A step of the task list. It shows the elapsed seconds and the last line of output. */
export function step(title: string, work: () => Promise<unknown>): ListrTask<StepContext> {
  return {
    title,
    task: async (context, task) => {
      const start = Date.now();
      let last = '';
      context.log.write(`== ${title}`);
      context.onOutput = (line) => {
        context.log.write(line);
        last = line.trim() || last;
      };
      const refresh = setInterval(() => {
        task.output = `${Math.round((Date.now() - start) / 1000)} s  ${last}`;
      }, REFRESH_MILLISECONDS);
      try {
        await work();
        context.signal.throwIfAborted();
      } catch (error) {
        context.failure = error;
        // The list has room for one line; the command prints the whole error at the end.
        throw new Error('see below');
      } finally {
        clearInterval(refresh);
      }
    },
  };
}
