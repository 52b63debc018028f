import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

const CHARACTERS = ['letters, digits, spaces and _.:/=+-@', 'takes another character'] as const;
const RESERVED = ['no "aws:" at the beginning', 'AWS keeps this prefix'] as const;
const OWN = ['any key but Project, Environment, Stack, Name', 'found by it'] as const;

const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`Tag${i}`, '']));

describe('tags that AWS refuses, or that the project needs', () => {
  test.each<[key: string, says: readonly [allowed: string, why: string]]>([
    ['', ['a key of 1 to 128 characters', 'AWS takes no other']],
    ['a'.repeat(129), ['a key of 1 to 128 characters', 'AWS takes no other']],
    ['aws:team', RESERVED],
    ['AWS:team', RESERVED],
    ['Team#', CHARACTERS],
    ['Team\n', CHARACTERS],
    [`$\{team}`, CHARACTERS],
    ['Project', OWN],
    ['Environment', OWN],
    ['Stack', OWN],
    ['Name', OWN],
    ['DeletionProtection', OWN],
    ['__proto__', ['any other key', 'prototype']],
  ])('the key %j', (key, [allowed, why]) => {
    // The path of a key that is no word is in brackets.
    const path = /^[\w-]+$/.test(key) ? `tags.${key}` : `tags[${JSON.stringify(key)}]`;
    expect(mistakesOf({ tags: Object.fromEntries([[key, 'data']]) })).toEqual([mistake(path, key, allowed, why)]);
  });

  test.each<[value: string, says: readonly [allowed: string, why: string]]>([
    ['a'.repeat(257), ['a value of 256 characters at most', 'AWS takes no longer']],
    ['aws:data', RESERVED],
    ['Aws:data', RESERVED],
    ['data & more', CHARACTERS],
    ['data\t', CHARACTERS],
    [`$\{data}`, CHARACTERS],
    ['%{data}', CHARACTERS],
  ])('the value %j', (value, [allowed, why]) => {
    expect(mistakesOf({ tags: { Team: value } })).toEqual([mistake('tags.Team', value, allowed, why)]);
  });

  test('more than Route 53 takes, together with the four of the project', () => {
    expect(mistakesOf({ tags: tags(7) })).toEqual([mistake('tags', '7 tags', '6 at most', 'Route 53 takes 10 tags')]);
    expect(environmentWith({ tags: tags(6) })).toBeDefined();
  });
});

test('tags that AWS takes', () => {
  const given = {
    [`${'ä'.repeat(128)}`]: '',
    'Cost Centre': 'a'.repeat(256),
    'team:email': 'data+redis@example.com',
    'path_/=.-': '日本 10',
    aws: 'myaws:',
    project: 'lower case is another key',
  };
  expect(environmentWith({ tags: given }).tags).toEqual(given);
});
