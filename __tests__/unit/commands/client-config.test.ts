import { CLIENT_NAMES } from '../../../src/client-code';
import { clientConfig } from '../../../src/commands/client-config';
import { loadEnvironment } from '../../../src/config/load';
import { runCommand } from '../../support/commands';
import { environment } from '../../support/configurations';

jest.mock('../../../src/config/load', () => {
  const original = jest.requireActual('../../../src/config/load');
  return { ...original, loadEnvironment: jest.fn(original.loadEnvironment) };
});

const NO_VARIABLES = {};

/** The output of the command, which must succeed. */
async function printed(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { status, stdout, stderr } = await runCommand(clientConfig, args, env);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe('the command', () => {
  test('lists every client in its help', async () => {
    const help = await printed(['--help'], NO_VARIABLES);
    for (const client of CLIENT_NAMES) expect(help).toMatch(new RegExp(`\\b${client}\\b`));
  });

  test.each(CLIENT_NAMES)('prints the code for %s below a comment on its source', async (client) => {
    // WHEN
    const text = await printed(['--client', client], NO_VARIABLES);
    // THEN
    expect(text).toMatch(
      /^(\/\/|#) Redis of the environment "example" for "joda-toda-aws", through every endpoint\. .*\n.*\n\1 .*Once deployed, --deployed adds/,
    );
    expect(text).toContain('redis-3.redis.joda-toda.internal');
    expect(text.endsWith('\n')).toBe(true);
  });

  test('takes the environment from its option, else from ENVIRONMENT, else from cdktf.json', async () => {
    const environmentOf = async (args: string[], env: NodeJS.ProcessEnv) =>
      /environment "([^"]+)"/.exec(await printed(['--client', 'ioredis', ...args], env))?.[1];
    expect(await environmentOf([], NO_VARIABLES)).toBe('example');
    expect(await environmentOf([], { ENVIRONMENT: 'example-sentinel' })).toBe('example-sentinel');
    expect(await environmentOf(['--environment', 'example'], { ENVIRONMENT: 'example-sentinel' })).toBe('example');
  });

  test('uses only the endpoint of the given zone', async () => {
    // WHEN
    const text = await printed(['--client', 'ioredis', '--zone', 'use1-az2'], NO_VARIABLES);
    // THEN
    expect(text).toContain('through the endpoint in use1-az2');
    expect(text).toContain("host: 'redis-1.use1-az2.redis.joda-toda.internal'");
    expect(text).not.toContain("host: 'redis-1.redis.joda-toda.internal'");
  });

  test('prints server configuration', async () => {
    // WHEN
    const text = await printed(['--server', '--environment', 'example-announced-names'], NO_VARIABLES);
    // THEN
    expect(text).toContain('sentinel announce-hostnames yes');
  });

  test.each([
    [['--client', 'predis'], /no client "predis".*Allowed: ioredis, node-redis,.*redis-cli/],
    [[], /Which client\? --client ioredis \|.*or --server/],
    [['--colour', 'red'], /'--colour'[\s\S]*Allowed: --client <client>; --server; [\s\S]*--help/],
    [['--client'], /--client[\s\S]*Allowed:/],
    [['ioredis'], /unexpected argument: ioredis\.\nAllowed: --client/],
    [['--client', 'ioredis', '--zone', 'use1-az9'], /no zone "use1-az9".*Allowed: use1-az1, use1-az2, use1-az4/],
    [['--client', 'ioredis', '--consumer', 'nobody'], /no consumer "nobody". Allowed: joda-toda-aws/],
    [['--client', 'ioredis', '--environment', 'prod'], /no environment "prod".*example-sentinel/],
    [['--server', '--zone', 'use1-az1'], /--zone can't be combined with --server.*Allowed: --environment/],
  ])('refuses %j and lists what is allowed', async (args, message) => {
    // WHEN
    const { status, stdout, stderr } = await runCommand(clientConfig, args);
    // THEN
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });

  describe('with several consumers', () => {
    beforeEach(() => {
      const one = environment();
      const consumers = ['first', 'second'].map((name) => ({
        ...(one.consumers[0] as (typeof one.consumers)[number]),
        name,
        dns: { zoneName: `${name}.internal` },
      }));
      jest.mocked(loadEnvironment).mockReturnValueOnce({ ...one, consumers });
    });

    test('asks which one', async () => {
      const { status, stderr } = await runCommand(clientConfig, ['--client', 'ioredis']);
      expect(status).toBe(1);
      expect(stderr).toContain('--consumer first | second');
    });

    test('prints the code for the one given', async () => {
      // WHEN
      const text = await printed(['--client', 'ioredis', '--consumer', 'second'], NO_VARIABLES);
      // THEN
      expect(text).toContain('redis-1.second.internal');
      expect(text).not.toContain('first.internal');
    });
  });
});
