import { UNKNOWN_VALUE } from '../../../src/config/given';
import { checkEnvironment, environmentNames, loadEnvironment, UnknownEnvironmentError } from '../../../src/config/load';
import { EnvironmentError, UserError } from '../../../src/config/mistakes';
import { anotherConsumer, environmentWith, errorOf, mistake, mistakesOf, propsWith } from '../../support/environments';

describe('environments', () => {
  test('are the files in src/environments', () => {
    expect(environmentNames()).toContain('example');
    expect(loadEnvironment('example').name).toBe('example');
  });

  test.each(['exmaple', '', '../config/schema', 'example.ts'])(
    '"%s" is none: the error lists those that are',
    (name) => {
      expect(() => loadEnvironment(name)).toThrow(UnknownEnvironmentError);
      expect(() => loadEnvironment(name)).toThrow(UserError);
      expect(() => loadEnvironment(name)).toThrow(`no environment "${name}"`);
      expect(() => loadEnvironment(name)).toThrow(environmentNames().join(', '));
      expect(() => loadEnvironment(name)).toThrow('ENVIRONMENT=<name>');
    },
  );

  test.each([
    ['exmaple', 'example'],
    ['Example', 'example'],
    ['example-sentinels', 'example-sentinel'],
    // Three of nine characters are wrong, the most that is taken for a misspelling.
    ['examp1e12', 'example'],
  ])('"%s" may be "%s" misspelt', (given, meant) => {
    expect(() => loadEnvironment(given)).toThrow(`There is no environment "${given}". Did you mean "${meant}"? Known`);
  });

  test.each(['', 'production', 'xyz', 'exam1e123'])('"%s" is no misspelling of any', (given) => {
    expect(() => loadEnvironment(given)).toThrow(`There is no environment "${given}". Known`);
  });
});

describe('an error', () => {
  test('names path, given, allowed and why', () => {
    // WHEN
    const error = errorOf({ 'service.servers[1].listenerPort': 70000 });
    // THEN
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toBeInstanceOf(UserError);
    expect(error.name).toBe('EnvironmentError');
    expect(error.message).toBe(
      [
        'The environment "test" has 1 mistake:',
        '',
        '  service.servers[1].listenerPort',
        '    given:   70000',
        '    allowed: a whole number from 1 to 65535',
        '    why:     TCP has no other ports',
      ].join('\n'),
    );
  });

  test.each([undefined, null, 5, 'example', []])('an environment that is %p is refused', (given) => {
    const check = () => checkEnvironment('test', given);
    expect(check).toThrow(EnvironmentError);
    expect(check).toThrow('has 1 mistake:\n\n  the environment\n');
    expect(check).toThrow('EnvironmentProps: { region, accounts, state, … }');
  });
});

describe("the file's name", () => {
  test.each(['Prod', 'prod eu', 'prod_eu', 'prod--eu', '1st', 'a'.repeat(64), 'foo.bar'])('"%s" is refused', (name) => {
    const check = () => checkEnvironment(name, propsWith());
    expect(check).toThrow(EnvironmentError);
    expect(check).toThrow(`  the environment\n    given:   "${name}"\n`);
    expect(check).toThrow('as the name of its file in src/environments, lower-case letters, digits and single hyphens');
    expect(check).toThrow('it becomes part of S3 keys, SSM parameter names');
  });

  test.each(['prod', 'prod-eu-1', 'a'.repeat(63)])('%s is fine', (name) => {
    expect(checkEnvironment(name, propsWith()).name).toBe(name);
  });

  test('is reported together with other mistakes', () => {
    const check = () => checkEnvironment('Prod', propsWith({ 'state.bucket': 'X' }));
    expect(check).toThrow('has 2 mistakes');
  });
});

describe('an unknown field', () => {
  test.each([
    'regoin',
    'state.buckett',
    'accounts.prod.role',
    'service.server',
    'service.servers[1].listenPort',
    'service.servers[1].sentinell',
    'service.vpc.cidr',
    'consumers[0].credentials.password',
    'consumers[0].clients.cidr',
  ])('%s may be misspelt, and its value is not printed', (path) => {
    // GIVEN
    const credentials = path.includes('credentials') && { 'consumers[0].credentials.passwordSecretName': 'redis' };
    const changes = { ...credentials, [path]: 'hunter2' };
    // THEN
    expect(mistakesOf(changes)).toEqual([mistake(path, UNKNOWN_VALUE, 'no such field', 'misspelt')]);
    expect(errorOf(changes).message).toContain('given:   (not shown: it may be a secret)');
    expect(errorOf(changes).message).not.toContain('hunter2');
  });

  test('may refer to itself', () => {
    const props = propsWith() as unknown as Record<string, unknown>;
    props.self = props;
    expect(() => checkEnvironment('test', props)).toThrow('has 1 mistake:\n\n  self\n');
  });
});

