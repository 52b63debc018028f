import type { z } from 'zod';
import type { Expectation } from './fields/expectation';
import { UNKNOWN_VALUE } from './given';
import type { Mistake } from './mistakes';

/** Turns an issue of zod's into mistakes. The compiler finds wrong shapes too, but nobody has to run it first. */
export function fromIssue(issue: z.core.$ZodIssue): Mistake[] {
  const { path, input: given } = issue;
  switch (issue.code) {
    case 'custom':
      return [{ path, given, ...(issue.params as unknown as Expectation) }];
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], given: UNKNOWN_VALUE, ...NO_SUCH_FIELD }));
    case 'invalid_type':
      return [{ path, given, ...shape(issue.expected, given, path.length === 0) }];
    default:
      return [{ path, given, allowed: issue.message, why: 'nothing else has a meaning here' }];
  }
}

const NO_SUCH_FIELD: Expectation = {
  allowed: 'no such field',
  why: 'src/config/schema.ts has no field of this name, so it would have no effect: is it misspelt?',
};

const ENVIRONMENT: Expectation = {
  allowed: 'an object with the fields of EnvironmentProps: { region, accounts, state, … }',
  why: 'an environment is plain data, and src/environments/example.ts shows one',
};

/** What stands for each kind of value that has parts, and why nothing else does. */
const SHAPES: Readonly<Record<string, Expectation>> = {
  object: { allowed: 'an object: { … }', why: 'it consists of fields, each with a name of its own' },
  record: { allowed: 'an object: { <name>: … }', why: 'each entry is referred to by its name' },
  array: { allowed: 'a list: [ … ]', why: 'there can be several of them' },
  boolean: { allowed: 'true or false, without quotes', why: 'it is a switch: a text, even "no", would turn it on' },
  string: { allowed: 'text in quotes', why: 'it is handed on as it is, and only text stays the same' },
};

function shape(expected: string, given: unknown, isEnvironment: boolean): Expectation {
  if (isEnvironment) return ENVIRONMENT;
  const { allowed, why } = SHAPES[expected] ?? { allowed: `a value of type ${expected}`, why: 'nothing else fits' };
  return given === undefined ? { allowed, why: 'the field is required: it has no default' } : { allowed, why };
}
