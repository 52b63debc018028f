import { MARKDOWN_LIMIT, type Report, render } from '../../../src/review';
import { markdownProblems, shownText } from '../../support/review/markdown';
import { reportOf } from '../../support/review/planned';

/** A report of many copies of a scenario's stacks. */
function many(scenario: string, copies: number): Report {
  const report = reportOf(scenario);
  const numbers = Array.from({ length: copies }, (_, i) => i + 1);
  return {
    ...report,
    stacks: numbers.flatMap((i) => report.stacks.map((stack) => ({ ...stack, name: `${stack.name}-${i}` }))),
    risks: numbers.flatMap((i) => report.risks.map((risk) => ({ ...risk, stack: `${risk.stack}-${i}` }))),
  };
}

const NOTE = /^> Shortened or left out, to keep within 65,536 bytes: (.*)$/m;

describe('Markdown', () => {
  test('leaves nothing out if everything fits', () => {
    const text = render(reportOf('listener-port-changed'), 'markdown');
    expect(text).not.toMatch(NOTE);
    expect(text).toContain('port = 6390');
    expect(text).toContain('<details><summary><code>redis-consumer-joda-toda-aws</code>: changes</summary>');
  });

  test('folds changes to their addresses first, and says where the whole report is', () => {
    // GIVEN
    const report = many('server-removed', 9);
    // WHEN
    const text = render(report, 'markdown', { wholeReport: 'The whole is the artifact `report` of run 7.' });
    // THEN
    expect(markdownProblems(text, MARKDOWN_LIMIT.comment)).toEqual([]);
    expect(text).toMatch(/^> Shortened or left out.* more\. The whole is the artifact `report` of run 7\.$/m);
    expect(text).toContain('- aws_lb_listener.load_balancer_listener_6380 is DESTROYED');
    expect(text.match(/\*\*What happens:\*\*/g)).toHaveLength(report.risks.length);
  });

  test('leaves out whole sections next, and no risk', () => {
    // GIVEN
    const report = many('server-removed', 14);
    // WHEN
    const text = render(report, 'markdown');
    // THEN
    expect(markdownProblems(text, MARKDOWN_LIMIT.comment)).toEqual([]);
    expect(text).toMatch(NOTE);
    const shown = shownText(text);
    for (const { stack } of report.risks) expect(shown).toContain(stack);
  });

  test('shortens risks to a line each only after everything else is left out', () => {
    // GIVEN
    const report = many('server-removed', 50);
    // WHEN
    const text = render(report, 'markdown');
    // THEN
    expect(markdownProblems(text, MARKDOWN_LIMIT.comment)).toEqual([]);
    expect(text).not.toContain('<details>');
    expect(text.match(/^- \*\*listener-removed\*\* cuts clients off, in `redis-service-\d+`/gm)).toHaveLength(50);
  });

  test('counts risks that are too many for a line each', () => {
    const text = render(many('server-removed', 1000), 'markdown');
    expect(markdownProblems(text, MARKDOWN_LIMIT.comment)).toEqual([]);
    expect(text).toContain('- **listener-removed** cuts clients off: 1000 times in 1000 stacks, 1000 not allowed');
  });

  test('of a step summary may be longer', () => {
    const report = many('server-removed', 14);
    const text = render(report, 'markdown', { limit: MARKDOWN_LIMIT.stepSummary });
    expect(text).not.toMatch(/Shortened or left out/);
    expect(Buffer.byteLength(text)).toBeGreaterThan(MARKDOWN_LIMIT.comment);
  });

  test('shortens a single long value, and says how long it is', () => {
    const report = reportOf('tag-added');
    const [first, ...others] = report.stacks;
    const attributes = [{ path: 'value', after: `"${'x'.repeat(5000)}"` }];
    const changes = [{ kind: 'change' as const, resources: [{ address: 'a.b' }], attributes, knownAfterApply: [] }];
    const long = { ...report, stacks: [{ ...first, changes } as Report['stacks'][number], ...others] };
    expect(render(long, 'markdown')).toMatch(/value: \(none\) -> "x{299}… \(5002 characters in all\)/);
    expect(render(long, 'json')).toContain('x'.repeat(5000));
  });
});

describe('text', () => {
  const report = reportOf('listener-port-changed');
  const ESCAPE = '\x1b[';

  test('is coloured only where asked for', () => {
    expect(render(report, 'text')).not.toContain(ESCAPE);
    expect(render(report, 'text', { color: true })).toContain(`${ESCAPE}31mRisk 1: listener-port-changed`);
  });

  test('is the same without its colours', () => {
    const coloured = render(report, 'text', { color: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removes the colours
    expect(coloured.replaceAll(/\x1b\[\d+m/g, '')).toBe(render(report, 'text'));
  });

  test('has a line for each stack', () => {
    expect(render(report, 'text')).toMatch(/^redis-service {2,}4 {2,}0 {2,}1 {2,}2 /m);
  });

  test('says how to allow a risk, and why one is allowed', () => {
    expect(render(report, 'text')).toContain(
      "--allow 'listener-port-changed:aws_lb_listener.load_balancer_listener_6380'",
    );
    const allowance = {
      rule: 'listener-port-changed',
      address: 'aws_lb_listener.load_balancer_listener_6380',
      reason: 'planned',
    };
    const allowed = render(reportOf('listener-port-changed', { allowances: [allowance] }), 'text');
    expect(allowed).toMatch(/Allowed {3,}planned/);
    expect(allowed).not.toContain("--allow 'listener-port-changed");
  });

  test.each([
    ['unused', { address: 'aws_lb.x' }, 'is not needed'],
    ['expired', { expires: '2026-11-01' }, 'expired on 2026-11-01'],
  ])('reports an allowance that is %s', (_, change, says) => {
    const allowance = { rule: 'zone-added', address: 'aws_lb.load_balancer', reason: 'planned', ...change };
    const report = reportOf('zone-added', { allowances: [allowance] });
    for (const format of ['text', 'markdown'] as const) expect(render(report, format)).toContain(says);
  });

  test('names the connections, account by account, and says where AWS could not be asked', () => {
    const [first, ...others] = report.risks;
    const endpoint = (endpointId: string, owner: string, state = 'available') => ({ endpointId, owner, state });
    const endpoints = [
      { ...endpoint('vpce-1', '222222222222'), account: 'joda-toda-aws' },
      endpoint('vpce-2', '444444444444', 'pendingAcceptance'),
    ];
    const connected = {
      ...report,
      risks: [{ ...first, connections: { endpoints } } as Report['risks'][number], ...others],
    };
    const text = render(connected, 'text');
    expect(text).toContain('Account joda-toda-aws (222222222222): one endpoint, vpce-1.');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'Account 444444444444, which this environment does not have: one endpoint, vpce-2 (pendingAcceptance).',
    );
    expect(render(report, 'text')).toContain('AWS could not be asked: no credentials');
  });
});
