import * as fc from 'fast-check';
import type { PlannedStack } from '../../../src/plans/planned-stack';
import type { ResourceChange } from '../../../src/plans/terraform-plan';
import {
  exitStatus,
  FORMATS,
  mergeReports,
  parseReport,
  type Report,
  render,
  reportHash,
  review,
} from '../../../src/review';
import { environmentWith } from '../../support/environments';
import { plannedStacks } from '../../support/review/arbitrary-plans';
import { markdownProblems, shownText } from '../../support/review/markdown';
import { contextOf } from '../../support/review/planned';

const environment = environmentWith();
const protectedEnvironment = contextOf(environment);
const reviewed = (stacks: readonly PlannedStack[]) => review(stacks, protectedEnvironment);

const holds = (property: (stacks: PlannedStack[]) => void, numRuns = 60) =>
  fc.assert(fc.property(plannedStacks, property), { numRuns });

const SECRET = 'correct-horse-battery';
/** Attributes that rules read and show. */
const SHOWN = [
  'name',
  'arn',
  'id',
  'port',
  'insecure_value',
  'principal_arn',
  'cidr_ipv4',
  'target_id',
  'bucket',
  'policy',
];

/** The same plans, with secrets in every change. Either side may be marked. */
function withSecrets(stack: PlannedStack, turn: number): PlannedStack {
  if (stack.status !== 'planned') return stack;
  const values = (round: string) =>
    Object.fromEntries(
      SHOWN.map((name) => [name, name === 'insecure_value' ? `{"a":"${SECRET}${round}"}` : SECRET + round]),
    );
  const marks = Object.fromEntries(SHOWN.map((name) => [name, true]));
  const secret = (one: ResourceChange): ResourceChange => {
    const { before, after } = one.change;
    const change = {
      ...one.change,
      ...(before !== null && { before: { ...values('1'), tags: { Name: SECRET } } }),
      ...(after !== null && { after: { ...values('2'), tags: { Name: SECRET } } }),
      before_sensitive: turn % 2 === 0 ? { ...marks, tags: { Name: true } } : {},
      after_sensitive: turn % 2 === 0 ? {} : { ...marks, tags: true },
    };
    return { ...one, change };
  };
  const { resource_changes, resource_drift } = stack.plan;
  const plan = {
    ...stack.plan,
    resource_changes: resource_changes.map(secret),
    resource_drift: resource_drift.map(secret),
  };
  return { ...stack, plan };
}

describe('any plan that Terraform can produce', () => {
  test('is reviewed and rendered in every format, and the exit status is known', () => {
    holds((stacks) => {
      const report = reviewed(stacks);
      for (const format of FORMATS) expect(render(report, format)).toMatch(/\S/);
      expect([0, 1, 2, 3]).toContain(exitStatus(report));
    });
  });

  test('gives valid Markdown within the limit of a comment', () => {
    holds((stacks) => {
      expect(markdownProblems(render(reviewed(stacks), 'markdown'), 65_536)).toEqual([]);
    });
  });

  test.each([2_500, 4_000, 10_000])('gives valid Markdown within %d bytes, and leaves out no risk', (limit) => {
    holds((stacks) => {
      const report = reviewed(stacks);
      const text = render(report, 'markdown', { limit });
      expect(markdownProblems(text, limit)).toEqual([]);
      for (const rule of new Set(report.risks.map(({ rule }) => rule))) expect(shownText(text)).toContain(rule);
    }, 30);
  });

  test('shows no sensitive value in any format, whichever attribute of whichever resource has it', () => {
    holds((stacks) => {
      const report = reviewed(stacks.map(withSecrets));
      for (const format of FORMATS) expect(render(report, format)).not.toContain(SECRET);
    });
  });

  test('sends a terminal no control characters but line ends', () => {
    holds((stacks) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
      expect(render(reviewed(stacks), 'text')).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
    });
  });

  test('gives a report that survives JSON, with the same hash', () => {
    holds((stacks) => {
      const report = reviewed(stacks);
      const again = parseReport(render(report, 'json'));
      expect(again).toEqual(report);
      expect(reportHash(again)).toBe(reportHash(report));
    }, 30);
  });

  test('gives the same report in one go and in shares', () => {
    holds((stacks) => {
      const whole = reviewed(stacks);
      const merged = mergeReports([...stacks].reverse().map((stack): Report => reviewed([stack])));
      expect(merged).toEqual(whole);
      expect(reportHash(merged)).toBe(reportHash(whole));
    }, 30);
  });
});
