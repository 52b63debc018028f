import { isDeepStrictEqual } from 'node:util';
import type { AwsConfig } from '../terraform/aws';
import { LocalStack, type LocalStackProps } from './local-stack';
import { type State, StateObject } from './state-object';

/** Properties of {@link Bootstrap}. */
export interface BootstrapProps extends LocalStackProps {
  /** Configuration of the AWS SDK, for the same account that `env` gives Terraform. */
  readonly aws: AwsConfig;
  /** Asks whether to apply the plan that has been printed. */
  readonly confirm: () => Promise<boolean>;
  /** Receives the name of each step before it begins. */
  readonly onStep: (step: string) => void;
}

/** The outcome of {@link Bootstrap.run}. */
export type BootstrapResult = 'created' | 'changed' | 'unchanged' | 'declined';

const PLAN = 'bootstrap.tfplan';

/** Creates the state bucket, which then holds its own state, and destroys it again. */
export class Bootstrap {
  private readonly object: StateObject;
  private readonly stack: LocalStack;

  constructor(private readonly props: BootstrapProps) {
    this.object = new StateObject(props.environment, props.aws);
    this.stack = new LocalStack(props);
  }

  /**
   * Creates or updates the bucket. Resumes an interrupted run.
   *
   * @throws Error if the bucket exists but its state can't be found
   */
  async run(): Promise<BootstrapResult> {
    const { onStep } = this.props;
    onStep('Looking for the bucket and its state');
    await this.object.requireAccess();
    const remote = await this.object.read();
    const local = await this.stack.state();
    if (!remote && !local && (await this.object.bucketExists())) throw this.strangeBucket();
    if (remote && local && !sameResources(remote, local)) throw this.twoStates();
    // Otherwise Terraform would offer to migrate the local state of an interrupted run, which is in the bucket already.
    if (remote) await this.stack.remove();

    onStep('Synthesising the state stack');
    await this.stack.synthesize();
    const result = remote ? await this.update() : await this.create();
    // Keep the local state of a partly created bucket if the plan for the rest is declined.
    const isComplete = result !== 'declined' || remote || !local;
    if (isComplete) await this.stack.remove();
    return result;
  }

  /**
   * Destroys the bucket, after moving its state to this machine.
   *
   * @throws Error if the bucket still holds the state of other resources
   */
  async destroy(): Promise<'destroyed' | 'absent' | 'declined'> {
    const { confirm, onStep } = this.props;
    onStep('Looking for the bucket and its state');
    await this.object.requireAccess();
    const remote = await this.object.read();
    const local = await this.stack.state();
    if (!remote && !local) return 'absent';
    if (remote) await this.refuseOthers();

    await this.stack.synthesize();
    // An interrupted run has moved the state already, and may have destroyed some resources since.
    if (!local) {
      onStep('Moving the state of the bucket to this machine');
      await this.stack.useBucket();
      await this.stack.terraform('init', '-reconfigure');
    }
    await this.stack.useLocalBackend();
    await this.stack.terraform('init', '-migrate-state', '-force-copy');
    await this.stack.terraform('plan', '-destroy', `-out=${PLAN}`);
    if (!(await confirm())) return 'declined';
    onStep('Destroying the bucket');
    await this.stack.terraform('apply', PLAN);
    await this.stack.remove();
    return 'destroyed';
  }

  private async update(): Promise<BootstrapResult> {
    this.props.onStep('Comparing the bucket with the stack');
    await this.stack.terraform('init', '-reconfigure');
    return this.applyChanges();
  }

  private async create(): Promise<BootstrapResult> {
    const { onStep, folder } = this.props;
    onStep('Planning the bucket, with a local state until it exists');
    await this.stack.useLocalBackend();
    await this.stack.terraform('init', '-reconfigure');
    if ((await this.applyChanges()) === 'declined') return 'declined';

    onStep('Moving the state into the bucket');
    const local = await this.stack.state();
    await this.stack.useBucket();
    await this.stack.terraform('init', '-migrate-state', '-force-copy');
    const remote = await this.object.read();
    if (!remote || !local || !sameResources(remote, local)) {
      throw new Error(
        `The state was not moved to s3://${this.object.bucket}/${this.object.key}. It is still in ${folder}. Run this ` +
          'command again.',
      );
    }
    return 'created';
  }

  /** Plans, asks, and applies the plan. */
  private async applyChanges(): Promise<'changed' | 'unchanged' | 'declined'> {
    const { confirm, onStep } = this.props;
    const { exitCode } = await this.stack.terraform('plan', '-detailed-exitcode', `-out=${PLAN}`);
    if (exitCode === 0) return 'unchanged';
    if (!(await confirm())) return 'declined';
    onStep('Applying the plan');
    await this.stack.terraform('apply', PLAN);
    return 'changed';
  }

  private async refuseOthers(): Promise<void> {
    const inUse = await this.object.othersInUse();
    if (inUse.length === 0) return;
    throw new Error(
      [
        `The bucket "${this.object.bucket}" still holds the state of deployed stacks:`,
        ...inUse.map((key) => `  ${key}`),
        'Destroy them first with npm run destroy -- --environment <name>, where <name> is the part of the key before ' +
          'the first slash. Without its state, Terraform can neither change nor destroy a stack.',
      ].join('\n'),
    );
  }

  private strangeBucket(): Error {
    const { bucket, key } = this.object;
    return new Error(
      `The bucket "${bucket}" exists, but its state is neither at s3://${bucket}/${key} nor in ` +
        `${this.props.folder}.\n` +
        '- If it belongs to another account (bucket names are globally unique), choose another name in state.bucket.\n' +
        '- If another environment created it, leave it to that one: a bucket has a single manager.\n' +
        '- If it is yours and empty, delete it and run this command again.\n' +
        '- If it is yours and holds states, import it: https://developer.hashicorp.com/terraform/cli/import',
    );
  }

  private twoStates(): Error {
    const { bucket, key } = this.object;
    return new Error(
      `An interrupted run left a state in ${this.props.folder} that differs from s3://${bucket}/${key}. Compare them. If ` +
        'the one in the bucket is complete, delete that folder and run this command again.',
    );
  }
}

const sameResources = (a: State, b: State) => isDeepStrictEqual(a.resources, b.resources);
