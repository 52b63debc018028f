import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllowance, type Risk, readAllowances } from '../../../src/review';
import { applyAllowances, dated } from '../../../src/review/allowances';

const LISTENER = 'aws_lb_listener.redis_2_listener';

const risk = (changes: Partial<Risk> = {}): Risk => ({
  rule: 'listener-removed',
  effect: 'cut',
  stack: 'redis-service',
  addresses: [LISTENER],
  happens: '',
  who: '',
  instead: '',
  allowed: false,
  ...changes,
});

const allow = (risks: Risk[], ...allowances: string[]) =>
  applyAllowances(
    risks,
    allowances.map((text) => ({ ...parseAllowance(text), expired: false })),
  );

describe('--allow', () => {
  test('takes a rule and an address, whose index may hold anything', () => {
    expect(parseAllowance('listener-removed:aws_lb_listener.a["x:y"]')).toEqual({
      rule: 'listener-removed',
      address: 'aws_lb_listener.a["x:y"]',
    });
  });

  test.each(['listener-removed', 'listener-removed:', ':aws_lb.a', ''])('refuses %j and says the form', (text) => {
    expect(() => parseAllowance(text)).toThrow(/is not of the form RULE:ADDRESS, such as listener-removed:aws_lb_/);
  });

  test('gives the nearest name for a misspelt rule', () => {
    expect(() => parseAllowance(`listner-removed:${LISTENER}`)).toThrow(
      'There is no rule "listner-removed". Did you mean "listener-removed"?',
    );
  });

  test('accepts the risk of that rule at that address', () => {
    const { risks, allowances } = allow([risk()], `listener-removed:${LISTENER}`);
    expect(risks).toEqual([expect.objectContaining({ allowed: true })]);
    expect(allowances).toEqual([expect.objectContaining({ status: 'used' })]);
  });

  test.each([
    ['another rule', `listener-port-changed:${LISTENER}`],
    ['another address', 'listener-removed:aws_lb_listener.redis_3_listener'],
    ['another stack', `listener-removed:redis-other/${LISTENER}`],
  ])('accepts nothing by %s, and is reported as unused', (_, text) => {
    const { risks, allowances } = allow([risk()], text);
    expect(risks).toEqual([expect.objectContaining({ allowed: false })]);
    expect(allowances).toEqual([expect.objectContaining({ status: 'unused' })]);
  });

  test('accepts a risk of several addresses only if each is allowed', () => {
    const both = [risk({ addresses: ['a.a', 'a.b'] })];
    expect(allow(both, 'listener-removed:a.a').risks[0]?.allowed).toBe(false);
    expect(allow(both, 'listener-removed:a.a', 'listener-removed:a.b').risks[0]?.allowed).toBe(true);
  });

  test('of an address in two stacks accepts neither, unless it names the stack', () => {
    const both = [risk({ stack: 'redis-consumer-a' }), risk({ stack: 'redis-consumer-b' })];
    const bare = allow(both, `listener-removed:${LISTENER}`);
    expect(bare.risks.map(({ allowed }) => allowed)).toEqual([false, false]);
    expect(bare.allowances).toEqual([expect.objectContaining({ status: 'ambiguous' })]);
    const named = allow(both, `listener-removed:redis-consumer-b/${LISTENER}`);
    expect(named.risks.map(({ allowed }) => allowed)).toEqual([false, true]);
  });
});

describe('a committed allowance', () => {
  const allowance = { rule: 'listener-removed', address: LISTENER, reason: 'redis-2 is gone', expires: '2026-11-24' };
  const on = (date: string) => applyAllowances([risk()], [dated(allowance, new Date(date))]);

  test('holds on its last day, and gives its reason', () => {
    expect(on('2026-11-24T23:59:59Z').risks).toEqual([
      expect.objectContaining({ allowed: true, allowedBecause: 'redis-2 is gone' }),
    ]);
  });

  test('does not hold on the day after, and is reported as expired', () => {
    const { risks, allowances } = on('2026-11-25T00:00:00Z');
    expect(risks).toEqual([expect.objectContaining({ allowed: false })]);
    expect(allowances).toEqual([{ ...allowance, status: 'expired' }]);
  });

  test('is reported as expired even if there is no such risk any more', () => {
    const { allowances } = applyAllowances([], [dated(allowance, new Date('2026-11-25T00:00:00Z'))]);
    expect(allowances).toEqual([expect.objectContaining({ status: 'expired' })]);
  });
});

describe('the file of allowances', () => {
  const folder = mkdtempSync(join(tmpdir(), 'review-'));
  const file = join(folder, 'allowances.json');
  const valid = { rule: 'zone-added', address: 'aws_lb.load_balancer', reason: 'planned', expires: '2026-12-31' };
  const read = (content: unknown) => {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readAllowances(file);
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is read', () => {
    expect(read([valid])).toEqual([valid]);
  });

  test('may be absent', () => {
    expect(readAllowances(join(folder, 'none.json'))).toEqual([]);
  });

  test.each([
    ['no reason', { reason: undefined }, /reason/],
    ['an empty reason', { reason: ' ' }, /reason/],
    ['no expiry', { expires: undefined }, /expires/],
    ['an expiry that is no date', { expires: '31.12.2026' }, /expires/],
    ['a day that does not exist', { expires: '2026-02-30' }, /expires/],
    ['an unknown field', { until: '2026-12-31' }, /until/],
    ['a misspelt rule', { rule: 'zone-addded' }, /Did you mean "zone-added"/],
  ])('is refused with %s', (_, change, message) => {
    expect(() => read([{ ...valid, ...change }])).toThrow(message);
  });

  test('is refused if it is no JSON', () => {
    expect(() => read('rule: zone-added')).toThrow(/can't be read/);
  });
});
