import type { Stack } from '../terraform/stacks';
import type { TerraformPlan } from './terraform-plan';

/** A stack that was planned. */
export interface StackWithPlan {
  readonly status: 'planned';
  readonly stack: Stack;
  readonly plan: TerraformPlan;
  /** Whether Terraform found a state of the stack. Without one, the stack was never deployed under this key. */
  readonly hasState: boolean;
  /**
   * Names of the stacks whose plans change an output that this one reads. It has to be planned again once they are applied.
   * @default - none
   */
  readonly outdatedBy?: readonly string[];
}

/** A stack that can't be planned before others are deployed, since it reads their states. */
export interface WaitingStack {
  readonly status: 'waiting';
  readonly stack: Stack;
  /** Names of the stacks that are to be deployed first. */
  readonly upstream: readonly string[];
}

/** A stack whose plan failed. */
export interface FailedStack {
  readonly status: 'failed';
  readonly stack: Stack;
  /** The end of Terraform's output, without colour. */
  readonly error: string;
}

/** The outcome of planning one stack. */
export type PlannedStack = StackWithPlan | WaitingStack | FailedStack;
