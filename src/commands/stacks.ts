import { join } from 'node:path';
import type { Command } from 'commander';
import { chosenEnvironment } from '../config/chosen-environment';
import type { Environment } from '../config/schema';
import type { ProcessEnvironment } from '../process/run';
import { workFolder } from '../project';
import { type CommandContext, ENVIRONMENT_OPTION } from '../shell/command';
import { publish } from '../stacks/publish';
import { terraformEnvironment } from '../terraform/person';
import { readStacks, type Stack } from '../terraform/stacks';

/** Options of the commands that run Terraform on stacks. */
export interface StacksOptions {
  readonly environment?: string;
  readonly yes?: boolean;
}

/** Declares the words and options of a command on stacks. */
export const declareStacks = (parser: Command): Command =>
  parser
    .argument('[stack...]', 'names of stacks; * stands for anything')
    .option(...ENVIRONMENT_OPTION)
    .option('-y, --yes', 'change what Terraform plans without asking');

/** An environment with its stacks freshly written, and what Terraform needs to work on them. */
export interface PreparedStacks {
  readonly environment: Environment;
  readonly stacks: readonly Stack[];
  readonly env: ProcessEnvironment;
}

/**
 * Finds Terraform and its provider, and writes the stacks of the chosen environment into a folder of its own: another
 * environment's command at the same time has another.
 */
export async function prepareStacks(context: CommandContext<StacksOptions>): Promise<PreparedStacks> {
  const { options, env, signal } = context;
  const { name } = chosenEnvironment(options.environment, env);
  const terraform = await terraformEnvironment(env, { signal, say: (line) => console.log(line) });
  const outdir = join(workFolder(name), 'cdktf.out');
  const environment = publish(outdir, name, terraform);
  return { environment, stacks: readStacks(outdir), env: terraform };
}

/** Prints a line with the stack that it belongs to: several can run side by side. */
export const printOf = ({ name }: Stack, line: string) => console.log(line === '' ? '' : `${name} | ${line}`);

/** What became of each stack, a line each. */
export function outcomesText(stacks: readonly Stack[], outcomes: ReadonlyMap<string, string>): string {
  return stacks.map(({ name }) => `  ${name}: ${outcomes.get(name) ?? 'not changed'}`).join('\n');
}
