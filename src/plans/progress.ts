import { Listr, ListrLogger, type ListrTaskWrapper, ProcessOutput } from 'listr2';
import type { Stack } from '../terraform/stacks';
import type { PlanProgress } from './plan-stacks';
import type { PlannedStack } from './planned-stack';

/** Progress that can be ended. */
export interface ShownProgress extends PlanProgress {
  /** Ends the display, of stacks that were not planned too. */
  stop(): Promise<void>;
}

/** Shows on stderr how far planning has come: a list of tasks on a terminal, a line a stack elsewhere. */
export const showProgress = (stacks: readonly Stack[]): ShownProgress =>
  process.stderr.isTTY ? new TaskList(stacks) : new Lines();

/** The outcome of a stack in a few words. */
export function outcomeText(outcome: PlannedStack): string {
  if (outcome.status === 'waiting') return `waiting for ${outcome.upstream.join(', ')}`;
  if (outcome.status === 'failed') return `failed: ${outcome.error.split('\n')[0]}`;
  const { resource_changes, output_changes } = outcome.plan;
  const changes = [...resource_changes.map(({ change }) => change), ...Object.values(output_changes)];
  const count = changes.filter(({ actions }) =>
    actions.some((action) => action !== 'no-op' && action !== 'read'),
  ).length;
  if (count === 0) return 'planned, no changes';
  return `planned, ${count} ${count === 1 ? 'change' : 'changes'}`;
}

/** One line per stack, once it is planned. */
class Lines implements ShownProgress {
  private readonly starts = new Map<Stack, number>();

  start(stack: Stack): void {
    this.starts.set(stack, performance.now());
  }

  line(): void {}

  end(stack: Stack, outcome: PlannedStack): void {
    const seconds = (performance.now() - (this.starts.get(stack) ?? 0)) / 1000;
    console.error(`${stack.name}: ${outcomeText(outcome)} (${seconds.toFixed(1)} s)`);
  }

  async stop(): Promise<void> {}
}

type Task = ListrTaskWrapper<unknown, never, never>;

interface Waiting {
  readonly ended: Promise<void>;
  readonly end: (error?: Error) => void;
}

/** A task per stack, with the last line of Terraform's output. */
class TaskList implements ShownProgress {
  private readonly waiting = new Map<Stack, Waiting>();
  private readonly tasks = new Map<Stack, Task>();
  private readonly shown: Promise<unknown>;

  constructor(stacks: readonly Stack[]) {
    for (const stack of stacks) this.waiting.set(stack, waiting());
    const list = new Listr(
      stacks.map((stack) => ({
        title: stack.name,
        task: (_: unknown, task: unknown) => {
          this.tasks.set(stack, task as Task);
          return this.waiting.get(stack)?.ended;
        },
      })),
      {
        concurrent: true,
        exitOnError: false,
        registerSignalListeners: false,
        rendererOptions: {
          showErrorMessage: false,
          collapseErrors: false,
          // stdout is for the report.
          logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
        },
      },
    );
    this.shown = list.run();
  }

  start(): void {}

  line(stack: Stack, line: string): void {
    const task = this.tasks.get(stack);
    if (task && line.trim() !== '') task.output = line.trim();
  }

  end(stack: Stack, outcome: PlannedStack): void {
    const task = this.tasks.get(stack);
    if (task) task.title = `${stack.name}: ${outcomeText(outcome)}`;
    this.waiting.get(stack)?.end(outcome.status === 'failed' ? new Error('see the report') : undefined);
  }

  async stop(): Promise<void> {
    for (const { end } of this.waiting.values()) end(new Error('not planned'));
    await this.shown;
  }
}

function waiting(): Waiting {
  let end!: Waiting['end'];
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  ended.catch(() => {}); // the list handles it, once it has begun
  return { ended, end };
}
