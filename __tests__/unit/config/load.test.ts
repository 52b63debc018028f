import { checkEnvironment, environmentNames, loadEnvironment, UnknownEnvironmentError } from '../../../src/config/load';
import { EnvironmentError } from '../../../src/config/mistakes';
import { anotherConsumer, environmentWith, errorOf, mistakesOf, propsWith } from '../../support/environments';

describe('environments', () => {
  test('are the files of their folder', () => {
    expect(environmentNames()).toContain('example');
    expect(loadEnvironment('example').name).toBe('example');
  });

  test.each(['exmaple', '', '../config/schema', 'example.ts'])(
    '"%s" is none: the error lists those that are',
    (name) => {
      expect(() => loadEnvironment(name)).toThrow(UnknownEnvironmentError);
      expect(() => loadEnvironment(name)).toThrow(`no environment "${name}"`);
      expect(() => loadEnvironment(name)).toThrow(environmentNames().join(', '));
      expect(() => loadEnvironment(name)).toThrow('ENVIRONMENT=<name>');
    },
  );
});

describe('an error', () => {
  test('names path, given, allowed and why', () => {
    // WHEN
    const error = errorOf({ 'service.servers[1].listenerPort': 70000 });
    // THEN
    expect(error).toBeInstanceOf(EnvironmentError);
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

  test.each([
    ['an infinite number', Number.POSITIVE_INFINITY, 'Infinity'],
    ['no number', Number.NaN, 'NaN'],
    ['a big integer', 6379n, '6379'],
    ['a text', '6379', '"6379"'],
    ['an object', { port: 6379 }, '{"port":6379}'],
  ])('shows %s as it was given', (_what, given, shown) => {
    expect(errorOf({ 'service.servers[0].port': given }).message).toContain(`given:   ${shown}\n`);
  });

  test.each([undefined, null, 5, 'example', []])('an environment that is %p is a mistake too', (given) => {
    expect(() => checkEnvironment('test', given)).toThrow(EnvironmentError);
    expect(() => checkEnvironment('test', given)).toThrow('has 1 mistake:\n\n  the environment\n');
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

  test('a mistake beside a reference hides not that the reference has both ID and name', () => {
    const given = { id: 'vpc-01234567', name: 'dev', cidrs: 'all' };
    expect(mistakesOf({ 'consumers[0].vpc': given }).map(({ path }) => path)).toEqual([
      'consumers[0].vpc.cidrs',
      'consumers[0].vpc',
    ]);
  });

  test("an account's mistakes are told whatever its name is", () => {
    expect(mistakesOf({ 'accounts.Prod': { id: 'x' } }).map(({ path }) => path)).toEqual([
      'accounts.Prod.id',
      'accounts.Prod',
    ]);
  });

  test('and none is made up of what cannot be read', () => {
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
  test('is in an order of its own', () => {
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

  test('of names that are the same number has one order too', () => {
    const named = (names: string[]) =>
      environmentWith({ consumers: names.map((name) => anotherConsumer(name)) }).consumers.map(({ name }) => name);
    expect(named(['app-1', 'app-01'])).toEqual(named(['app-01', 'app-1']));
  });

  test("leaves the caller's props as they were", () => {
    // GIVEN
    const props = propsWith({ 'service.servers': propsWith().service.servers.reverse() });
    const before = structuredClone(props);
    // WHEN
    checkEnvironment('test', props);
    // THEN
    expect(props).toEqual(before);
  });
});
