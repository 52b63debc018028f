import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Bootstrap } from '../bootstrap/bootstrap';
import { stackNames } from '../config/names';
import { workFolder } from '../project';
import { type CommandContext, EXIT, type ProjectCommand } from '../shell/command';
import { confirm } from '../shell/confirm';
import { Declined, destroy } from '../terraform/deploy';
import { selectStacks } from '../terraform/stacks';
import {
  declareStacks,
  outcomesText,
  type PreparedStacks,
  prepareStacks,
  printLine,
  type StacksOptions,
  unattendedCommand,
} from './stacks';

/** `npm run destroy` */
export const destroyCommand: ProjectCommand<StacksOptions> = {
  name: 'destroy',
  description:
    'Destroys stacks of an environment with Terraform, in reverse dependency order. Shows the plan of each and asks before ' +
    'applying it. Without names, destroys every stack but state: destroy the bucket last, with `npm run destroy -- state`.\n' +
    'Refuses an environment with deletionProtection.',
  declare: declareStacks,
  interrupted: 'Interrupted. Terraform has saved its state. Run the command again to resume.',
  async run(context) {
    const { words } = context;
    const prepared = await prepareStacks(context);
    const { environment } = prepared;
    if (environment.deletionProtection) {
      throw new Error(
        `The environment "${environment.name}" has deletionProtection: true. Set it to false, run npm run deploy to ` +
          'remove the protection, and then run npm run destroy again. Nothing was destroyed.',
      );
    }
    if (words.length === 1 && words[0] === stackNames.state) return destroyBucket(context, prepared);
    return destroyStacks(context, prepared);
  },
};

async function destroyStacks(context: CommandContext<StacksOptions>, prepared: PreparedStacks): Promise<number> {
  const { options, words, signal } = context;
  const all = prepared.stacks.filter(({ name }) => name !== stackNames.state);
  const stacks = selectStacks(all, words.length === 0 ? ['*'] : words);
  const unattended = unattendedCommand('destroy', words, prepared.environment.name);
  try {
    const outcomes = await destroy({
      stacks,
      env: prepared.env,
      signal,
      parallelism: availableParallelism(),
      confirm: options.yes
        ? undefined
        : ({ name }) => confirm(`Destroy these resources of ${name}?`, { unattended, signal }),
      onOutput: printLine,
    });
    console.log(`\n${outcomesText(stacks, outcomes)}`);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof Declined)) throw error;
    console.error(`\n${error.message} Nothing else was destroyed.`);
    return EXIT.failed;
  }
}

async function destroyBucket(
  { options, signal }: CommandContext<StacksOptions>,
  { environment, env }: PreparedStacks,
): Promise<number> {
  const { bucket } = environment.state;
  const unattended = unattendedCommand('destroy', [stackNames.state], environment.name);
  const result = await new Bootstrap({
    environment,
    folder: join(workFolder(environment.name), 'bootstrap'),
    env,
    aws: { region: environment.region },
    confirm: () =>
      options.yes
        ? Promise.resolve(true)
        : confirm(`Destroy the bucket ${bucket} with all versions of every state in it?`, { unattended, signal }),
    onStep: (step) => console.log(`\n==> ${step}`),
    onOutput: (line) => console.log(line),
    signal,
  }).destroy();
  const done = {
    destroyed: 'The bucket was destroyed.',
    absent: 'There is no bucket to destroy.',
    declined: 'Nothing was destroyed.',
  };
  console.log(`\n${done[result]}`);
  return result === 'declined' ? EXIT.failed : EXIT.done;
}
