import type { z } from 'zod';
import type { Expectation } from './fields';

/** Where in an environment: `['service', 'servers', 1, 'listenerPort']`. */
export type Path = readonly PropertyKey[];

/** One thing wrong with an environment. */
export interface Mistake extends Expectation {
  readonly path: Path;
  readonly given: unknown;
}

/** Everything that is wrong with an environment, in one error. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(
    environment: string,
    readonly mistakes: readonly Mistake[],
  ) {
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    super([`The environment "${environment}" has ${count}:`, ...mistakes.map(describe)].join('\n\n'));
  }
}

/** `service.servers[1].listenerPort` */
export function pathText(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function describe({ path, given, allowed, why }: Mistake): string {
  return [
    `  ${pathText(path) || 'the environment'}`,
    `    given:   ${givenText(given)}`,
    `    allowed: ${allowed}`,
    `    why:     ${why}`,
  ].join('\n');
}

function givenText(given: unknown): string {
  if (given === undefined) return 'nothing';
  // JSON has neither NaN nor bigint.
  return typeof given === 'number' || typeof given === 'bigint'
    ? String(given)
    : (JSON.stringify(given) ?? String(given));
}

/** Turns what zod found into mistakes. Shape errors are the compiler's too, but nothing makes anybody run it first. */
export function fromIssue(issue: z.core.$ZodIssue): Mistake[] {
  const given = issue.input;
  switch (issue.code) {
    case 'custom':
      return [{ path: issue.path, given, ...(issue.params as Expectation) }];
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        given: (given as Record<string, unknown>)[key],
        allowed: 'no such field',
        why: 'src/config/schema.ts does not know it: is it misspelt?',
      }));
    case 'invalid_type':
      return [{ path: issue.path, given, allowed: `a value of type ${issue.expected}`, why: SHAPE }];
    case 'invalid_value':
      return [
        { path: issue.path, given, allowed: issue.values.map((v) => JSON.stringify(v)).join(' or '), why: SHAPE },
      ];
    default:
      return [{ path: issue.path, given, allowed: issue.message, why: SHAPE }];
  }
}

const SHAPE = 'src/config/schema.ts says so (npm run typecheck shows it in the editor too)';
