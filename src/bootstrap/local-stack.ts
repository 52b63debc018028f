import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stackNames } from '../config/names';
import type { Environment } from '../config/schema';
import type { Finished } from '../process/run';
import { synthesize } from '../stacks/synthesize';
import { type TerraformOptions, terraform } from '../terraform/terraform';
import type { State } from './state-object';

/** Files beside the stack's configuration. */
const STATE = 'terraform.tfstate';
const BACKEND_OVERRIDE = 'backend_override.tf.json';

/** Properties of {@link LocalStack}. */
export interface LocalStackProps extends Pick<TerraformOptions, 'env' | 'signal' | 'killSignal' | 'onOutput'> {
  readonly environment: Environment;
  /** The folder of the stack. It holds the state until the bucket does, so it must survive an interruption. */
  readonly folder: string;
}

/** The state stack in its own folder, with its state in that folder or in the bucket. */
export class LocalStack {
  constructor(private readonly props: LocalStackProps) {}

  /** Writes the configuration. */
  async synthesize(): Promise<void> {
    const { environment, folder, env } = this.props;
    await mkdir(folder, { recursive: true });
    const all = await mkdtemp(join(folder, 'synth-'));
    try {
      synthesize(all, environment, { awsProviderVersion: env.AWS_PROVIDER_VERSION });
      await copyFile(join(all, 'stacks', stackNames.state, 'cdk.tf.json'), this.file('cdk.tf.json'));
    } finally {
      await rm(all, { recursive: true, force: true });
    }
  }

  /** Makes the next `terraform init` put the state into the folder. */
  async useLocalBackend(): Promise<void> {
    await writeFile(this.file(BACKEND_OVERRIDE), JSON.stringify({ terraform: { backend: { local: {} } } }));
  }

  /** Makes the next `terraform init` put the state into the bucket. */
  async useBucket(): Promise<void> {
    await rm(this.file(BACKEND_OVERRIDE), { force: true });
  }

  /** The state in the folder. `undefined` if it has no resources. */
  async state(): Promise<State | undefined> {
    if (!existsSync(this.file(STATE))) return undefined;
    // Terraform creates the file to lock it. It stays empty until there is something to write.
    const text = (await readFile(this.file(STATE), 'utf8')) || '{"resources":[]}';
    const state: State = JSON.parse(text);
    return state.resources.length > 0 ? state : undefined;
  }

  async remove(): Promise<void> {
    await rm(this.props.folder, { recursive: true, force: true });
  }

  /** Runs Terraform in the folder. */
  terraform(command: string, ...options: string[]): Promise<Finished> {
    const { folder, env, signal, killSignal, onOutput } = this.props;
    // -detailed-exitcode: 2 is "there are changes".
    const expected = command === 'plan' ? [0, 2] : [0];
    const args = [command, '-input=false', '-no-color', ...options];
    return terraform({ folder }, args, { env, signal, killSignal, onOutput, expected });
  }

  file(name: string): string {
    return join(this.props.folder, name);
  }
}
