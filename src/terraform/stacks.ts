import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unknownName } from '../nearest';

/** A synthesised stack. */
export interface Stack {
  readonly name: string;
  /** The folder with its `cdk.tf.json`. */
  readonly folder: string;
  /** Names of the stacks that are deployed before it. */
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly stacks: Record<string, { name: string; workingDirectory: string; dependencies: string[] }>;
}

/**
 * The stacks in an output folder, in dependency order.
 *
 * @throws Error if there are none
 */
export function readStacks(outdir: string): Stack[] {
  const file = join(outdir, 'manifest.json');
  if (!existsSync(file)) throw new Error(`${outdir} has no stacks. Write them with npm run synth.`);
  const { stacks }: Manifest = JSON.parse(readFileSync(file, 'utf8'));
  const all = Object.values(stacks).map(({ name, workingDirectory, dependencies }) => {
    return { name, folder: join(outdir, workingDirectory), dependencies };
  });
  return inOrder(all);
}

function inOrder(stacks: readonly Stack[]): Stack[] {
  const ordered: Stack[] = [];
  const add = (stack: Stack) => {
    if (ordered.includes(stack)) return;
    for (const name of stack.dependencies) {
      const dependency = stacks.find((other) => other.name === name);
      if (dependency) add(dependency);
    }
    ordered.push(stack);
  };
  for (const stack of stacks) add(stack);
  return ordered;
}

/**
 * Selects stacks by name, in the order of `stacks`. `*` in a name matches any characters.
 *
 * @throws Error that lists the stacks if a name matches none
 */
export function selectStacks(stacks: readonly Stack[], names: readonly string[]): Stack[] {
  const patterns = names.map((name) => {
    const pattern = new RegExp(`^${name.replaceAll(/[^\w*-]/g, '\\$&').replaceAll('*', '.*')}$`);
    const all = stacks.map((stack) => stack.name);
    if (!all.some((stack) => pattern.test(stack))) throw new Error(unknownName('stack', name, all));
    return pattern;
  });
  return stacks.filter(({ name }) => patterns.some((pattern) => pattern.test(name)));
}

/** Properties of {@link inDependencyOrder}. */
export interface InDependencyOrderProps {
  readonly stacks: readonly Stack[];
  /**
   * `first`: dependencies come before their dependents. `last`: after them, as for destroying.
   */
  readonly dependencies: 'first' | 'last';
  /** Maximum number of stacks worked on at the same time. */
  readonly parallelism: number;
  readonly work: (stack: Stack) => Promise<void>;
}

/**
 * Works on stacks in dependency order, on independent ones concurrently. A failure stops further stacks from starting.
 *
 * @throws the first failure, once all running work has ended
 */
export async function inDependencyOrder(props: InDependencyOrderProps): Promise<void> {
  const { stacks, dependencies, parallelism, work } = props;
  const waiting = new Set(stacks);
  const running = new Map<Stack, Promise<void>>();
  const done = new Set<string>();
  const failures: unknown[] = [];
  const before = (stack: Stack) =>
    dependencies === 'first'
      ? stack.dependencies
      : stacks.filter((other) => other.dependencies.includes(stack.name)).map(({ name }) => name);
  const chosen = new Set(stacks.map(({ name }) => name));
  const isReady = (stack: Stack) => before(stack).every((name) => done.has(name) || !chosen.has(name));
  const start = (stack: Stack) => {
    waiting.delete(stack);
    const ended = work(stack).then(
      () => void done.add(stack.name),
      (error) => void failures.push(error),
    );
    running.set(
      stack,
      ended.finally(() => running.delete(stack)),
    );
  };
  for (;;) {
    for (const stack of failures.length === 0 ? [...waiting].filter(isReady) : []) {
      if (running.size < parallelism) start(stack);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (failures.length > 0) throw failures[0];
}