describe('all mistakes are in one error', () => {
  const FIELDS = { 'state.bucket': 'X', 'service.servers[1].port': 0, 'accounts.prod.id': '1' };
  const RULES = { 'service.servers[2].listenerPort': 6379, 'consumers[0].subnets[1].zoneId': 'use1-az1' };

  test('of fields by themselves', () => {
    expect(mistakesOf(FIELDS).map(({ path }) => path)).toEqual([
      'accounts.prod.id',
      'state.bucket',
      'service.servers[1].port',
    ]);
  });

  test('of fields together', () => {
    expect(mistakesOf(RULES).map(({ path }) => path)).toEqual([
      'service.servers[2].listenerPort',
      'consumers[0].subnets[1].zoneId',
    ]);
  });

  test.each<[what: string, shape: Record<string, unknown>]>([
    ['a missing field', { 'service.acceptance': undefined }],
    ['a wrong type', { deletionProtection: 'yes' }],
    ['a misspelt field', { 'service.servers[0].sentinell': {} }],
    ['a field of the same server', { 'service.servers[2].address': 5 }],
    ['a malformed value', { 'service.servers[2].address': 'redis' }],
    ['a malformed network', { 'service.vpc.cidrs[0]': '10.8/16' }],
    ['an empty list', { 'service.onPremisesCidrs': [] }],
  ])('%s hides none of the others', (_what, shape) => {
    // WHEN
    const error = errorOf({ ...shape, ...FIELDS, ...RULES });
    const paths = mistakesOf({ ...shape, ...FIELDS, ...RULES }).map(({ path }) => path);
    // THEN
    expect(paths.toSorted()).toEqual([...Object.keys({ ...shape, ...FIELDS, ...RULES })].sort());
    expect(error.message).toContain(`has ${paths.length} mistakes:`);
    expect(paths.every((path) => error.message.includes(`\n\n  ${path}\n`))).toBe(true);
  });

  test('a mistake in a VPC does not hide that the VPC has both ID and name', () => {
    const given = { id: 'vpc-01234567', name: 'dev', cidrs: 'all' };
    expect(mistakesOf({ 'consumers[0].vpc': given }).map(({ path }) => path)).toEqual([
      'consumers[0].vpc.cidrs',
      'consumers[0].vpc',
    ]);
  });

  test("an account's mistakes are reported even where its name is wrong", () => {
    expect(mistakesOf({ 'accounts.Prod': { id: 'x' } }).map(({ path }) => path)).toEqual([
      'accounts.Prod.id',
      'accounts.Prod',
    ]);
  });

  test('and none is made up from fields that are wrong by themselves', () => {
    // A zone list that is partly wrong may have held the consumers' zones, networks the servers' addresses.
    expect(mistakesOf({ 'service.subnets[0]': 'use1-az1' }).map(({ path }) => path)).toEqual(['service.subnets[0]']);
    expect(mistakesOf({ 'service.onPremisesCidrs[0]': 10 }).map(({ path }) => path)).toEqual([
      'service.onPremisesCidrs[0]',
    ]);
    expect(mistakesOf({ accounts: 'both' }).map(({ path }) => path)).toEqual(['accounts']);
    expect(mistakesOf({ service: undefined }).map(({ path }) => path)).toEqual(['service']);
  });
});

describe('a checked environment', () => {
  test('has a canonical order', () => {
    // GIVEN
    const reordered = propsWith({
      'service.servers[3]': { name: 'redis-10', address: '10.0.4.20', port: 6379, listenerPort: 6400 },
      'service.vpc.cidrs': ['10.9.0.0/16', '10.8.0.0/16'],
      'consumers[1]': anotherConsumer('a-consumer'),
    });
    reordered.service.servers.reverse();
    reordered.service.subnets.reverse();
    // WHEN
    const { service, consumers } = checkEnvironment('test', reordered);
    // THEN
    expect(service.servers.map(({ name }) => name)).toEqual(['redis-1', 'redis-2', 'redis-3', 'redis-10']);
    expect(service.subnets.map(({ zoneId }) => zoneId)).toEqual(['use1-az1', 'use1-az2', 'use1-az4']);
    expect(service.vpc.cidrs).toEqual(['10.8.0.0/16', '10.9.0.0/16']);
    expect(consumers.map(({ name }) => name)).toEqual(['a-consumer', 'joda-toda-aws']);
  });

  test('has one order for names of equal numbers, too', () => {
    const named = (names: string[]) =>
      environmentWith({ consumers: names.map((name) => anotherConsumer(name)) }).consumers.map(({ name }) => name);
    expect(named(['app-1', 'app-01'])).toEqual(named(['app-01', 'app-1']));
  });

  test("does not change the caller's props", () => {
    // GIVEN
    const props = propsWith({ 'service.servers': propsWith().service.servers.reverse() });
    const before = structuredClone(props);
    // WHEN
    checkEnvironment('test', props);
    // THEN
    expect(props).toEqual(before);
  });
});
