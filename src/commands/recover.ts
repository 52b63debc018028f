import type { Command } from 'commander';
import { recover } from '../recovery/recover';
import { isRecovered, recoveryReport } from '../recovery/report';
import { ENVIRONMENT_OPTION, EXIT, type ProjectCommand } from '../shell/command';
import { confirm } from '../shell/confirm';
import { prepareStacks, type StacksOptions, unattendedCommand } from './stacks';

/** Options of `npm run recover`. */
interface RecoverOptions extends StacksOptions {
  readonly yes?: boolean;
}

/** Something is left that only a person can decide. */
const NEEDS_A_PERSON = 2;

/** `npm run recover` */
export const recoverCommand: ProjectCommand<RecoverOptions> = {
  name: 'recover',
  description:
    'Finds what an interrupted deployment left behind, in every stack of an environment: a lock, a state that could not be ' +
    'saved, tainted resources, and objects in AWS that are in no state. Asks before it releases, saves or untaints, and ' +
    'writes import blocks that the next plan shows. Deletes nothing.',
  declare: (parser: Command) =>
    parser.option(...ENVIRONMENT_OPTION).option('-y, --yes', 'release locks, save states and untaint without asking'),
  furtherStatuses: `${NEEDS_A_PERSON} something needs your decision`,
  async run(context) {
    const { options, signal } = context;
    const { environment, stacks, env } = await prepareStacks(context);
    const unattended = unattendedCommand('recover', [], environment.name);
    // Without a terminal it only reports, so that it can be tried anywhere.
    const ask = async (question: string) =>
      options.yes || (process.stdin.isTTY && (await confirm(question, { unattended, signal })));
    const recoveries = await recover({
      stacks,
      env,
      signal,
      aws: {},
      unlock: ({ name }, { Who, Created }) =>
        ask(`${name} is locked by ${Who} since ${Created}. Is that run over, and may its lock be released?`),
      untaint: ({ name }, tainted) =>
        ask(`Keep these of ${name}, whose creation was interrupted: ${tainted.join(', ')}?`),
      pushState: ({ name }) => ask(`Save errored.tfstate as the state of ${name}?`),
      onStep: (step) => console.error(`==> ${step}`),
    });
    console.log(`\n${recoveryReport(recoveries, unattended)}`);
    const open = recoveries.filter((recovery) => !isRecovered(recovery));
    if (open.length > 0) return NEEDS_A_PERSON;
    console.log(`\nNext: npm run deploy -- --environment ${environment.name}`);
    return EXIT.done;
  },
};
