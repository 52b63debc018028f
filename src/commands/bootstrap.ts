import { join } from 'node:path';
import { Bootstrap, type BootstrapResult } from '../bootstrap/bootstrap';
import { chosenEnvironment } from '../config/chosen-environment';
import { loadEnvironment } from '../config/load';
import { workFolder } from '../project';
import { ENVIRONMENT_OPTION, EXIT, type ProjectCommand } from '../shell/command';
import { confirm } from '../shell/confirm';
import { terraformEnvironment } from '../terraform/person';

/** Options of `npm run bootstrap`. */
interface BootstrapOptions {
  readonly environment?: string;
  readonly yes?: boolean;
}

const DONE: Record<BootstrapResult, string> = {
  created: 'The bucket exists and holds its own state. Next, deploy the stacks: npm run deploy.',
  changed: 'The bucket matches its stack again.',
  unchanged: 'The bucket exists. There is nothing to change.',
  declined: 'Nothing was changed.',
};

/** `npm run bootstrap` */
export const bootstrap: ProjectCommand<BootstrapOptions> = {
  name: 'bootstrap',
  description:
    "Creates the S3 bucket for Terraform's state, and moves the bucket's own state into it. Running it again changes nothing; " +
    'after an interruption it resumes. Uses your AWS credentials.',
  declare: (parser) => parser.option(...ENVIRONMENT_OPTION).option('-y, --yes', 'apply the plan without asking'),
  interrupted: 'Interrupted. Run the command again to resume.',
  async run({ options, env, signal }) {
    const environment = loadEnvironment(chosenEnvironment(options.environment, env).name);
    const onOutput = (line: string) => console.log(line);
    const question = `Apply this plan to the bucket ${environment.state.bucket}?`;
    const unattended = `npm run bootstrap -- --yes --environment ${environment.name}`;
    const result = await new Bootstrap({
      environment,
      folder: join(workFolder(environment.name), 'bootstrap'),
      env: await terraformEnvironment(env, { signal, say: onOutput }),
      aws: { region: environment.region },
      confirm: () => (options.yes ? Promise.resolve(true) : confirm(question, { unattended, signal })),
      onStep: (step) => console.log(`\n==> ${step}`),
      onOutput,
      signal,
    }).run();
    console.log(`\n${DONE[result]}`);
    return result === 'declined' ? EXIT.failed : EXIT.done;
  },
};
