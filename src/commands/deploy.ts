import { availableParallelism } from 'node:os';
import { EXIT, type ProjectCommand } from '../shell/command';
import { confirm } from '../shell/confirm';
import { Declined, deploy } from '../terraform/deploy';
import { selectStacks } from '../terraform/stacks';
import { declareStacks, outcomesText, prepareStacks, printLine, type StacksOptions, unattendedCommand } from './stacks';

/** `npm run deploy` */
export const deployCommand: ProjectCommand<StacksOptions> = {
  name: 'deploy',
  description:
    'Deploys stacks of an environment with Terraform, in dependency order. Shows the plan of each and asks before applying ' +
    'it. Without names, deploys every stack. Create the state bucket first: npm run bootstrap.',
  declare: declareStacks,
  interrupted: 'Interrupted. Terraform has saved its state. Run the command again to resume.',
  async run(context) {
    const { options, words, signal } = context;
    const prepared = await prepareStacks(context);
    const stacks = selectStacks(prepared.stacks, words.length === 0 ? ['*'] : words);
    const unattended = unattendedCommand('deploy', words, prepared.environment.name);
    try {
      const outcomes = await deploy({
        stacks,
        env: prepared.env,
        signal,
        parallelism: availableParallelism(),
        confirm: options.yes ? undefined : ({ name }) => confirm(`Apply this plan to ${name}?`, { unattended, signal }),
        onOutput: printLine,
      });
      console.log(`\n${outcomesText(stacks, outcomes)}`);
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      console.error(`\n${error.message} Nothing else was changed.`);
      return EXIT.failed;
    }
  },
};
