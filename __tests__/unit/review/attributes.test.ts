import type { Change } from '../../../src/plans/terraform-plan';
import { attributeChanges } from '../../../src/review/attributes';

const update = (before: unknown, after: unknown, marks: Partial<Change> = {}) =>
  attributeChanges({ actions: ['update'], before, after, ...marks });

describe('attributes before and after', () => {
  test('are shown only where they differ, with their paths', () => {
    const before = { port: 6380, name: 'a', rule: [{ from: 1, 'a.b': 'x' }] };
    const after = { port: 6390, name: 'a', rule: [{ from: 2, 'a.b': 'y' }] };
    expect(update(before, after).attributes).toEqual([
      { path: 'port', before: '6380', after: '6390' },
      { path: 'rule[0]["a.b"]', before: '"x"', after: '"y"' },
      { path: 'rule[0].from', before: '1', after: '2' },
    ]);
  });

  test('are absent where they had or will have no value', () => {
    expect(update({ a: null, b: 'x' }, { a: 'y', b: null }).attributes).toEqual([
      { path: 'a', after: '"y"' },
      { path: 'b', before: '"x"' },
    ]);
  });

  test('show a list of simple values as a whole: the order of sets means nothing', () => {
    expect(update({ subnets: ['a', 'b'] }, { subnets: ['b'] }).attributes).toEqual([
      { path: 'subnets', before: '["a","b"]', after: '["b"]' },
    ]);
  });

  test('show which field changes in JSON that a text holds', () => {
    const document = (port: number) => JSON.stringify({ servers: { a: { port } }, tls: false });
    expect(update({ value: document(1) }, { value: document(2) }).attributes).toEqual([
      { path: 'value.servers.a.port', before: '1', after: '2' },
    ]);
  });

  test('show a text as it is that only looks like JSON', () => {
    expect(update({ value: '{a}' }, { value: '[b' }).attributes).toEqual([
      { path: 'value', before: '"{a}"', after: '"[b"' },
    ]);
  });

  test('of all resources do not repeat tags', () => {
    const tags = (Name: string) => ({ tags: { Name }, tags_all: { Name, Project: 'p' } });
    expect(update(tags('a'), tags('b')).attributes.map(({ path }) => path)).toEqual(['tags.Name']);
  });

  test('show default tags that change', () => {
    expect(update({ tags_all: { Team: 'a' } }, { tags_all: { Team: 'b' } }).attributes).toEqual([
      { path: 'tags_all.Team', before: '"a"', after: '"b"' },
    ]);
  });
});

describe('a sensitive value', () => {
  const SECRET = 'correct horse';
  const masked = { path: 'value', before: '(sensitive)', after: '(sensitive)' };

  test.each([
    ['before and after', { before_sensitive: { value: true }, after_sensitive: { value: true } }],
    ['only before', { before_sensitive: { value: true }, after_sensitive: {} }],
    ['only after', { before_sensitive: {}, after_sensitive: { value: true } }],
  ])('is masked on both sides if it is marked %s', (_, marks) => {
    expect(update({ value: SECRET }, { value: 'another' }, marks).attributes).toEqual([masked]);
  });

  test('is masked if the whole resource is', () => {
    const { attributes } = update({ value: SECRET }, { value: 'another' }, { after_sensitive: true });
    expect(JSON.stringify(attributes)).not.toContain(SECRET);
    expect(attributes).toHaveLength(1);
  });

  test('is masked inside a list of simple values', () => {
    const marks = { after_sensitive: { list: [false, true] } };
    const { attributes } = update({ list: ['a', SECRET] }, { list: ['a', 'another'] }, marks);
    expect(attributes).toEqual([{ path: 'list', before: '(sensitive)', after: '(sensitive)' }]);
  });

  test('is masked inside a block that is unknown after the change', () => {
    const marks = { before_sensitive: { block: [{ value: true }] }, after_unknown: { block: true } };
    const { attributes } = update({ block: [{ value: SECRET, other: 1 }] }, {}, marks);
    expect(attributes).toEqual([{ path: 'block', before: '(sensitive)', after: '(known after apply)' }]);
  });

  test('is masked if it is JSON', () => {
    const json = JSON.stringify({ password: SECRET });
    expect(update({ value: json }, { value: '{}' }, { before_sensitive: { value: true } }).attributes).toEqual([
      masked,
    ]);
  });

  test('that does not change is not shown at all', () => {
    expect(update({ value: SECRET }, { value: SECRET }, { after_sensitive: { value: true } }).attributes).toEqual([]);
  });
});

describe('an unknown value', () => {
  test('is marked', () => {
    const { attributes, knownAfterApply } = update({ records: ['10.3.0.4'] }, {}, { after_unknown: { records: true } });
    expect(attributes).toEqual([{ path: 'records', before: '["10.3.0.4"]', after: '(known after apply)' }]);
    expect(knownAfterApply).toEqual([]);
  });

  test('of a new resource is listed by name alone', () => {
    const change: Change = {
      actions: ['create'],
      before: null,
      after: { port: 1 },
      after_unknown: { arn: true, id: true },
    };
    expect(attributeChanges(change)).toEqual({
      attributes: [{ path: 'port', after: '1' }],
      knownAfterApply: ['arn', 'id'],
    });
  });

  test('that forces a replacement is shown, unlike others of that resource', () => {
    const change: Change = {
      actions: ['delete', 'create'],
      before: { arn: 'a', load_balancer_arn: 'b' },
      after: {},
      after_unknown: { arn: true, load_balancer_arn: true },
      replace_paths: [['load_balancer_arn']],
    };
    expect(attributeChanges(change)).toEqual({
      attributes: [{ path: 'load_balancer_arn', before: '"b"', after: '(known after apply)', forcesReplacement: true }],
      knownAfterApply: ['arn'],
    });
  });
});

test('names an attribute inside the block that forces a replacement', () => {
  const change: Change = {
    actions: ['delete', 'create'],
    before: { name: 'x', vpc: [{ id: 'a' }] },
    after: { name: 'y', vpc: [{ id: 'b' }] },
    replace_paths: [['vpc']],
  };
  expect(attributeChanges(change).attributes).toEqual([
    { path: 'name', before: '"x"', after: '"y"' },
    { path: 'vpc[0].id', before: '"a"', after: '"b"', forcesReplacement: true },
  ]);
});
