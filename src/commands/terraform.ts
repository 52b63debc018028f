import { type CommandContext, ENVIRONMENT_OPTION, type ProjectCommand } from '../shell/command';
import { initArguments } from '../terraform/lock-file';
import { selectStacks } from '../terraform/stacks';
import { interactiveTerraform, terraform } from '../terraform/terraform';
import { prepareStacks, type StacksOptions } from './stacks';

/** `npm run terraform` */
export const terraformCommand: ProjectCommand<StacksOptions> = {
  name: 'terraform',
  description:
    'Synthesises and initialises a stack, then runs Terraform in its folder with the AWS provider found on this machine. ' +
    "Example: npm run terraform -- redis-service plan. This command's own options come before the stack's name.",
  declare: (parser) =>
    parser
      .enablePositionalOptions()
      .passThroughOptions()
      .argument('<stack>', 'name of a stack')
      .argument('<arguments...>', "Terraform's command and its arguments")
      .option(...ENVIRONMENT_OPTION),
  furtherStatuses: "else Terraform's own",
  async run(context: CommandContext<StacksOptions>) {
    const { words, signal } = context;
    const [name = '', ...args] = words;
    const { stacks, env } = await prepareStacks(context);
    for (const stack of selectStacks(stacks, [name])) {
      if (args[0] !== 'init') await terraform(stack, initArguments(), { env, signal });
      const status = await interactiveTerraform(stack, args, env);
      if (status !== 0) return status;
    }
    return 0;
  },
};
