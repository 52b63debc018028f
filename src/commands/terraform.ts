import { type CommandContext, ENVIRONMENT_OPTION, type ProjectCommand } from '../shell/command';
import { selectStacks } from '../terraform/stacks';
import { interactiveTerraform, terraform } from '../terraform/terraform';
import { prepareStacks, type StacksOptions } from './stacks';

/** `npm run terraform` */
export const terraformCommand: ProjectCommand<StacksOptions> = {
  name: 'terraform',
  description:
    "Runs Terraform in a stack's folder, freshly synthesised and initialised, with the AWS provider that this machine can " +
    'get: npm run terraform -- redis-service plan. Options of this command come before the name of the stack.',
  declare: (parser) =>
    parser
      .enablePositionalOptions()
      .passThroughOptions()
      .argument('<stack>', 'name of a stack')
      .argument('<arguments...>', "Terraform's own")
      .option(...ENVIRONMENT_OPTION),
  furtherStatuses: "else Terraform's own",
  async run(context: CommandContext<StacksOptions>) {
    const { words, signal } = context;
    const [name = '', ...args] = words;
    const { stacks, env } = await prepareStacks(context);
    for (const stack of selectStacks(stacks, [name])) {
      if (args[0] !== 'init') await terraform(stack, ['init', '-input=false', '-no-color'], { env, signal });
      const status = await interactiveTerraform(stack, args, env);
      if (status !== 0) return status;
    }
    return 0;
  },
};
