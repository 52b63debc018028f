import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finished } from '../process/run';
import { initArguments } from './lock-file';
import { inDependencyOrder, type Stack } from './stacks';
import { type TerraformOptions, terraform } from './terraform';

/** Properties of {@link deploy} and {@link destroy}. */
export interface DeployProps extends Omit<TerraformOptions, 'onOutput' | 'expected'> {
  readonly stacks: readonly Stack[];
  /**
   * Asks whether to apply a plan that has been printed. Stacks are then deployed one at a time.
   * @default - plans are applied without confirmation
   */
  readonly confirm?: (stack: Stack) => Promise<boolean>;
  /** Maximum number of stacks deployed at the same time. Ignored with `confirm`. */
  readonly parallelism: number;
  /**
   * Maximum number of resources of a stack that Terraform works on at the same time.
   * @default - Terraform's default, 10
   */
  readonly resourceParallelism?: number;
  /** Receives Terraform's output, line by line. */
  readonly onOutput?: (stack: Stack, line: string) => void;
}

/** Terraform's summary by stack name, such as `Resources: 3 added, 0 changed, 0 destroyed.` */
export type Outcomes = ReadonlyMap<string, string>;

/** The user declined a plan. */
export class Declined extends Error {
  override readonly name = 'Declined';
}

/**
 * Deploys stacks in dependency order.
 *
 * @throws Declined if a plan is not confirmed; the remaining stacks are left alone
 * @throws CommandError with the end of Terraform's output
 */
export const deploy = (props: DeployProps): Promise<Outcomes> => change(props, 'apply');

/** Destroys stacks in reverse dependency order. Throws like {@link deploy}. */
export const destroy = (props: DeployProps): Promise<Outcomes> => change(props, 'destroy');

const PLAN = 'redis-privatelink.tfplan';

async function change(props: DeployProps, command: 'apply' | 'destroy'): Promise<Outcomes> {
  const { stacks, confirm, parallelism, resourceParallelism, onOutput, ...options } = props;
  const outcomes = new Map<string, string>();
  const flags = ['-input=false', '-no-color'];
  if (resourceParallelism !== undefined) flags.push(`-parallelism=${resourceParallelism}`);
  const work = async (stack: Stack) => {
    const run: Run = (args, expected = [0]) =>
      terraform(stack, args, { ...options, expected, onOutput: (line) => onOutput?.(stack, line) });

    await run(initArguments());
    const { stdout } = confirm
      ? await applyConfirmed(stack, command, flags, run, confirm)
      : await run([command, '-auto-approve', ...flags]);
    outcomes.set(stack.name, summary(stdout));
  };
  const dependencies = command === 'apply' ? 'first' : 'last';
  await inDependencyOrder({ stacks, dependencies, parallelism: confirm ? 1 : parallelism, work });
  return outcomes;
}

type Run = (args: readonly string[], expected?: readonly number[]) => Promise<Finished>;

/** Plans, asks if there is anything to change, and applies exactly that plan. */
async function applyConfirmed(
  stack: Stack,
  command: 'apply' | 'destroy',
  flags: readonly string[],
  run: Run,
  confirm: NonNullable<DeployProps['confirm']>,
): Promise<Finished> {
  const planning = command === 'destroy' ? ['plan', '-destroy'] : ['plan'];
  try {
    const planned = await run([...planning, '-detailed-exitcode', `-out=${PLAN}`, ...flags], [0, 2]);
    if (planned.exitCode === 0) return planned;
    if (!(await confirm(stack))) throw new Declined(`The plan of ${stack.name} was not confirmed.`);
    return await run(['apply', ...flags, PLAN]);
  } finally {
    // A plan file holds what the state holds.
    await rm(join(stack.folder, PLAN), { force: true });
  }
}

/** The counts in `Apply complete! Resources: 3 added, 0 changed, 0 destroyed.` */
function summary(output: string): string {
  return /No changes\.|Resources: .*/.exec(output)?.[0] ?? '';
}
