import { isDeepStrictEqual } from 'node:util';
import type { AwsConfig } from '../terraform/aws';
import { LocalStack, type LocalStackProps } from './local-stack';
import { type State, StateObject } from './state-object';

/** Properties of {@link Bootstrap}. */
export interface BootstrapProps extends LocalStackProps {
  /** How the AWS SDK reaches the account that `env` leads Terraform to. */
  readonly aws: AwsConfig;
  /** Is asked before anything is changed, when the plan has been printed. */
  readonly confirm: () => Promise<boolean>;
  /** Receives what is done next. */
  readonly onStep: (step: string) => void;
}

/** What {@link Bootstrap} did. */
export type BootstrapResult = 'created' | 'changed' | 'unchanged' | 'declined';

const PLAN = 'bootstrap.tfplan';

/** Makes the state bucket and keeps its state in it, and takes both apart again. */
export class Bootstrap {
  private readonly object: StateObject;
  private readonly stack: LocalStack;

  constructor(private readonly props: BootstrapProps) {
    this.object = new StateObject(props.environment, props.aws);
    this.stack = new LocalStack(props);
  }

  /**
   * Creates what is missing, from wherever an earlier run was interrupted, and changes what differs.
   *
   * @throws Error where the bucket exists and its state is nowhere
   */
  async run(): Promise<BootstrapResult> {
    const { onStep } = this.props;
    onStep('Looking for the bucket and its state');
    await this.object.requireAccess();
    const remote = await this.object.read();
    const local = await this.stack.state();
    if (!remote && !local && (await this.object.bucketExists())) throw this.strangeBucket();
    if (remote && local && !sameResources(remote, local)) throw this.twoStates();
    // Terraform would offer to move the state of an interrupted run to where it already is.
    if (remote) await this.stack.remove();

    onStep('Synthesising the state stack');
    await this.stack.synthesize();
    const result = remote ? await this.update() : await this.create();
    // An unconfirmed plan can concern a bucket that is partly made.
    const done = result !== 'declined' || remote || !local;
    if (done) await this.stack.remove();
    return result;
  }

  /**
   * Destroys the bucket. Its state is moved to this machine first: a bucket can't keep the state of its own removal.
   *
   * @throws Error where the bucket still has the state of anything else
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
    // An interrupted run has moved it already, and may have destroyed a part since.
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
        `The state was not moved to s3://${this.object.bucket}/${this.object.key}. It is still in ${folder}: run this ` +
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
        'Destroy them first, with npm run destroy -- --environment <name>: the part of the key before the first slash is ' +
          'the name. Without its state, Terraform can neither change nor destroy a stack.',
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
