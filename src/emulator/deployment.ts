import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Bootstrap, type BootstrapResult } from '../bootstrap/bootstrap';
import { stackNames } from '../config/names';
import type { Environment } from '../config/schema';
import { emulatorAwsConfig } from '../terraform/aws';
import { terraformBinary } from '../terraform/binary';
import { cdktf, DEFAULT_APP, synthesize } from '../terraform/cdktf';
import { emulatorProcessEnvironment } from '../process/environment';
import type { ProviderSource } from '../terraform/provider';
import { type Finished, type ProcessEnvironment, run } from '../process/run';
import { seed } from './seed';

/** Properties of {@link Deployment}. */
export interface DeploymentProps {
  readonly environment: Environment;
  /** URL of the emulator. */
  readonly endpoint: string;
  readonly provider: ProviderSource;
  /** An existing, empty folder for all that is written. */
  readonly folder: string;
  /**
   * The command that synthesises the stacks.
   * @default - that of cdktf.json
   */
  readonly app?: string;
  /**
   * The environment that PATH and the like are taken from.
   * @default process.env
   */
  readonly from?: NodeJS.ProcessEnv;
  /** Receives what the processes print, line by line. */
  readonly onOutput?: (line: string) => void;
  /** Kills the running process, and all that it has started. */
  readonly signal?: AbortSignal;
}

/** Environments on the emulator: made, looked at and removed by the very commands that people use on AWS. */
export class Deployment {
  /** The environment of every process. */
  readonly env: ProcessEnvironment;
  /** Where the stacks are: `stacks/<stack>/cdk.tf.json`. */
  readonly outdir: string;
  private readonly app: string;

  constructor(private readonly props: DeploymentProps) {
    this.env = emulatorProcessEnvironment(props);
    this.outdir = join(props.folder, 'cdktf.out');
    this.app = props.app ?? DEFAULT_APP;
  }

  /** Makes what the environment refers to. */
  async seed(): Promise<void> {
    await seed(this.props.environment, this.props.endpoint);
  }

  /** `npm run bootstrap` */
  async bootstrap(): Promise<BootstrapResult> {
    const { environment, endpoint, folder, onOutput } = this.props;
    const bootstrap = new Bootstrap({
      ...this.processOptions(),
      environment,
      app: this.app,
      folder: join(folder, 'bootstrap'),
      aws: emulatorAwsConfig(endpoint, environment.region),
      confirm: () => Promise.resolve(true),
      onStep: (step) => onOutput?.(step),
    });
    return bootstrap.run();
  }

  /** Writes the stacks, and does nothing with them. */
  async synthesize(): Promise<void> {
    await synthesize(this.app, this.outdir, this.processOptions());
  }

  /** `cdktf deploy`. `*` in the name of a stack stands for anything. */
  async deploy(stacks: readonly string[] = ['*']): Promise<void> {
    await this.cdktf('deploy', stacks);
  }

  /**
   * `cdktf destroy`, which needs an environment without deletion protection.
   *
   * @param stacks - by default all but `state`: it can't keep the state of its own removal
   */
  async destroy(stacks: readonly string[] = ['redis-*']): Promise<void> {
    await this.cdktf('destroy', stacks);
  }

  /** Plain Terraform in a stack's folder. An exit status other than 0 and the expected ones is an error. */
  async terraform(stack: string, args: readonly string[], expected: readonly number[] = [0]): Promise<Finished> {
    const cwd = join(this.outdir, 'stacks', stack);
    return run(terraformBinary(this.env), args, { ...this.processOptions(), cwd, expected });
  }

  /** The values of a deployed stack's outputs, by name. */
  async outputs(stack: string): Promise<Record<string, unknown>> {
    const { stdout } = await this.terraform(stack, ['output', '-json']);
    const outputs = Object.entries<{ value: unknown }>(JSON.parse(stdout));
    return Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
  }

  /** A deployed stack's state, as `terraform show -json` prints it. */
  async showState(stack: string): Promise<unknown> {
    const { stdout } = await this.terraform(stack, ['show', '-json']);
    return JSON.parse(stdout);
  }

  /** The environment's stacks. */
  get stacks(): string[] {
    const { consumers, service } = this.props.environment;
    return [
      stackNames.state,
      stackNames.service,
      ...consumers.map(({ name }) => stackNames.consumer(name)),
      ...(service.acceptance === 'manual'
        ? consumers.flatMap(({ name }) => [stackNames.acceptance(name), stackNames.publication(name)])
        : []),
    ];
  }

  private async cdktf(command: string, stacks: readonly string[]): Promise<void> {
    await mkdir(this.outdir, { recursive: true });
    const options = [
      '--auto-approve',
      '--skip-provider-lock',
      '--no-color',
      `--parallelism=${availableParallelism()}`,
      // Most resources are nothing but waiting for AWS, as the provider sees it: 15 s a Route 53 record.
      '--terraform-parallelism=50',
    ];
    await cdktf([command, ...stacks, ...options, '--app', this.app, '--output', this.outdir], this.processOptions());
  }

  private processOptions() {
    const { onOutput, signal } = this.props;
    // Nothing here is worth waiting for: all that a process could leave half done goes with the emulator.
    return { env: this.env, onOutput, signal, killSignal: 'SIGKILL' as const };
  }
}
