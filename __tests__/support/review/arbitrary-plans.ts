import * as fc from 'fast-check';
import type { PlannedStack } from '../../../src/plans/planned-stack';
import { parsePlan } from '../../../src/plans/terraform-plan';
import { KNOWN_TYPES } from '../../../src/review/known-types';

/** Text that would be markup, end a block, notify somebody or confuse a terminal. */
const NASTY = [
  '</details>',
  '<script>alert(1)</script>',
  '```',
  '\n```\n',
  '\n`````\n',
  '````diff',
  '~~~',
  '`',
  '|',
  '\\|',
  '\n\n# title\n',
  '@everyone',
  'https://example.org/x',
  'www.example.org',
  '![x](y)',
  '[x](http://y)',
  '<!-- ',
  '-->',
  '&lt;',
  '\u202e',
  '\x1b[31m',
  '\0',
  '\ud800',
  '%{a}',
  '*x*',
  '__x__',
  '~~x~~',
  '1. x',
  '> x',
];

/** Text of any kind, above all such that would be markup. */
export const nastyText = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.array(fc.constantFrom(...NASTY, 'a', ' '), { maxLength: 4 }).map((parts) => parts.join('')),
);

const key = fc.oneof(fc.constantFrom('name', 'port', 'tags', 'tags_all', 'policy', 'arn', 'subnets', 'id'), nastyText);

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, 6379, -1.5),
    nastyText,
    fc.json({ maxDepth: 2 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value;

const attributes = fc.dictionary(key, value, { maxKeys: 5 });

/** Marks of the shape that Terraform uses: `true`, or the structure of the value. */
const marks = fc.letrec((tie) => ({
  mark: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.boolean(),
    fc.array(tie('mark'), { maxLength: 3 }),
    fc.dictionary(key, tie('mark'), { maxKeys: 3 }),
  ),
})).mark;

const ACTIONS = [
  ['no-op'],
  ['create'],
  ['read'],
  ['update'],
  ['delete'],
  ['delete', 'create'],
  ['create', 'delete'],
  ['forget'],
  ['create', 'forget'],
];

const change = fc
  .record(
    {
      actions: fc.constantFrom(...ACTIONS),
      before: fc.oneof(attributes, value),
      after: fc.oneof(attributes, value),
      after_unknown: marks,
      before_sensitive: marks,
      after_sensitive: marks,
      replace_paths: fc.array(fc.array(fc.oneof(key, fc.nat(3)), { maxLength: 3 }), { maxLength: 2 }),
      importing: fc.record({ id: nastyText }, { requiredKeys: [] }),
    },
    { requiredKeys: ['actions'] },
  )
  .map((one) => ({
    ...one,
    ...(one.actions[0] === 'create' && one.actions.length === 1 && { before: null }),
    ...(one.actions[0] === 'delete' && one.actions.length === 1 && { after: null }),
  }));

const resourceChange = fc
  .record(
    {
      type: fc.oneof(fc.constantFrom(...KNOWN_TYPES), fc.constantFrom('aws_sqs_queue', 'null_resource')),
      name: fc.constantFrom('a', 'b', 'redis_2_listener'),
      index: fc.oneof(nastyText, fc.nat(9)),
      mode: fc.constantFrom('managed', 'managed', 'managed', 'data'),
      change,
      previous_address: fc.constantFrom('aws_lb.old', 'aws_lb.a["`|<x>"]'),
      deposed: fc.constantFrom('0123abcd'),
      action_reason: fc.constantFrom('replace_because_tainted', 'delete_because_each_key', 'a_reason_of_tomorrow'),
    },
    { requiredKeys: ['type', 'name', 'mode', 'change'] },
  )
  .map((one) => ({
    ...one,
    address: `${one.mode === 'data' ? 'data.' : ''}${one.type}.${one.name}${one.index === undefined ? '' : `[${JSON.stringify(one.index)}]`}`,
  }));

const status = fc.constantFrom('pass', 'fail', 'error', 'unknown');
const display = fc.record({ kind: fc.constant('check'), to_display: nastyText });

const plan = fc.record(
  {
    terraform_version: fc.constant('1.11.4'),
    errored: fc.boolean(),
    resource_changes: fc.array(resourceChange, { maxLength: 8 }),
    resource_drift: fc.array(resourceChange, { maxLength: 3 }),
    deferred_changes: fc.array(fc.record({ reason: nastyText, resource_change: resourceChange }), { maxLength: 2 }),
    output_changes: fc.dictionary(fc.constantFrom('a', 'b'), change),
    relevant_attributes: fc.array(fc.record({ resource: nastyText, attribute: fc.constant(['id']) }), { maxLength: 2 }),
    checks: fc.array(
      fc.record({
        address: display,
        status,
        instances: fc.array(
          fc.record({
            address: display,
            status,
            problems: fc.array(fc.record({ message: nastyText }), { maxLength: 2 }),
          }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['terraform_version', 'resource_changes'] },
);

const NAMES = ['state', 'redis-service', 'redis-consumer-joda-toda-aws', 'redis-acceptance-joda-toda-aws', 'another'];

/** Stacks that were planned, wait or failed, with plans of every shape that Terraform's format allows. */
export const plannedStacks: fc.Arbitrary<PlannedStack[]> = fc
  .subarray(NAMES, { minLength: 1 })
  .chain((names) => fc.tuple(...names.map(plannedStack)));

function plannedStack(name: string): fc.Arbitrary<PlannedStack> {
  const stack = { name, folder: name, dependencies: name === 'state' ? [] : ['state'] };
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ plan, hasState: fc.boolean() }).map(({ plan, hasState }): PlannedStack => {
        // Through JSON, like Terraform's output.
        return { status: 'planned', stack, hasState, plan: parsePlan(JSON.parse(JSON.stringify(plan))) };
      }),
    },
    { weight: 1, arbitrary: fc.constant<PlannedStack>({ status: 'waiting', stack, upstream: ['state'] }) },
    { weight: 1, arbitrary: nastyText.map((error): PlannedStack => ({ status: 'failed', stack, error })) },
  );
}
