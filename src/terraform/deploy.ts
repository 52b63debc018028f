import { initArguments } from './lock-file';
import { inDependencyOrder, type Stack } from './stacks';
import { type TerraformOptions, terraform } from './terraform';

/** Properties of {@link deploy} and {@link destroy}. */
export interface DeployProps extends Omit<TerraformOptions, 'onOutput' | 'expected'> {
  readonly stacks: readonly Stack[];
  /** Maximum number of stacks deployed at the same time. */
  readonly parallelism: number;
  /**
   * Maximum number of resources of a stack that Terraform works on at the same time.
   * @default - Terraform's default, 10
   */
  readonly resourceParallelism?: number;
  /** Receives Terraform's output, line by line. */
  readonly onOutput?: (stack: Stack, line: string) => void;
}

/**
 * Deploys stacks in dependency order, each planned and applied by one process, without review or confirmation: for
 * deployments that can be thrown away. Commands on real accounts use `src/plans`.
 *
 * @throws CommandError with the end of Terraform's output
 */
export const deploy = (props: DeployProps): Promise<void> => change(props, 'apply');

/** Destroys stacks in reverse dependency order. Throws like {@link deploy}. */
export const destroy = (props: DeployProps): Promise<void> => change(props, 'destroy');

async function change(props: DeployProps, command: 'apply' | 'destroy'): Promise<void> {
  const { stacks, parallelism, resourceParallelism, onOutput, ...options } = props;
  const flags = ['-input=false', '-no-color'];
  if (resourceParallelism !== undefined) flags.push(`-parallelism=${resourceParallelism}`);
  const work = async (stack: Stack) => {
    const run = (args: readonly string[]) =>
      terraform(stack, args, { ...options, onOutput: (line) => onOutput?.(stack, line) });
    await run(initArguments());
    await run([command, '-auto-approve', ...flags]);
  };
  const dependencies = command === 'apply' ? 'first' : 'last';
  await inDependencyOrder({ stacks, dependencies, parallelism, work });
}
