import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startEmulator } from '../emulator/emulator';
import { pythonEnvironment } from '../emulator/python';
import { emulatedActions } from '../permissions/proof/actions';
import { type Experiment, keyOf, withholdEach } from '../permissions/proof/minimal';
import { workFolder } from '../project';
import { EXIT, type ProjectCommand } from '../shell/command';
import { locateProvider } from '../terraform/provider';

/** Options of `npm run permissions:minimal`. */
interface MinimalOptions {
  readonly emulators: string;
}

/** `npm run permissions:minimal` */
export const permissionsMinimal: ProjectCommand<MinimalOptions> = {
  name: 'permissions:minimal',
  description:
    'Goes through the life of a deployment on the AWS emulator, and repeats each step without each action that it used: the step must fail. Needs no AWS account. After an interruption, a run skips the actions that are done.',
  declare: (parser) => parser.option('--emulators <count>', 'emulators at the same time', '3'),
  interrupted: 'Interrupted. Run the command again to resume.',
  async run({ options, env, signal }) {
    const parallelism = emulators(options.emulators);
    const folder = workFolder('permissions-minimal');
    const results = new Results(join(folder, 'results.json'));
    const all = emulatedActions();
    const actions = all.filter((one) => !results.done.has(keyOf(one)));
    console.log(`${all.length} actions, ${all.length - actions.length} of them done before.`);
    const emulator = await startEmulator({
      python: await pythonEnvironment({ signal }),
      accountId: '111111111111',
      logFile: join(folder, 'emulator.log'),
      signal,
    });
    try {
      const superfluous = await withholdEach({
        emulator,
        provider: await locateProvider(env, { signal }),
        actions,
        parallelism,
        onStep: (step) => console.log(`==> ${step}`),
        onExperiment: (experiment) => {
          results.add(experiment);
          const { role, action, failed } = experiment;
          console.log(`  ${failed ? 'fails' : 'GOES ON'} without ${action} (${role})`);
        },
        signal,
      });
      console.log(`\n${all.length - superfluous.length} actions are needed, ${superfluous.length} superfluous.`);
      for (const { role, action } of superfluous) console.log(`  ${action} (${role})`);
      return superfluous.length === 0 ? EXIT.done : EXIT.failed;
    } finally {
      await emulator.stop();
    }
  },
};

function emulators(given: string): number {
  const count = Number(given);
  if (Number.isInteger(count) && count >= 1 && count <= 32) return count;
  throw new Error(`--emulators ${given} is not a whole number from 1 to 32.`);
}

/** The outcomes so far, in a file that outlives an interruption. */
class Results {
  private readonly experiments: Experiment[];

  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.experiments = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  }

  /** Keys of the actions without which a step failed. */
  get done(): Set<string> {
    return new Set(this.experiments.filter(({ failed }) => failed).map(keyOf));
  }

  add(experiment: Experiment): void {
    this.experiments.push(experiment);
    writeFileSync(this.file, `${JSON.stringify(this.experiments, null, 2)}\n`);
  }
}
