import { initArguments } from './lock-file';
import { inDependencyOrder, type Stack } from './stacks';
import { type TerraformOptions, terraform } from './terraform';

/** Properties of {@link deploy} and {@link destroy}. */
export interface DeployProps extends Omit<TerraformOptions, 'onOutput' | 'expected'> {
  readonly stacks: readonly Stack[];
  /**
   * Is asked before a stack is changed, when its plan has been printed. Stacks then come one after the other.
   * @default - nothing is asked
   */
  readonly confirm?: (stack: Stack) => Promise<boolean>;
  /** How many stacks are deployed at the same time, at most, where nothing is asked. */
  readonly parallelism: number;
  /**
   * How many resources of a stack Terraform works on at the same time.
   * @default - Terraform's own, 10
   */
  readonly resourceParallelism?: number;
  /** Receives what Terraform prints, line by line. */
  readonly onOutput?: (stack: Stack, line: string) => void;
}

/** What became of a stack: Terraform's own summary, `Resources: 3 added, 0 changed, 0 destroyed.` */
export type Outcomes = ReadonlyMap<string, string>;

/** A stack was not confirmed. */
export class Declined extends Error {
  override readonly name = 'Declined';
}

/**
 * Deploys stacks, each after those that it reads.
 *
 * @throws Declined where a plan was not confirmed; no further stack is touched
 * @throws CommandError with the end of Terraform's output
 */
export const deploy = (props: DeployProps): Promise<Outcomes> => change(props, 'apply');

/** Destroys stacks, each before those that it reads. Throws like {@link deploy}. */
export const destroy = (props: DeployProps): Promise<Outcomes> => change(props, 'destroy');

const PLAN = 'redis-privatelink.tfplan';

async function change(props: DeployProps, command: 'apply' | 'destroy'): Promise<Outcomes> {
  const { stacks, confirm, parallelism, resourceParallelism, onOutput, ...options } = props;
  const outcomes = new Map<string, string>();
  const flags = ['-input=false', '-no-color'];
  if (resourceParallelism !== undefined) flags.push(`-parallelism=${resourceParallelism}`);
  const work = async (stack: Stack) => {
    const say = (line: string) => onOutput?.(stack, line);
    const run = (args: readonly string[], expected = [0]) =>
      terraform(stack, args, { ...options, expected, onOutput: say });

    await run(initArguments());
    if (!confirm) {
      const { stdout } = await run([command, '-auto-approve', ...flags]);
      outcomes.set(stack.name, summary(stdout));
      return;
    }
    const planning = command === 'destroy' ? ['plan', '-destroy'] : ['plan'];
    const { exitCode } = await run([...planning, '-detailed-exitcode', `-out=${PLAN}`, ...flags], [0, 2]);
    if (exitCode === 0) {
      outcomes.set(stack.name, 'No changes.');
      return;
    }
    if (!(await confirm(stack))) throw new Declined(`The plan of ${stack.name} was not confirmed.`);
    const { stdout } = await run(['apply', ...flags, PLAN]);
    outcomes.set(stack.name, summary(stdout));
  };
  const dependencies = command === 'apply' ? 'first' : 'last';
  await inDependencyOrder({ stacks, dependencies, parallelism: confirm ? 1 : parallelism, work });
  return outcomes;
}

/** The gist of `Apply complete! Resources: 3 added, 0 changed, 0 destroyed.` */
function summary(output: string): string {
  return /No changes\.|Resources: .*/.exec(output)?.[0] ?? '';
}
