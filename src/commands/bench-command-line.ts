import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench [-- options]

Measures what the project claims to be faster by: each way beside the one that it does not go, in turn, so that the ratio
holds on a busy machine too. Prints medians in seconds.

Options:
      --runs <n>  how often each runs, from 1 to 100; default: 5
  -h, --help      print this

Exit status: 0 measured; 1 failed; 2 misused; 130 interrupted.
`;

/** What the command line asks for. */
export interface BenchOptions {
  readonly runs: number;
  readonly help: boolean;
}

/** @throws TypeError that says what is allowed. */
export function parseCommandLine(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { runs: { type: 'string', default: '5' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1 || runs > 100) {
    throw new TypeError(`--runs is "${values.runs}". Allowed: a whole number from 1 to 100.`);
  }
  return { runs, help: values.help };
}
