import { join } from 'node:path';
import { Bootstrap } from '../bootstrap/bootstrap';
import { stackNames } from '../config/names';
import { workFolder } from '../project';
import { type CommandContext, EXIT, type ProjectCommand } from '../shell/command';
import { confirm } from '../shell/confirm';
import { selectStacks } from '../terraform/stacks';
import { applyAll } from './applying';
import { RISK_STATUS } from './review-options';
import { withSession } from './session';
import { type ChangeOptions, declareChange, type PreparedStacks, prepareStacks, unattendedCommand } from './stacks';

/** `npm run destroy` */
export const destroyCommand: ProjectCommand<ChangeOptions> = {
  name: 'destroy',
  description:
    'Plans the destruction of stacks of an environment, shows the review of all plans, asks once, and applies them in reverse ' +
    'dependency order. Without names, destroys every stack but state: destroy the bucket last, with ' +
    '`npm run destroy -- state`.\nRefuses an environment with deletionProtection.',
  declare: declareChange,
  furtherStatuses: RISK_STATUS,
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

async function destroyStacks(
  { options, words, signal }: CommandContext<ChangeOptions>,
  prepared: PreparedStacks,
): Promise<number> {
  const all = prepared.stacks.filter(({ name }) => name !== stackNames.state);
  const stacks = selectStacks(all, words.length === 0 ? ['*'] : words);
  const unattended = unattendedCommand('destroy', words, prepared.environment.name);
  return withSession({ ...prepared, allow: options.allow, destroying: true, signal }, async (session) => {
    const deployed = await session.deployed(stacks);
    const absent = stacks.filter((stack) => !deployed.includes(stack));
    return applyAll({
      session,
      stacks,
      results: () => session.plan(deployed),
      ask: options.yes ? undefined : () => confirm('Destroy these resources?', { unattended, signal }),
      outcomes: new Map(absent.map(({ name }) => [name, 'Nothing to destroy.'])),
      signal,
    });
  });
}

async function destroyBucket(
  { options, signal }: CommandContext<ChangeOptions>,
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
