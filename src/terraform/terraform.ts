import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CommandError, type Finished, type ProcessEnvironment, type RunOptions, run } from '../process/run';
import { terraformBinary } from './binary';
import { lookedFor } from './lookups';
import type { Stack } from './stacks';

/** How Terraform's processes run. */
export type TerraformOptions = Pick<RunOptions, 'env' | 'signal' | 'killSignal' | 'onOutput' | 'expected'>;

/**
 * Runs Terraform in a stack's folder.
 *
 * @throws CommandError on an unexpected exit status, with the criteria of failed lookups as a hint
 */
export async function terraform(
  { folder }: Pick<Stack, 'folder'>,
  args: readonly string[],
  options: TerraformOptions,
): Promise<Finished> {
  try {
    return await run(terraformBinary(options.env), args, { ...options, cwd: folder });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const lookups = lookedFor(error.output, folder);
    for (const line of lookups) options.onOutput?.(line);
    throw lookups.length === 0 ? error : error.withHint(lookups.join('\n'));
  }
}

/**
 * Runs Terraform attached to this process's terminal, so that it can prompt and receives Ctrl-C.
 *
 * @returns its exit status
 */
export async function interactiveTerraform(
  { folder }: Pick<Stack, 'folder'>,
  args: readonly string[],
  env: ProcessEnvironment,
): Promise<number> {
  const [status] = await once(spawn(terraformBinary(env), args, { cwd: folder, env, stdio: 'inherit' }), 'close');
  return status ?? 1;
}

/** The values of a deployed stack's outputs by name, sensitive ones included. */
export async function outputsOf(
  stack: Pick<Stack, 'folder'>,
  options: TerraformOptions,
): Promise<Record<string, unknown>> {
  const { stdout } = await terraform(stack, ['output', '-json'], options);
  const outputs = Object.entries<{ value: unknown }>(JSON.parse(stdout));
  return Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
}
