import { join } from 'node:path';
import type { Command } from 'commander';
import { chosenEnvironment } from '../config/chosen-environment';
import { loadEnvironment } from '../config/load';
import type { Environment } from '../config/schema';
import type { ProcessEnvironment } from '../process/run';
import { workFolder } from '../project';
import { type CommandContext, ENVIRONMENT_OPTION } from '../shell/command';
import { publishStacks } from '../stacks/publish';
import { terraformEnvironment } from '../terraform/person';
import { readStacks, type Stack } from '../terraform/stacks';

/** Options of the commands that run Terraform on stacks. */
export interface StacksOptions {
  readonly environment?: string;
  readonly yes?: boolean;
}

/** Declares the arguments and options of a command on stacks. */
export const declareStacks = (parser: Command): Command =>
  parser
    .argument('[stack...]', 'names of stacks; * matches anything')
    .option(...ENVIRONMENT_OPTION)
    .option('-y, --yes', 'apply plans without asking');

/** An environment and its freshly synthesised stacks. */
export interface PreparedStacks {
  readonly environment: Environment;
  readonly stacks: readonly Stack[];
  /** The environment variables for Terraform. */
  readonly env: ProcessEnvironment;
}

/**
 * Finds Terraform and its provider, and synthesises the chosen environment. Each environment has its own folder, so that
 * commands on two of them can run at the same time.
 */
export async function prepareStacks(context: CommandContext<StacksOptions>): Promise<PreparedStacks> {
  const { options, env, signal } = context;
  const { name } = chosenEnvironment(options.environment, env);
  // Mistakes first: looking for the provider can take a while.
  const environment = loadEnvironment(name);
  const terraform = await terraformEnvironment(env, { signal, say: (line) => console.log(line) });
  const outdir = join(workFolder(name), 'cdktf.out');
  publishStacks(outdir, environment, terraform);
  return { environment, stacks: readStacks(outdir), env: terraform };
}

/** The same command on the same stacks, without confirmation: a line to paste into a shell. */
export function unattendedCommand(command: string, stacks: readonly string[], environment: string): string {
  const quoted = stacks.map((name) => (name.includes('*') ? `'${name}'` : name));
  return ['npm run', command, '--', ...quoted, '--yes --environment', environment].join(' ');
}

/** Prints a line of output with its stack's name, for several stacks can run at once. */
export const printLine = ({ name }: Stack, line: string) => console.log(line === '' ? '' : `${name} | ${line}`);

/** One line per stack, with its outcome. */
export function outcomesText(stacks: readonly Stack[], outcomes: ReadonlyMap<string, string>): string {
  return stacks.map(({ name }) => `  ${name}: ${outcomes.get(name) ?? 'not changed'}`).join('\n');
}
