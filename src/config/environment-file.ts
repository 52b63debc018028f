import { UserError } from './mistakes';

/** A file that gives no environment. The message names the file, what is wrong with it and what to do. */
export class EnvironmentFileError extends UserError {
  override readonly name = 'EnvironmentFileError';

  constructor(file: string, problem: string, advice: string, cause?: unknown) {
    super(`${file} ${problem}\n${advice}`, { cause });
  }
}

/**
 * What a TypeScript file exports by default.
 *
 * @param path absolute path of the file
 * @param shownAs how messages call the file, relative to the project
 * @throws EnvironmentFileError where the file cannot be run, or exports no plain data by default.
 */
export function defaultExport(path: string, shownAs: string): unknown {
  const exported = read(path, shownAs);
  if (exported === undefined) throw new EnvironmentFileError(shownAs, 'has no default export.', HOW_TO_EXPORT);
  if (typeof exported === 'function') {
    throw new EnvironmentFileError(shownAs, 'exports a function by default, not an environment.', HOW_TO_EXPORT);
  }
  if (isThenable(exported)) {
    throw new EnvironmentFileError(
      shownAs,
      'exports a Promise by default, not an environment.',
      `Environments are plain data that is there at once. ${HOW_TO_EXPORT}`,
    );
  }
  return exported;
}

const HOW_TO_EXPORT = 'End it with: export default { region: …, … } satisfies EnvironmentProps;';

function read(path: string, shownAs: string): unknown {
  try {
    const { default: exported } = require(path) as { default?: unknown };
    // Getters of the environment run here, where whatever they throw is known to be the file's.
    runGetters(exported, new Set());
    return exported;
  } catch (thrown) {
    throw fileError(shownAs, path, thrown);
  }
}

function runGetters(value: unknown, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const item of Object.values(value)) runGetters(item, seen);
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

function fileError(shownAs: string, path: string, thrown: unknown): EnvironmentFileError {
  const text = messageOf(thrown).replaceAll(path, shownAs);
  if (isMissingModule(thrown)) {
    return new EnvironmentFileError(
      shownAs,
      `imports something that cannot be found: ${firstLine(text)}`,
      'Correct the path of the import, or install the package with npm.',
      thrown,
    );
  }
  if (isSyntaxError(thrown)) {
    return new EnvironmentFileError(
      shownAs,
      `is not valid TypeScript: ${text}`,
      'Correct it. npm run typecheck shows all errors of the kind.',
      thrown,
    );
  }
  return new EnvironmentFileError(
    shownAs,
    `throws while it is read: ${text}`,
    'An environment is plain data: remove what throws, or set what it needs.',
    thrown,
  );
}

/** By its code: Node and Jest throw errors of classes of their own. */
const isMissingModule = (thrown: unknown) =>
  ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes(propertyOf(thrown, 'code'));

/** esbuild says that the transform failed; swc, which Jest compiles with, names only the problem. */
function isSyntaxError(thrown: unknown): boolean {
  const name = propertyOf(thrown, 'name');
  return name === 'SyntaxError' || name === 'TransformError' || /Syntax Error|Transform failed/.test(messageOf(thrown));
}

/** What was thrown, in words. Anything can be thrown, and anything in it can throw when it is read. */
function messageOf(thrown: unknown): string {
  const message = propertyOf(thrown, 'message');
  if (message) return message;
  if (typeof thrown === 'object' || typeof thrown === 'function') return thrown === null ? 'null' : 'an object';
  return typeof thrown === 'string' ? thrown : String(thrown);
}

function propertyOf(thrown: unknown, key: string): string {
  try {
    const value = (thrown as Record<string, unknown> | null | undefined)?.[key];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}

const firstLine = (text: string) => text.split('\n')[0] ?? '';
