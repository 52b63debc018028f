import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Bootstrap, type BootstrapResult } from '../bootstrap/bootstrap';
import type { Environment } from '../config/schema';
import type { Finished, ProcessEnvironment, RunOptions } from '../process/run';
import { synthesize } from '../stacks/synthesize';
import { deploy, destroy } from '../terraform/deploy';
import { replaceStacks } from '../terraform/output-folder';
import type { ProviderSource } from '../terraform/provider';
import { readStacks, type Stack, selectStacks } from '../terraform/stacks';
import { outputsOf, terraform } from '../terraform/terraform';
import { type EmulatorCredentials, emulatorAwsConfig } from './aws';
import { emulatorProcessEnvironment } from './process-environment';
import { seed } from './seed';

/** Properties of {@link Deployment}. */
export interface DeploymentProps extends Pick<RunOptions, 'signal' | 'onOutput' | 'killSignal'> {
  readonly environment: Environment;
  /** URL of the emulator. */
  readonly endpoint: string;
  readonly provider: ProviderSource;
  /** An existing folder for everything that is written. */
  readonly folder: string;
  /**
   * The credentials that everything starts with.
   * @default - the root user's
   */
  readonly credentials?: EmulatorCredentials;
  /**
   * The role that Terraform assumes in every account.
   * @default 'deploy'
   */
  readonly role?: 'deploy' | 'plan';
  /**
   * The environment that PATH and the like are taken from.
   * @default process.env
   */
  readonly from?: NodeJS.ProcessEnv;
}

/** The emulator has its own credentials, and no AWS configuration to find a profile in. */
function withoutProfiles(environment: Environment): Environment {
  const accounts = Object.entries(environment.accounts).map(([name, account]) => [
    name,
    { ...account, profile: undefined },
  ]);
  return { ...environment, accounts: Object.fromEntries(accounts) };
}

/** Most resources spend their time in the provider's own waiting: 15 s for a Route 53 record. */
const RESOURCE_PARALLELISM = 50;

/** An environment on the emulator, deployed and destroyed by the code that people use on AWS. */
export class Deployment {
  /** The environment of every process. */
  readonly env: ProcessEnvironment;
  /** The folder with the stacks: `stacks/<stack>/cdk.tf.json`. */
  readonly outdir: string;

  private readonly props: DeploymentProps;

  constructor(props: DeploymentProps) {
    this.props = { ...props, environment: withoutProfiles(props.environment) };
    this.env = emulatorProcessEnvironment(props);
    this.outdir = join(props.folder, 'cdktf.out');
  }

  /** Creates what the environment refers to. */
  async seed(): Promise<void> {
    await seed(this.props.environment, this.props.endpoint);
  }

  /** Like `npm run bootstrap`. */
  async bootstrap(): Promise<BootstrapResult> {
    return this.bootstrapping().run();
  }

  /** Like `npm run destroy -- state --yes`. */
  async destroyBucket(): Promise<void> {
    await this.bootstrapping().destroy();
  }

  /** Writes the stacks of the environment. */
  synthesize(): Stack[] {
    const { environment, role } = this.props;
    const options = { awsProviderVersion: this.env.AWS_PROVIDER_VERSION, role };
    replaceStacks(this.outdir, environment.name, (folder) => synthesize(folder, environment, options));
    return readStacks(this.outdir);
  }

  /** Like `npm run deploy -- --yes`. `*` in the name of a stack stands for anything. */
  async deploy(stacks: readonly string[] = ['*']): Promise<void> {
    await deploy(this.deployProps(stacks));
  }

  /**
   * Like `npm run destroy -- --yes`, without its refusal of protected environments.
   *
   * @param stacks by default all but `state`, which can't keep the state of its own removal
   */
  async destroy(stacks: readonly string[] = ['redis-*']): Promise<void> {
    await destroy(this.deployProps(stacks));
  }

  /** Terraform in the folder of a stack. An exit status other than 0 and the expected ones is an error. */
  async terraform(stack: string, args: readonly string[], expected: readonly number[] = [0]): Promise<Finished> {
    return terraform(this.stack(stack), args, { ...this.processOptions(), expected });
  }

  /** The values of a deployed stack's outputs, by name. */
  async outputs(stack: string): Promise<Record<string, unknown>> {
    return outputsOf(this.stack(stack), this.processOptions());
  }

  /** A deployed stack's state, as `terraform show -json` prints it. */
  async showState(stack: string): Promise<unknown> {
    const { stdout } = await this.terraform(stack, ['show', '-json']);
    return JSON.parse(stdout);
  }

  /** The names of the environment's stacks, as they were synthesised last. */
  get stacks(): string[] {
    return readStacks(this.outdir).map(({ name }) => name);
  }

  private bootstrapping(): Bootstrap {
    const { environment, endpoint, folder, credentials, onOutput } = this.props;
    return new Bootstrap({
      ...this.processOptions(),
      environment,
      folder: join(folder, 'bootstrap'),
      aws: emulatorAwsConfig(endpoint, environment.region, credentials),
      confirm: () => Promise.resolve(true),
      onStep: (step) => onOutput?.(step),
    });
  }

  private stack(name: string): Pick<Stack, 'folder'> {
    return { folder: join(this.outdir, 'stacks', name) };
  }

  private deployProps(names: readonly string[]) {
    const { onOutput } = this.props;
    return {
      ...this.processOptions(),
      stacks: selectStacks(this.synthesize(), names),
      parallelism: availableParallelism(),
      resourceParallelism: RESOURCE_PARALLELISM,
      onOutput: (_: Stack, line: string) => onOutput?.(line),
    };
  }

  private processOptions() {
    // Nothing here is worth waiting for: whatever a killed process leaves half done goes with the emulator.
    const { onOutput, signal, killSignal = 'SIGKILL' } = this.props;
    return { env: this.env, onOutput, signal, killSignal };
  }
}
