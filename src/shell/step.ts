import type { ListrTask } from 'listr2';
import type { Log } from './log';

/** The context of every step. */
export interface StepContext {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Receives the output of the running step's processes, line by line. */
  onOutput: (line: string) => void;
  /** The error that ended the run early. */
  failure?: unknown;
}

/** A terminal redraws the line. Elsewhere each refresh is a new line, so there are fewer of them. */
const REFRESH_MILLISECONDS = process.stdout.isTTY ? 500 : 15_000;

/** A step of the task list. It shows the elapsed seconds and the last line of output. */
export function step(title: string, work: () => Promise<unknown>): ListrTask<StepContext> {
  return {
    title,
    task: async (context, task) => {
      const begin = Date.now();
      let last = '';
      context.log.write(`== ${title}`);
      context.onOutput = (line) => {
        context.log.write(line);
        last = line.trim() || last;
      };
      const refresh = setInterval(() => {
        task.output = `${Math.round((Date.now() - begin) / 1000)} s  ${last}`;
      }, REFRESH_MILLISECONDS);
      try {
        await work();
        context.signal.throwIfAborted();
      } catch (error) {
        context.failure = error;
        // The list has room for one line. The command prints the error in full at the end.
        throw new Error('see below');
      } finally {
        clearInterval(refresh);
      }
    },
  };
}
