import { availableParallelism } from 'node:os';
import { EXIT, type ProjectCommand } from '../shell/command';
import { confirm } from '../shell/confirm';
import { Declined, deploy } from '../terraform/deploy';
import { selectStacks } from '../terraform/stacks';
import { declareStacks, outcomesText, prepareStacks, printOf, type StacksOptions } from './stacks';

/** `npm run deploy` */
export const deployCommand: ProjectCommand<StacksOptions> = {
  name: 'deploy',
  description:
    'Deploys the stacks of an environment with Terraform, each after those that it reads. Shows the plan of each and asks ' +
    'before it is applied. Without names it deploys every stack. Make the state bucket first: npm run bootstrap.',
  declare: declareStacks,
  interrupted: 'Interrupted. Terraform has saved what it did. Run the command again: it goes on from here.',
  async run(context) {
    const { options, words, signal } = context;
    const prepared = await prepareStacks(context);
    const stacks = selectStacks(prepared.stacks, words.length === 0 ? ['*'] : words);
    const instead = `npm run deploy -- --yes --environment ${prepared.environment.name}`;
    try {
      const outcomes = await deploy({
        stacks,
        env: prepared.env,
        signal,
        parallelism: availableParallelism(),
        confirm: options.yes ? undefined : ({ name }) => confirm(`Apply this plan of ${name}?`, { instead, signal }),
        onOutput: printOf,
      });
      console.log(`\n${outcomesText(stacks, outcomes)}`);
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      console.error(`\n${error.message} Nothing further was changed.`);
      return EXIT.failed;
    }
  },
};
