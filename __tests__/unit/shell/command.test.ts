import { nearest, unknownName } from '../../../src/nearest';
import { EXIT, type ProjectCommand } from '../../../src/shell/command';
import { errorText } from '../../../src/shell/error-text';
import { runCommand } from '../../support/commands';

interface Options {
  readonly environment?: string;
  readonly keep?: boolean;
}

/** A command that prints its options and arguments, or runs the given function. */
const command = (run?: ProjectCommand<Options>['run']): ProjectCommand<Options> => ({
  name: 'fixture',
  description: 'Prints its options.',
  declare: (parser) =>
    parser
      .argument('[stack...]', 'names')
      .option('--environment <name>')
      .option('--keep')
      .option('--data-plane')
      .option('--yes'),
  interrupted: 'Interrupted in the fixture.',
  run:
    run ??
    (async ({ options, words }) => {
      console.log(JSON.stringify({ options, words }));
      return EXIT.done;
    }),
});

const withoutArguments = { ...command(), declare: undefined };

describe('a command', () => {
  test('receives its options and arguments', async () => {
    const { status, stdout } = await runCommand(command(), ['--environment', 'a', 'one', 'two', '--keep']);
    expect({ status, printed: JSON.parse(stdout) }).toEqual({
      status: 0,
      printed: { options: { environment: 'a', keep: true }, words: ['one', 'two'] },
    });
  });

  test.each([['--help'], ['-h']])('%s prints its description, options and exit statuses', async (option) => {
    const { status, stdout } = await runCommand(command(), [option]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Usage: npm run fixture -- \[options\] \[stack\.\.\.\]\n\nPrints its options\.[\s\S]*--environment <name>[\s\S]*Exit status: 0 done; 1 error; 130 interrupted\.\n$/,
    );
  });

  test.each([
    [['--kepe'], "npm run fixture: unknown option '--kepe'. Did you mean --keep?"],
    [['--zzz'], "npm run fixture: unknown option '--zzz'."],
    [['--environment'], "npm run fixture: option '--environment <name>' argument missing."],
  ])('refuses %j and lists what is allowed', async (args, message) => {
    const { status, stdout, stderr } = await runCommand(command(), args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(
      `${message}\nAllowed: [stack...]; --environment <name>; --keep; --data-plane; --yes; -h, --help.\n`,
    );
  });

  test('refuses an argument if it takes none', async () => {
    const { status, stderr } = await runCommand(withoutArguments, ['production']);
    expect(status).toBe(1);
    expect(stderr).toBe('npm run fixture: unexpected argument: production.\nAllowed: -h, --help.\n');
  });

  test.each([
    [['--environment', 'a', '--environment', 'b'], '--environment'],
    [['--keep', '--keep'], '--keep'],
  ])('refuses an option given twice: %j', async (args, option) => {
    const { status, stderr } = await runCommand(command(), args);
    expect({ status, stderr }).toEqual({ status: 1, stderr: `${option} is given twice. Give it once.\n` });
  });

  test.each([
    ['--keep', [], { npm_config_keep: 'true' }, '--keep'],
    ['--no-keep', [], { npm_config_keep: '' }, '--keep'],
    ['--environment=prod', [], { npm_config_environment: 'prod' }, '--environment'],
    ['--environment prod, whose value npm passes on', ['prod'], { npm_config_environment: 'true' }, '--environment'],
    ['--data-plane, whose variable has an underscore', [], { npm_config_data_plane: 'true' }, '--data-plane'],
  ])('refuses options taken by npm without -- before them: %s', async (_, args, env, option) => {
    const ran = jest.fn(async () => EXIT.done);
    const { status, stdout, stderr } = await runCommand(command(ran), args, env);
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: `npm took ${option} as its own option. Put -- before it: npm run fixture -- ${option}\n`,
    });
    expect(ran).not.toHaveBeenCalled();
  });

  test.each(['', 'true'])("accepts npm's own setting of --yes: %j", async (value) => {
    const { status, stdout } = await runCommand(command(), [], { npm_config_yes: value });
    expect({ status, printed: JSON.parse(stdout) }).toEqual({ status: 0, printed: { options: {}, words: [] } });
  });
});

describe('an error', () => {
  test('is printed as its message, and the status is 1', async () => {
    const failing = command(async () => {
      throw new Error('The bucket is somebody else’s.');
    });
    const { status, stderr } = await runCommand(failing);
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'The bucket is somebody else’s.\n' });
  });

  test('is printed with its stack trace if it points to a bug', () => {
    expect(errorText(new TypeError('x is not a function'))).toMatch(/bug[\s\S]*x is not a function\n\s+at /);
  });

  test.each([
    [undefined, 'undefined'],
    ['text', 'text'],
  ])('is printed even if it is not an Error: %p', (thrown, text) => {
    expect(errorText(thrown)).toContain(text);
  });

  test('after an interruption gives status 130', async () => {
    const controller = new AbortController();
    const interrupted = command(async () => {
      controller.abort();
      throw new Error('whatever');
    });
    const { status, stderr } = await runCommand(interrupted, [], {}, controller.signal);
    expect({ status, stderr }).toEqual({ status: 130, stderr: '\nInterrupted in the fixture.\n' });
  });
});

describe('the nearest name', () => {
  test.each([
    ['redis-servce', 'redis-service'],
    ['stat', 'state'],
    ['something-else', undefined],
  ])('of %s is %s', (given, expected) => {
    expect(nearest(given, ['state', 'redis-service'])).toBe(expected);
  });

  test('is suggested in the error, which lists the others too', () => {
    expect(unknownName('stack', 'stat', ['state', 'redis-service'])).toBe(
      'There is no stack "stat". Did you mean "state"? Allowed: state, redis-service.',
    );
  });

  test('of an empty list is undefined', () => {
    expect(nearest('a', [])).toBeUndefined();
  });
});
