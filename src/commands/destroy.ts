import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Bootstrap } from '../bootstrap/bootstrap';
import { stackNames } from '../config/names';
import { workFolder } from '../project';
import { type CommandContext, EXIT, type ProjectCommand } from '../shell/command';
import { confirm } from '../shell/confirm';
import { Declined, destroy } from '../terraform/deploy';
import { selectStacks } from '../terraform/stacks';
import { declareStacks, outcomesText, type PreparedStacks, prepareStacks, printOf, type StacksOptions } from './stacks';

/** `npm run destroy` */
export const destroyCommand: ProjectCommand<StacksOptions> = {
  name: 'destroy',
  description:
    'Destroys stacks of an environment with Terraform, each before those that it reads. Shows what will be destroyed and ' +
    'asks. Without names it destroys every stack but state: the bucket comes last, by `npm run destroy -- state`.\n' +
    'Refuses an environment with deletionProtection.',
  declare: declareStacks,
  interrupted: 'Interrupted. Terraform has saved what it did. Run the command again: it goes on from here.',
  async run(context) {
    const { words } = context;
    const prepared = await prepareStacks(context);
    const { environment } = prepared;
    if (environment.deletionProtection) {
      throw new Error(
        `The environment "${environment.name}" has deletionProtection: true. Set it to false and run npm run deploy ` +
          'first: that takes the protection off. Nothing was destroyed.',
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
  const instead = `npm run destroy -- --yes --environment ${prepared.environment.name}`;
  try {
    const outcomes = await destroy({
      stacks,
      env: prepared.env,
      signal,
      parallelism: availableParallelism(),
      confirm: options.yes ? undefined : ({ name }) => confirm(`Destroy this of ${name}?`, { instead, signal }),
      onOutput: printOf,
    });
    console.log(`\n${outcomesText(stacks, outcomes)}`);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof Declined)) throw error;
    console.error(`\n${error.message} Nothing further was destroyed.`);
    return EXIT.failed;
  }
}

async function destroyBucket(
  { options, signal }: CommandContext<StacksOptions>,
  { environment, env }: PreparedStacks,
): Promise<number> {
  const { bucket } = environment.state;
  const instead = `npm run destroy -- state --yes --environment ${environment.name}`;
  const result = await new Bootstrap({
    environment,
    folder: join(workFolder(environment.name), 'bootstrap'),
    env,
    aws: { region: environment.region },
    confirm: () =>
      options.yes
        ? Promise.resolve(true)
        : confirm(`Destroy the bucket ${bucket}, old states and all?`, { instead, signal }),
    onStep: (step) => console.log(`\n==> ${step}`),
    onOutput: (line) => console.log(line),
    signal,
  }).destroy();
  const done = { destroyed: 'The bucket is gone.', absent: 'There is no bucket.', declined: 'Nothing was destroyed.' };
  console.log(`\n${done[result]}`);
  return result === 'declined' ? EXIT.failed : EXIT.done;
}
