import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { loadEnvironment } from '../config/load';
import { requireTerraform } from '../terraform/binary';
import { DEFAULT_APP, environmentName, PROJECT } from '../terraform/cdktf';
import { INTERRUPTED, interruption } from '../shell/interruption';
import { personalEnvironment } from '../process/environment';
import { Bootstrap, type BootstrapResult } from '../bootstrap/bootstrap';
import { parseCommandLine, USAGE } from './bootstrap-command-line';

const DONE: Record<BootstrapResult, string> = {
  created: 'The bucket is there, and keeps its own state.',
  changed: 'The bucket is as the stack says again.',
  unchanged: 'The bucket is there, and there is nothing to change.',
  declined: 'Nothing was changed.',
};

/** Runs the command. Returns its exit status. */
async function main(args: string[]): Promise<number> {
  // The SDK's notice of what Node it will want one day has no place among Terraform's output.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = parseCommandLine(args);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const environment = loadEnvironment(environmentName(process.env));
  await requireTerraform();
  const signal = interruption();
  const bootstrap = new Bootstrap({
    environment,
    app: DEFAULT_APP,
    folder: join(PROJECT, 'cdktf.out', `bootstrap-${environment.name}`),
    env: { ...personalEnvironment(process.env), ENVIRONMENT: environment.name, TF_IN_AUTOMATION: '1' },
    aws: { region: environment.region },
    confirm: () => (options.yes ? Promise.resolve(true) : ask(environment.state.bucket, signal)),
    onStep: (step) => console.log(`\n==> ${step}`),
    onOutput: (line) => console.log(line),
    signal,
  });
  try {
    const result = await bootstrap.run();
    console.log(`\n${DONE[result]}`);
    return result === 'declined' ? 1 : 0;
  } catch (error) {
    console.error(
      signal.aborted ? `\nInterrupted. Run the command again: it goes on from here.` : `\n${(error as Error).message}`,
    );
    return signal.aborted ? INTERRUPTED : 1;
  }
}

async function ask(bucket: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new Error('There is no terminal to confirm this plan at. To apply it anyway: npm run bootstrap -- --yes');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // At a prompt, Ctrl-C is a key and no signal.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = once(terminal, 'close').then(() => 'no');
  try {
    const question = `\nApply this plan to the bucket ${bucket}? Only "yes" will do: `;
    return (await Promise.race([terminal.question(question, { signal }), closed])) === 'yes';
  } finally {
    terminal.close();
  }
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: Error) => {
    console.error(error.message);
    process.exit(2);
  },
);
