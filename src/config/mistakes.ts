import type { Expectation } from './fields/expectation';
import { givenText } from './given';

/** Where in an environment: `['service', 'servers', 1, 'listenerPort']`. */
export type Path = readonly PropertyKey[];

/** One thing wrong with an environment. */
export interface Mistake extends Expectation {
  readonly path: Path;
  readonly given: unknown;
}

/** A mistake of the user's. Commands print the message alone, without a stack trace, and exit with status 1. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}

/** Everything that is wrong with an environment, in one error. */
export class EnvironmentError extends UserError {
  override readonly name = 'EnvironmentError';

  constructor(
    environment: string,
    readonly mistakes: readonly Mistake[],
  ) {
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    super([`The environment "${environment}" has ${count}:`, ...mistakes.map(describe)].join('\n\n'));
  }
}

/** A path as people write it: `service.servers[1].listenerPort`, `tags["cost centre"]`. */
export function pathText(path: Path): string {
  return path.map(keyText).join('').replace(/^\./, '');
}

function keyText(key: PropertyKey): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[\w-]+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(String(key))}]`;
}

function describe({ path, given, allowed, why }: Mistake): string {
  return [
    `  ${pathText(path) || 'the environment'}`,
    `    given:   ${givenText(given, path)}`,
    `    allowed: ${allowed}`,
    `    why:     ${why}`,
  ].join('\n');
}
