import { join } from 'node:path';
import { chosenEnvironment } from '../config/chosen-environment';
import { loadEnvironment } from '../config/load';
import { requireEmulatable } from '../emulator/emulatable';
import { MissingPrerequisites } from '../local/prerequisites';
import { runLocal } from '../local/run-local';
import { CommandError } from '../process/run';
import { PROJECT } from '../project';
import { ENVIRONMENT_OPTION, EXIT, type ProjectCommand } from '../shell/command';
import { Log } from '../shell/log';

/** Options of `npm run local`. */
interface LocalOptions {
  readonly environment?: string;
  /** Leave the emulator running. */
  readonly keep?: boolean;
  /** Lay out the data plane of the deployed stacks. */
  readonly dataPlane?: boolean;
}

const TAIL_LINES = 20;

/** `npm run local` */
export const local: ProjectCommand<LocalOptions> = {
  name: 'local',
  description:
    'Deploys an environment on this machine: starts an AWS emulator, creates the resources that the environment refers ' +
    'to, bootstraps the state bucket and deploys every stack with Terraform and the real AWS provider. Needs Node, ' +
    'Python 3 and Terraform. Uses no AWS account: your AWS credentials and profiles are ignored. Leaves only its log, in .local.',
  declare: (parser) =>
    parser
      .option(...ENVIRONMENT_OPTION)
      .option('--keep', 'leave the emulator running, and print how to use it and stop it')
      .option(
        '--data-plane',
        'run real Redis servers in network namespaces laid out from the deployed stacks, until Ctrl-C; needs Linux, root ' +
          'and a few packages, and names those that are missing',
      ),
  interrupted: 'Interrupted. Everything has been stopped and removed.',
  async run({ options, env, signal }) {
    const { keep = false, dataPlane = false } = options;
    if (keep && dataPlane) {
      throw new Error("--keep and --data-plane can't be combined: --data-plane keeps everything running until Ctrl-C.");
    }
    const environment = loadEnvironment(chosenEnvironment(options.environment, env).name);
    requireEmulatable(environment);

    const log = new Log(join(PROJECT, '.local'));
    const say = (text: string) => console.log(`\n${text}`);
    try {
      await runLocal({ keep, dataPlane, environment, env, log, signal, say });
    } catch (error) {
      if (signal.aborted || error instanceof MissingPrerequisites) throw error;
      throw new Error(`\n${failureText(error as Error, log)}`, { cause: error });
    }
    if (!keep) say('Everything has been stopped and removed.');
    return EXIT.done;
  },
};

function failureText(error: Error, log: Log): string {
  // The process's whole output is in the log.
  const message = error instanceof CommandError ? error.summary : error.message;
  return [message, '', `The end of ${log.file}:`, '', ...log.tail(TAIL_LINES)].join('\n');
}
