import type { ListrTask } from 'listr2';
import type { Log } from './log';

/** What every step works with. */
export interface StepContext {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Receives the lines of the running step's processes. */
  onOutput: (line: string) => void;
  /** What ended the run before its time. */
  failure?: unknown;
}

/** On a terminal the last line moves; elsewhere each is a new one, and a log of a CI run has no use for a thousand. */
const REFRESH_MILLISECONDS = process.stdout.isTTY ? 500 : 15_000;

/** A step of the task list that shows how long it takes and what its process said last. */
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
        // The list has one line for it, and the command says all of it at the end.
        throw new Error('see below');
      } finally {
        clearInterval(refresh);
      }
    },
  };
}
