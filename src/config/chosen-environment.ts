import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../project';

/** The name of an environment, and what chose it. */
export interface Choice {
  readonly name: string;
  /** `--environment`, `ENVIRONMENT` or `cdktf.json`. */
  readonly by: string;
}

/**
 * The environment to work on: the option `--environment`, else the variable ENVIRONMENT, else `context.environment` in
 * cdktf.json.
 *
 * @param given the option's value
 * @param file path of cdktf.json
 * @throws Error that says how to choose one, where nothing does
 */
export function chosenEnvironment(
  given: string | undefined,
  env: NodeJS.ProcessEnv,
  file = join(PROJECT, 'cdktf.json'),
): Choice {
  if (given !== undefined) return { name: given, by: '--environment' };
  if (env.ENVIRONMENT) return { name: env.ENVIRONMENT, by: 'ENVIRONMENT' };
  return { name: fromCdktfJson(file), by: 'cdktf.json' };
}

const HOW = 'Name an environment with --environment <name> or ENVIRONMENT=<name>, or mend cdktf.json.';

function fromCdktfJson(file: string): string {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = missing ? 'cdktf.json is missing' : `cdktf.json can't be read: ${(error as Error).message}`;
    throw new Error(`No environment was chosen, and ${problem}. ${HOW}`, { cause: error });
  }
  const name = (json as { context?: { environment?: unknown } } | null)?.context?.environment;
  if (typeof name === 'string' && name !== '') return name;
  throw new Error(`No environment was chosen, and cdktf.json has no context.environment. ${HOW}`);
}
