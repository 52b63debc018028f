import { execFileSync } from 'node:child_process';
import { clientConfiguration } from '../../../src/client-configuration/document';
import { checkEnvironment } from '../../../src/config/load';
import { stackNames } from '../../../src/config/names';
import type { Environment } from '../../../src/config/schema';
import sentinel from '../../../src/environments/example-sentinel';
import { runningEmulatorText } from '../../../src/local/running-emulator';
import { connectionsTable, outputsText } from '../../../src/local/summary';
import { table } from '../../../src/shell/table';
import { anotherConsumer, environmentWith } from '../../support/environments';

describe('table', () => {
  test('makes each column as wide as its widest cell', () => {
    expect(
      table([
        ['a', 'long heading'],
        ['long cell', 'b'],
        ['', 'c'],
      ]),
    ).toBe(['a          long heading', '---------  ------------', 'long cell  b', '           c'].join('\n'));
  });
});

describe('connectionsTable', () => {
  const outputsOf = (environment: Environment) =>
    new Map(
      environment.consumers.map((consumer) => [
        stackNames.consumer(consumer.name),
        { client_configuration: clientConfiguration({ environment, consumer, endpointDnsNames: {} }) },
      ]),
    );

  test('has one line per consumer and server, with the name and port to connect to', () => {
    // GIVEN
    const environment = environmentWith({ 'consumers[1]': anotherConsumer('other', 'joda-toda-aws') });
    // WHEN
    const [, , ...lines] = connectionsTable(environment, outputsOf(environment)).split('\n');
    // THEN
    expect(lines.map((line) => line.split(/\s+/))).toEqual(
      ['joda-toda-aws', 'other'].flatMap((consumer) => [
        [consumer, 'redis-1', '10.0.4.10:6379', 'redis-1.redis.joda-toda.internal', '6379'],
        [consumer, 'redis-2', '10.0.4.11:6379', 'redis-2.redis.joda-toda.internal', '6380'],
        [consumer, 'redis-3', '10.0.4.12:6379', 'redis-3.redis.joda-toda.internal', '6381'],
      ]),
    );
  });

  test('includes Sentinels', () => {
    // GIVEN
    const environment = checkEnvironment('sentinel', sentinel);
    // WHEN
    const lines = connectionsTable(environment, outputsOf(environment)).split('\n');
    // THEN
    expect(lines.filter((line) => /-sentinel .*:26379 .*2638[01]|-sentinel .*26379$/.test(line))).toHaveLength(3);
  });
});

describe('outputsText', () => {
  test('lists every output below its stack', () => {
    // GIVEN
    const outputs = new Map([
      ['one', { name: 'a', map: { b: 1 } }],
      ['two', { list: ['c'] }],
    ]);
    // THEN
    expect(outputsText(outputs).split('\n')).toEqual([
      'one',
      '  name = "a"',
      '  map = {',
      '    "b": 1',
      '  }',
      '',
      'two',
      '  list = [',
      '    "c"',
      '  ]',
    ]);
  });
});

describe('runningEmulatorText', () => {
  const text = runningEmulatorText({
    environment: environmentWith(),
    env: {
      PATH: '/bin',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
      TF_CLI_CONFIG_FILE: "/it's here",
      TF_INPUT: '0',
    },
    folder: '/run',
    outdir: '/run/cdktf.out',
    emulatorPid: 4711,
  });

  test('points a shell at the emulator, whatever AWS and Terraform variables it had', () => {
    // GIVEN
    const pasted = text.split('\n').filter((line) => /^ {2}(unset|export) /.test(line));
    const shellVariables = {
      PATH: process.env.PATH,
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'theirs',
      TF_WORKSPACE: 'x',
    };
    // WHEN
    const env = execFileSync('sh', ['-c', [...pasted, 'env'].join('\n')], { env: shellVariables, encoding: 'utf8' });
    // THEN
    const result = env.split('\n').filter((line) => /^(AWS|TF)_/.test(line));
    expect(result.sort()).toEqual([
      'AWS_ENDPOINT_URL=http://127.0.0.1:5000',
      'AWS_REGION=us-east-1',
      "TF_CLI_CONFIG_FILE=/it's here",
    ]);
  });

  test('says where the stacks are and how to stop the emulator', () => {
    expect(text).toContain("terraform -chdir='/run/cdktf.out/stacks/redis-service' plan");
    expect(text).toContain('assume-role --role-arn arn:aws:iam::222222222222:role/redis-privatelink-deploy');
    expect(text).toContain("kill 4711 && rm -r '/run'");
  });

  test('has only commands that a shell can parse', () => {
    const commands = text.split('\n').filter((line) => line.startsWith('  '));
    execFileSync('sh', ['-n'], { input: commands.join('\n') });
  });
});
