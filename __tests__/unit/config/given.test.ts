import { givenText } from '../../../src/config/given';
import { errorOf } from '../../support/environments';

describe('what was given is printed', () => {
  test.each<[what: string, given: unknown, printed: string]>([
    ['nothing', undefined, 'nothing'],
    ['null', null, 'null'],
    ['a number', 70000, '70000'],
    ['no number', Number.NaN, 'NaN'],
    ['an infinite number', Number.POSITIVE_INFINITY, 'Infinity'],
    ['a big integer', 6379n, '6379'],
    ['a text', '6379', '"6379"'],
    ['an empty text', '', '""'],
    ['a text with a line break', 'a\nb', '"a\\nb"'],
    ['a list', [1, 2, 3], 'a list of 3 items'],
    ['a list of one', ['x'], 'a list of 1 item'],
    [
      'an object',
      { id: 'ami-1', name: 'a', cidrs: ['10.3.0.0/16'], zoneId: 'use1-az1' },
      '{ id: "ami-1", name: "a", cidrs, zoneId: "use1-az1" }',
    ],
    ['an object of fields that may be secret', { pin: 1234, note: 'x', id: { a: 1 } }, '{ pin, note, id }'],
    ['an empty object', {}, '{}'],
    ['a function', () => 1, 'a function'],
    ['a symbol', Symbol('x'), 'Symbol(x)'],
  ])('%s', (_what, given, printed) => {
    expect(givenText(given)).toBe(printed);
  });

  test('cut where it is long', () => {
    expect(givenText('a'.repeat(500))).toBe(`"${'a'.repeat(159)}… (502 characters)`);
    expect(givenText('a'.repeat(158))).toBe(`"${'a'.repeat(158)}"`);
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`field-${i}`, i]));
    expect(givenText(many).length).toBeLessThan(200);
  });
});

describe('what may be a secret is not printed', () => {
  test.each([
    ['consumers', 0, 'credentials', 'passwordSecretName'],
    ['consumers', 0, 'credentials', 'username'],
    ['tags', 'Password'],
    ['tags', 'apiKey'],
    ['tags', 'DB_TOKEN'],
    ['tags', 'clientSecret'],
    ['tags', 'passphrase'],
  ])('by the name of its field: %j', (...path) => {
    expect(givenText('hunter2', path)).toBe('(not shown: it may be a secret)');
  });

  test.each([
    [{ 'consumers[0].credentials': { passwordSecretName: 'hunter 2' } }],
    [{ 'consumers[0].credentials': 'hunter 2' }],
    [{ 'consumers[0].credentials': { password: 'hunter 2', passwordSecretName: 'redis' } }],
    [{ 'consumers[0].vpc': { id: 'vpc-1', secret: 'hunter 2', cidrs: ['10.3.0.0/16'] } }],
    [{ 'service.vpc': { id: 'vpc-1', note: 'hunter 2', cidrs: ['10.8.0.0/16'] } }],
    [{ 'service.servers[0].address': 'redis://app:hunter 2@10.0.4.10:6379' }],
    [{ 'consumers[0].clients': ['hunter 2'] }],
    [{ extra: 'hunter 2' }],
    [{ tags: { Token: 'hunter 2#' } }],
  ])('wherever it stands: %j', (changes) => {
    expect(errorOf(changes).message).not.toContain('hunter 2');
  });

  test('but other fields are', () => {
    expect(givenText('prod', ['service', 'account'])).toBe('"prod"');
    expect(givenText('redis://10.0.4.10', ['service', 'servers', 0, 'address'])).toBe('"redis://10.0.4.10"');
  });
});
