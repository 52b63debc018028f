import { join } from 'node:path';
import { loadEnvironment } from '../config/load';
import { environmentName, PROJECT } from '../terraform/cdktf';
import { INTERRUPTED, interruption } from '../shell/interruption';
import { CommandError } from '../process/run';
import { parseCommandLine, USAGE } from './local-command-line';
import { requireEmulatable } from '../emulator/emulatable';
import { Log } from '../shell/log';
import { MissingPrerequisites } from '../local/prerequisites';
import { runLocal } from '../local/run-local';

const TAIL_LINES = 20;

/** Runs the command. Returns its exit status. */
async function main(args: string[]): Promise<number> {
  // The SDK's notice of what Node it will want one day would land in the middle of the task list.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = parseCommandLine(args);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const environment = loadEnvironment(environmentName(process.env));
  requireEmulatable(environment);

  const signal = interruption();
  const log = new Log(join(PROJECT, '.local', 'local.log'));
  try {
    const say = (text: string) => console.log(`\n${text}`);
    await runLocal({ ...options, environment, env: process.env, log, signal, say });
    if (!options.keep) say('Everything has been stopped and removed.');
    return 0;
  } catch (error) {
    if (signal.aborted) {
      console.error('\nInterrupted. Everything has been stopped and removed.');
      return INTERRUPTED;
    }
    console.error(`\n${failureText(error as Error, log)}`);
    return error instanceof MissingPrerequisites ? 2 : 1;
  }
}

function failureText(error: Error, log: Log): string {
  if (error instanceof MissingPrerequisites) return error.message;
  // What a process printed is in the log, and may be long.
  const message = error instanceof CommandError ? error.summary : error.message;
  return [message, '', `The end of ${log.file}:`, '', ...log.tail(TAIL_LINES)].join('\n');
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: Error) => {
    console.error(error.message);
    process.exit(2);
  },
);
