import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Session } from '../deploying/session';
import { defaultParallelism } from '../plans/parallelism';
import { PROJECT, workFolder } from '../project';
import { type Allowance, parseAllowance, readAllowances } from '../review';
import type { PreparedStacks } from './stacks';

/** The committed file with accepted risks. */
const ALLOWANCES = join(PROJECT, 'review-allowances.json');

/** Options of {@link withSession}. */
export interface SessionOptions extends PreparedStacks {
  /** Accepted risks, as `RULE:ADDRESS`. */
  readonly allow: readonly string[];
  /**
   * An existing folder for the plans, that only this user can read.
   * @default - one that is removed again
   */
  readonly folder?: string;
  /** @default - as many as there are processors, and fit into memory */
  readonly parallelism?: number;
  /** @default false */
  readonly destroying?: boolean;
  readonly signal: AbortSignal;
}

/** The risks accepted in the committed file and on the command line. */
export const allowances = (allow: readonly string[]): Allowance[] => [
  ...(existsSync(ALLOWANCES) ? readAllowances(ALLOWANCES) : []),
  ...allow.map(parseAllowance),
];

/** Works with the plans of an environment. A plan holds what the state holds, so it stays on disk only where asked. */
export async function withSession<T>(options: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const { environment, stacks: all, allow, destroying = false, parallelism = defaultParallelism() } = options;
  const temporary = options.folder === undefined ? temporaryFolder(environment.name) : undefined;
  try {
    const session = new Session({
      ...options,
      all,
      // The ambient configuration, like Terraform.
      aws: {},
      folder: options.folder ?? (temporary as string),
      parallelism,
      allowances: allowances(allow),
      destroying,
    });
    return await work(session);
  } finally {
    if (temporary) rmSync(temporary, { recursive: true, force: true });
  }
}

/** mkdtemp creates folders that only this user can read. */
function temporaryFolder(environment: string): string {
  const work = workFolder(environment);
  mkdirSync(work, { recursive: true });
  return mkdtempSync(join(work, 'plans-'));
}
