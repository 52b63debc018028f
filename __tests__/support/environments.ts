import { checkEnvironment } from '../../src/config/load';
import { EnvironmentError, type Mistake, pathText } from '../../src/config/mistakes';
import type { Environment, EnvironmentProps } from '../../src/config/schema';
import example from '../../src/environments/example';

/** A change to an environment: by path (`service.servers[1].port`) the value to put there, `undefined` for none. */
export type Changes = Readonly<Record<string, unknown>>;

/** The example environment's props, changed. */
export function propsWith(changes: Changes = {}): EnvironmentProps {
  const props: EnvironmentProps = structuredClone(example);
  for (const [path, value] of Object.entries(changes)) put(props, path, value);
  return props;
}

/** The example environment, changed and checked. */
export function environmentWith(changes: Changes = {}): Environment {
  return checkEnvironment('test', propsWith(changes));
}

/** The error that an environment so changed gives. */
export function errorOf(changes: Changes): EnvironmentError {
  try {
    environmentWith(changes);
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
  throw new Error(`no mistake was found in ${JSON.stringify(changes)}`);
}

/** A mistake with its path as text. */
export interface ToldMistake extends Omit<Mistake, 'path'> {
  readonly path: string;
}

/** The mistakes that an environment so changed has. */
export function mistakesOf(changes: Changes): ToldMistake[] {
  return errorOf(changes).mistakes.map((mistake) => ({ ...mistake, path: pathText(mistake.path) }));
}

/** What a mistake must say: all of the path and what was given, the phrases that matter of the rest. */
export function mistake(path: string, given: unknown, allowed: string, why: string): ToldMistake {
  return { path, given, allowed: expect.stringContaining(allowed), why: expect.stringContaining(why) };
}

/** A second consumer for tests: the example's, by another name, in another account. */
export function anotherConsumer(name: string, account = 'joda-toda-aws', changes: Changes = {}) {
  const [consumer] = structuredClone(example.consumers);
  const other = { ...consumer, name, account };
  for (const [path, value] of Object.entries(changes)) put(other, path, value);
  return other;
}

/** A third account for tests. */
export const THIRD_ACCOUNT = { id: '333333333333', roleArn: 'arn:aws:iam::333333333333:role/redis-privatelink-deploy' };

function put(root: object, path: string, value: unknown): void {
  const keys = path.split(/[.[\]]+/).filter(Boolean);
  const last = keys.pop() as string;
  let at = root as Record<string, unknown>;
  for (const [i, key] of keys.entries()) {
    at[key] ??= /^\d+$/.test(keys[i + 1] ?? last) ? [] : {};
    at = at[key] as Record<string, unknown>;
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
}
