import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { stackNames } from '../config/names';
import type { Environment } from '../config/schema';
import type { AwsConfig } from '../terraform/aws';
import { terraformBinary } from '../terraform/binary';
import { synthesize } from '../terraform/cdktf';
import { type Finished, type RunOptions, run } from '../process/run';
import { type State, StateObject } from './state-object';

/** Properties of {@link Bootstrap}. */
export interface BootstrapProps extends Pick<RunOptions, 'env' | 'signal' | 'killSignal' | 'onOutput'> {
  readonly environment: Environment;
  /** The command that synthesises the stacks. */
  readonly app: string;
  /** The folder worked in. It has the state until the bucket has it, so it must outlive an interruption. */
  readonly folder: string;
  /** How the AWS SDK gets to the account that `env` leads Terraform to. */
  readonly aws: AwsConfig;
  /** Is asked before anything is made or changed, when the plan has been printed. */
  readonly confirm: () => Promise<boolean>;
  /** Receives what is done next. */
  readonly onStep: (step: string) => void;
}

/** What {@link Bootstrap.run} came to. */
export type BootstrapResult = 'created' | 'changed' | 'unchanged' | 'declined';

/** Files beside the stack's own. */
const LOCAL_STATE = 'terraform.tfstate';
const OVERRIDE = 'backend_override.tf.json';
const PLAN = 'bootstrap.tfplan';

/** Makes the state bucket, and moves the state of the stack that made it into it. */
export class Bootstrap {
  private readonly object: StateObject;

  constructor(private readonly props: BootstrapProps) {
    this.object = new StateObject(props.environment, props.aws);
  }

  /**
   * Makes what is missing, from wherever an earlier run was interrupted, and changes what is different.
   *
   * @throws Error where the bucket exists and nobody knows its state.
   */
  async run(): Promise<BootstrapResult> {
    const { folder, onStep } = this.props;
    onStep('Looking for the bucket and its state');
    const remote = await this.object.read();
    const local = await this.localState();
    if (!remote && !local && (await this.object.bucketExists())) throw this.strangeBucket();
    if (remote && local && !sameResources(remote, local)) throw this.twoStates();
    // Terraform would offer to move what an interrupted run has left to where it already is.
    if (remote) await rm(folder, { recursive: true, force: true });

    onStep('Synthesising the state stack');
    await this.synthesizeStack();
    const result = remote ? await this.update() : await this.create();
    // A plan that nobody confirmed can be of a bucket that is made in part.
    const done = result !== 'declined' || remote || !local;
    if (done) await rm(folder, { recursive: true, force: true });
    return result;
  }

  private async update(): Promise<BootstrapResult> {
    this.props.onStep('Comparing the bucket with the stack');
    await this.terraform('init', '-reconfigure');
    return this.applyChanges();
  }

  private async create(): Promise<BootstrapResult> {
    const { onStep } = this.props;
    onStep('Planning the bucket, with the state on this machine until there is one');
    await writeFile(this.file(OVERRIDE), JSON.stringify({ terraform: { backend: { local: {} } } }));
    await this.terraform('init', '-reconfigure');
    if ((await this.applyChanges()) === 'declined') return 'declined';

    onStep('Moving the state into the bucket');
    const local = await this.localState();
    await rm(this.file(OVERRIDE));
    await this.terraform('init', '-migrate-state', '-force-copy');
    const remote = await this.object.read();
    if (!remote || !local || !sameResources(remote, local)) {
      throw new Error(
        `The state has not arrived at s3://${this.object.bucket}/${this.object.key}. It still is in ${this.props.folder}: ` +
          'run this command again.',
      );
    }
    return 'created';
  }

  /** Plans, asks, and applies what was planned. */
  private async applyChanges(): Promise<'changed' | 'unchanged' | 'declined'> {
    const { confirm, onStep } = this.props;
    const { exitCode } = await this.terraform('plan', '-detailed-exitcode', `-out=${PLAN}`);
    if (exitCode === 0) return 'unchanged';
    if (!(await confirm())) return 'declined';
    onStep('Applying the plan');
    await this.terraform('apply', PLAN);
    return 'changed';
  }

  /** Only the one stack, and beside no other: synthesis removes folders of stacks that there are no more. */
  private async synthesizeStack(): Promise<void> {
    const { app, folder, env, signal, killSignal, onOutput } = this.props;
    await mkdir(folder, { recursive: true });
    const outdir = await mkdtemp(join(folder, 'synth-'));
    try {
      await synthesize(app, outdir, { env, signal, killSignal, onOutput });
      await copyFile(join(outdir, 'stacks', stackNames.state, 'cdk.tf.json'), this.file('cdk.tf.json'));
    } finally {
      await rm(outdir, { recursive: true, force: true });
    }
  }

  private terraform(command: string, ...options: string[]): Promise<Finished> {
    const { folder, env, signal, killSignal, onOutput } = this.props;
    // -detailed-exitcode: 2 is "there are changes".
    const expected = command === 'plan' ? [0, 2] : [0];
    const args = [command, '-input=false', '-no-color', ...options];
    return run(terraformBinary(env), args, { cwd: folder, env, signal, killSignal, onOutput, expected });
  }

  /** What an interrupted run has left. */
  private async localState(): Promise<State | undefined> {
    if (!existsSync(this.file(LOCAL_STATE))) return undefined;
    // Terraform makes the file when it begins to plan, and only locks it until it has something to write.
    const text = (await readFile(this.file(LOCAL_STATE), 'utf8')) || '{"resources":[]}';
    const state: State = JSON.parse(text);
    return state.resources.length > 0 ? state : undefined;
  }

  private file(name: string): string {
    return join(this.props.folder, name);
  }

  private strangeBucket(): Error {
    const { bucket, key } = this.object;
    return new Error(
      `The bucket "${bucket}" exists, but there is no state of it: neither s3://${bucket}/${key} nor one in ` +
        `${this.props.folder}. Bucket names are unique among all accounts, so it can be somebody else's. ` +
        'If it is, set state.bucket in the environment to another name. If it is yours and empty, delete it and run ' +
        'this command again. If it holds states, import it: https://developer.hashicorp.com/terraform/cli/import',
    );
  }

  private twoStates(): Error {
    const { bucket, key } = this.object;
    return new Error(
      `${this.file(LOCAL_STATE)}, which an interrupted run has left, differs from s3://${bucket}/${key}. ` +
        'Compare the two: what the second knows of the bucket is what counts, if it is all there. Then remove the first.',
    );
  }
}

const sameResources = (a: State, b: State) => isDeepStrictEqual(a.resources, b.resources);
