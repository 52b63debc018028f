import { Command, CommanderError } from 'commander';
import { interruption } from './interruption';
import { nearest } from '../nearest';

/** What every command ends with. `plan` alone has 2 and 3 as well. */
export const EXIT = { done: 0, failed: 1, interrupted: 130 } as const;

/** What a command works with. */
export interface CommandContext<Options> {
  readonly options: Options;
  /** The words beside the options. */
  readonly words: readonly string[];
  /** This process's environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Aborts when the command is interrupted. */
  readonly signal: AbortSignal;
}

/** A command of the project: `npm run <name>`. */
export interface ProjectCommand<Options> {
  readonly name: string;
  /** What it does, in full sentences: the top of its help. */
  readonly description: string;
  /**
   * Adds its options and words to the parser. `--help` is there already.
   * @default - none
   */
  readonly declare?: (parser: Command) => void;
  /** Resolves to its exit status. Whatever it throws is printed, and its status is then 1, or 130 if interrupted. */
  readonly run: (context: CommandContext<Options>) => Promise<number>;
  /**
   * What is said of an interruption.
   * @default 'Interrupted.'
   */
  readonly interrupted?: string;
  /**
   * Exit statuses beyond 0, 1 and 130.
   * @default - none
   */
  readonly furtherStatuses?: string;
}

/** The option that every command has which works on an environment. */
export const ENVIRONMENT_OPTION = [
  '-e, --environment <name>',
  'a file of src/environments, without .ts (default: ENVIRONMENT, else context.environment in cdktf.json)',
] as const;

/** Runs a command with this process's arguments, and ends the process with its exit status. */
export async function runProcess<Options>(command: ProjectCommand<Options>, args: readonly string[]): Promise<never> {
  // The SDK's notice about future Node versions would stand between the lines that people read.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const status = await execute(command, args, process.env, interruption());
  process.exit(status);
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

/** Errors that only a defect of this project throws. An environment's own are wrapped when it is loaded. */
const DEFECTS = ['TypeError', 'RangeError', 'ReferenceError', 'AssertionError'];

/** What is printed of an error. People's mistakes need their message; only a defect needs its stack trace. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `Something was thrown that is no error: ${String(error)}`;
  if (!DEFECTS.includes(error.name)) return error.message;
  return `This is a defect of the project. Please report it with these lines:\n${error.stack}`;
}

type Parsed<Options> = Pick<CommandContext<Options>, 'options' | 'words'>;

function parse<Options>(
  command: ProjectCommand<Options>,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Parsed<Options> | 'help' {
  const parser = parserOf(command);
  refuseRepetition(parser);
  refuseWhatNpmTook(command.name, parser, env);
  try {
    parser.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return 'help';
    throw new Error(explained(command.name, error, parser), { cause: error });
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
  const statuses = ['0 done', '1 failed, or not understood', furtherStatuses, '130 interrupted'].filter(Boolean);
  return parser.addHelpText('after', `\nExit status: ${statuses.join('; ')}.`);
}

/** Of two values, one would be dropped without a word. */
function refuseRepetition(parser: Command): void {
  const seen = new Set<string>();
  for (const { long } of parser.options) {
    parser.on(`option:${long?.replace('--', '')}`, () => {
      if (seen.has(long as string)) throw new Error(`${long} is given twice. Once is enough.`);
      seen.add(long as string);
    });
  }
}

/** Options that npm has too, so that a setting of npm's says nothing. */
const NPM_HAS_TOO = ['yes'];

/** `npm run local --keep`, without `--`: npm takes the option, and the command would do something else. */
function refuseWhatNpmTook(name: string, parser: Command, env: NodeJS.ProcessEnv): void {
  for (const { long } of parser.options) {
    const option = long?.replace('--', '') as string;
    if (NPM_HAS_TOO.includes(option) || env[`npm_config_${option.replaceAll('-', '_')}`] === undefined) continue;
    throw new Error(`npm took --${option} for an option of its own. Put -- before it: npm run ${name} -- --${option}`);
  }
}

function explained(name: string, error: CommanderError, parser: Command): string {
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
