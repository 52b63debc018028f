import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { chosenEnvironment } from '../config/chosen-environment';
import { OUTPUT, PROJECT } from '../project';
import { ENVIRONMENT_OPTION, EXIT, type ProjectCommand, roleOption } from '../shell/command';
import { errorText } from '../shell/error-text';
import { table } from '../shell/table';
import { publish } from '../stacks/publish';
import { readStacks, type Stack } from '../terraform/stacks';

/** Options of `npm run synth`. */
interface SynthOptions {
  readonly environment?: string;
  readonly role?: 'deploy' | 'plan';
}

/** `npm run synth` */
export const synth: ProjectCommand<SynthOptions> = {
  name: 'synth',
  description:
    'Checks an environment and writes its stacks as Terraform JSON to cdktf.out/stacks/<stack>, replacing what was ' +
    'there. Needs neither AWS credentials nor Terraform.\nAfter a failed synth the folder has no stacks.',
  declare: (parser) => parser.option(...ENVIRONMENT_OPTION).addOption(roleOption()),
  async run({ options, env }) {
    const { name, by } = chosenEnvironment(options.environment, env);
    try {
      publish(OUTPUT, name, env, options.role);
    } catch (error) {
      console.error(`${errorText(error)}\n\ncdktf.out has no stacks until a synth succeeds.`);
      return EXIT.failed;
    }
    console.log(`Environment ${name} (chosen by ${by})\n`);
    console.log(summary(readStacks(OUTPUT)));
    return EXIT.done;
  },
};

/** A table of each stack's size and folder. */
function summary(stacks: readonly Stack[]): string {
  const rows = stacks.map(({ name, folder }) => {
    const { resource, data } = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
    return [name, String(count(resource)), String(count(data)), relative(PROJECT, folder)];
  });
  return table([['stack', 'resources', 'data sources', 'folder'], ...rows]);
}

const count = (blocks: Record<string, object> = {}) =>
  Object.values(blocks).reduce((sum, byName) => sum + Object.keys(byName).length, 0);
