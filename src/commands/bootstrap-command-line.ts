import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bootstrap [-- options]

Makes the S3 bucket that keeps Terraform's state, and moves the state of the stack that made it into it. A second run
changes nothing; one after an interruption goes on from there. It works with your own AWS credentials, on the
environment that ENVIRONMENT names (default: context.environment in cdktf.json).

Options:
  -y, --yes   apply the plan without asking
  -h, --help  print this

Exit status: 0 done, or nothing to do; 1 failed, or not confirmed; 2 misused, or something is missing; 130 interrupted.
`;

/** What the command line asks for. */
export interface BootstrapOptions {
  /** Apply the plan without asking. */
  readonly yes: boolean;
  readonly help: boolean;
}

/** @throws TypeError that names what is not known. */
export function parseCommandLine(args: readonly string[]): BootstrapOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      yes: { type: 'boolean', short: 'y', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}
