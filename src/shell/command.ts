import { Command, CommanderError, Option } from 'commander';
import { nearest } from '../nearest';
import { errorText } from './error-text';
import { interruption } from './interruption';

/** Exit statuses. 2 and 3 are those of a review: there are changes; a risk was not allowed. */
export const EXIT = { done: 0, failed: 1, changes: 2, risk: 3, interrupted: 130 } as const;

/** What a command receives when it runs. */
export interface CommandContext<Options> {
  readonly options: Options;
  /** Positional arguments. */
  readonly words: readonly string[];
  /** This process's environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Aborts when the command is interrupted. */
  readonly signal: AbortSignal;
}

/** A command of the project: `npm run <name>`. */
export interface ProjectCommand<Options> {
  readonly name: string;
  /** What it does, in full sentences. Printed at the top of its help. */
  readonly description: string;
  /**
   * Declares its options and arguments. `--help` is declared already.
   * @default - none
   */
  readonly declare?: (parser: Command) => void;
  /** Resolves to the exit status. An error is printed and gives status 1, or 130 after an interruption. */
  readonly run: (context: CommandContext<Options>) => Promise<number>;
  /**
   * Printed after an interruption.
   * @default 'Interrupted.'
   */
  readonly interrupted?: string;
  /**
   * Exit statuses beyond 0, 1 and 130.
   * @default - none
   */
  readonly furtherStatuses?: string;
}

/** The option of every command that works on an environment. */
export const ENVIRONMENT_OPTION = [
  // Without a short form: npm takes `-e` for one of its own options, and drops it and the name without an error.
  '--environment <name>',
  'name of a file in src/environments, without .ts (default: ENVIRONMENT, else context.environment in cdktf.json)',
] as const;

/** The option of commands that only read, with a role of their own. */
export const roleOption = () =>
  new Option('--role <role>', "the role that Terraform assumes: accounts.<name>.roleArn, or planRoleArn with 'plan'")
    .choices(['deploy', 'plan'])
    .default('deploy');

/** Runs a command, then exits with its status. */
export async function runProcess<Options>(command: ProjectCommand<Options>, args: readonly string[]): Promise<never> {
  // The SDK would print its notice about Node versions in the middle of the command's output.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const status = await execute(command, args, process.env, interruption());
  await Promise.all([process.stdout, process.stderr].map(written));
  process.exit(status);
}

/** Exiting would drop output that a slow reader has not taken from a pipe yet. A reader that is gone takes nothing. */
function written(stream: NodeJS.WriteStream): Promise<unknown> {
  return new Promise((done) => {
    stream.once('error', done);
    stream.write('', done);
  });
}

/** Parses the arguments, runs the command and prints its error, if any. Resolves to the exit status. */
export async function execute<Options>(
  command: ProjectCommand<Options>,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  try {
    const parsed = parse(command, args, env);
    if (parsed === 'help') return EXIT.done;
    return await command.run({ ...parsed, env, signal });
  } catch (error) {
    if (signal.aborted) {
      console.error(`\n${command.interrupted ?? 'Interrupted.'}`);
      return EXIT.interrupted;
    }
    console.error(errorText(error));
    return EXIT.failed;
  }
}

type Parsed<Options> = Pick<CommandContext<Options>, 'options' | 'words'>;

function parse<Options>(
  command: ProjectCommand<Options>,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Parsed<Options> | 'help' {
  const parser = parserOf(command);
  refuseDuplicates(parser);
  refuseOptionsTakenByNpm(command.name, parser, env);
  try {
    parser.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return 'help';
    throw new Error(usageText(command.name, error, parser), { cause: error });
  }
  return { options: parser.opts() as Options, words: parser.args };
}

function parserOf({ name, description, declare, furtherStatuses }: ProjectCommand<never>): Command {
  const parser = new Command(`npm run ${name} --`)
    .description(description)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'print this');
  declare?.(parser);
  const statuses = ['0 done', '1 error', furtherStatuses, '130 interrupted'].filter(Boolean);
  return parser.addHelpText('after', `\nExit status: ${statuses.join('; ')}.`);
}

/** Commander would silently drop the first of two values. */
function refuseDuplicates(parser: Command): void {
  const seen = new Set<string>();
  for (const { long, defaultValue } of parser.options) {
    if (Array.isArray(defaultValue)) continue; // repeatable
    parser.on(`option:${long?.replace('--', '')}`, () => {
      if (seen.has(long as string)) throw new Error(`${long} is given twice. Give it once.`);
      seen.add(long as string);
    });
  }
}

/** Options of npm itself: it sets their npm_config_ variables whatever the command line says. */
const NPM_OPTIONS = ['yes'];

/** In `npm run local --keep`, without `--`, npm takes the option and the command never sees it. */
function refuseOptionsTakenByNpm(name: string, parser: Command, env: NodeJS.ProcessEnv): void {
  for (const { long } of parser.options) {
    const option = long?.replace('--', '') as string;
    if (NPM_OPTIONS.includes(option) || env[`npm_config_${option.replaceAll('-', '_')}`] === undefined) continue;
    throw new Error(`npm took --${option} as its own option. Put -- before it: npm run ${name} -- --${option}`);
  }
}

function usageText(name: string, error: CommanderError, parser: Command): string {
  const problem =
    error.code === 'commander.excessArguments'
      ? `unexpected argument: ${parser.args.join(' ')}`
      : (error.message.replace(/^error: /, '').split('\n')[0] ?? '').replace(/\.$/, '');
  const allowed = [...parser.options.map(({ flags }) => flags), '-h, --help'];
  const given = /unknown option '(--[^']+)'/.exec(problem)?.[1];
  const near = given && nearest(given, parser.options.map(({ long }) => long as string).concat('--help'));
  return [
    `npm run ${name}: ${problem}.${near ? ` Did you mean ${near}?` : ''}`,
    `Allowed: ${[...parser.registeredArguments.map((word) => `[${word.name()}...]`), ...allowed].join('; ')}.`,
  ].join('\n');
}
