import type { ProjectCommand } from '../shell/command';
import { confirm } from '../shell/confirm';
import { selectStacks } from '../terraform/stacks';
import { applyAll } from './applying';
import { RISK_STATUS } from './review-options';
import { withSession } from './session';
import { type ChangeOptions, declareChange, prepareStacks, unattendedCommand } from './stacks';

/** `npm run deploy` */
export const deployCommand: ProjectCommand<ChangeOptions> = {
  name: 'deploy',
  description:
    'Plans stacks of an environment, shows the review of all plans, asks once, and applies them in dependency order. Stacks ' +
    'that have to wait for others are planned, shown and asked about after those. Without names, deploys every stack. Refuses ' +
    'risks that are not allowed. Create the state bucket first: npm run bootstrap.',
  declare: declareChange,
  furtherStatuses: RISK_STATUS,
  interrupted: 'Interrupted. Terraform has saved its state. Run the command again to resume.',
  async run({ options, words, env, signal }) {
    const prepared = await prepareStacks({ options, env, signal });
    const stacks = selectStacks(prepared.stacks, words.length === 0 ? ['*'] : words);
    const unattended = unattendedCommand('deploy', words, prepared.environment.name);
    return withSession({ ...prepared, allow: options.allow, signal }, (session) =>
      applyAll({
        session,
        stacks,
        results: () => session.plan(stacks),
        ask: options.yes ? undefined : () => confirm('Apply these plans?', { unattended, signal }),
        signal,
      }),
    );
  },
};
