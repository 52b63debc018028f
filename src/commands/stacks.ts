import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { chosenEnvironment } from '../config/chosen-environment';
import { loadEnvironment } from '../config/load';
import type { Environment } from '../config/schema';
import type { ProcessEnvironment } from '../process/run';
import { workFolder } from '../project';
import { type CommandContext, ENVIRONMENT_OPTION } from '../shell/command';
import { lockFolder } from '../shell/folder-lock';
import { publishStacks } from '../stacks/publish';
import { terraformEnvironment } from '../terraform/person';
import { readStacks, type Stack } from '../terraform/stacks';

/** The option of every command on stacks. */
export interface StacksOptions {
  readonly environment?: string;
}

/** Options of the commands that change stacks. */
export interface ChangeOptions extends StacksOptions {
  readonly yes?: boolean;
  readonly allow: readonly string[];
}

/** The option that accepts a risk. */
export const allowOption = () =>
  new Option('--allow <rule:address>', 'accept a risk that the report names; repeatable')
    .argParser((value: string, values: string[]) => [...values, value])
    .default([], 'none');

/** Declares the stacks that a command works on, and the environment. */
export const declareStacks = (parser: Command): Command =>
  parser.argument('[stack...]', 'names of stacks; * matches anything').option(...ENVIRONMENT_OPTION);

/** Declares the arguments and options of a command that changes stacks. */
export const declareChange = (parser: Command): Command =>
  declareStacks(parser)
    .option('-y, --yes', 'apply plans without asking; risks still have to be allowed')
    .addOption(allowOption());

/** An environment and its freshly synthesised stacks. */
export interface PreparedStacks {
  readonly environment: Environment;
  readonly stacks: readonly Stack[];
  /** The environment variables for Terraform. */
  readonly env: ProcessEnvironment;
}

/**
 * Finds Terraform and its provider, and synthesises the chosen environment. Each environment has its own folder, so that
 * commands on two of them can run at the same time, and on one of them one command. Progress goes to stderr.
 *
 * @param role the role that Terraform assumes
 */
export async function prepareStacks(
  context: Pick<CommandContext<StacksOptions>, 'options' | 'env' | 'signal'>,
  role: 'deploy' | 'plan' = 'deploy',
): Promise<PreparedStacks> {
  const { options, env, signal } = context;
  const { name } = chosenEnvironment(options.environment, env);
  // Mistakes first: looking for the provider can take a while.
  const environment = loadEnvironment(name);
  const terraform = await terraformEnvironment(env, { signal, say: printProgress });
  lockFolder(workFolder(name));
  const outdir = join(workFolder(name), 'cdktf.out');
  publishStacks(outdir, environment, terraform, role);
  return { environment, stacks: readStacks(outdir), env: terraform };
}

/** The same command on the same stacks, without confirmation: a line to paste into a shell. */
export function unattendedCommand(command: string, stacks: readonly string[], environment: string): string {
  const quoted = stacks.map((name) => (name.includes('*') ? `'${name}'` : name));
  return ['npm run', command, '--', ...quoted, '--yes --environment', environment].join(' ');
}

/** Prints a line that is not part of a command's result. */
export const printProgress = (line: string) => console.error(line);

/** Prints a line of Terraform's output with its stack's name, for several stacks can run at once. */
export const printLine = ({ name }: Stack, line: string) => console.error(line === '' ? '' : `${name} | ${line}`);

/** One line per stack, with its outcome. */
export function outcomesText(stacks: readonly Stack[], outcomes: ReadonlyMap<string, string>): string {
  return stacks.map(({ name }) => `  ${name}: ${outcomes.get(name) ?? 'not done'}`).join('\n');
}
