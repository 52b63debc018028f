import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run local [-- options]

Deploys an environment on this machine: starts an AWS emulator, creates in it what the environment refers to, makes
the state bucket and deploys every stack with Terraform and the real AWS provider. Needs Node, Python 3 and Terraform,
no AWS account, and uses none: your AWS credentials and profiles are kept out. Afterwards nothing is left but the log,
.local/local.log. ENVIRONMENT names the environment (default: context.environment in cdktf.json).

Options:
      --keep        leave the emulator running, and say how to work with it and how to stop it
      --data-plane  lay out network namespaces from what was deployed, with real Redis servers in them, and leave them
                    standing until Ctrl-C; needs Linux, root, and some packages that it names where they are missing
  -h, --help        print this

Exit status: 0 deployed; 1 failed; 2 misused, or something is missing; 130 interrupted.
`;

/** What the command line asks for. */
export interface LocalOptions {
  /** Leave the emulator running. */
  readonly keep: boolean;
  /** Have packets flow through what was deployed. */
  readonly dataPlane: boolean;
  readonly help: boolean;
}

/** @throws TypeError that names what is not known. */
export function parseCommandLine(args: readonly string[]): LocalOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      keep: { type: 'boolean', default: false },
      'data-plane': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { keep, 'data-plane': dataPlane, help } = values;
  if (keep && dataPlane) throw new TypeError('Either --keep or --data-plane: a data plane keeps all until Ctrl-C.');
  return { keep, dataPlane, help };
}
