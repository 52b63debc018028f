/** Errors that point to a bug in this project. Those that an environment file throws are wrapped when it is loaded. */
const BUGS = ['TypeError', 'RangeError', 'ReferenceError', 'AssertionError'];

/** The text printed for an error. A user's mistake needs only its message; a bug needs its stack trace. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `A value that is not an Error was thrown: ${String(error)}`;
  if (!BUGS.includes(error.name)) return error.message;
  return `This is a bug in the project. Please report it with the following lines:\n${error.stack}`;
}
