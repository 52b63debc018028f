import type { Environment } from '../config/schema';
import type { Allowance } from './allowances';
import type { LiveConnections, Unavailable } from './connections';

/** What a review needs to know beyond the plans. */
export interface ReviewContext {
  readonly environment: Environment;
  /**
   * Keys of all states in the bucket. They show that a stack without a state was deployed under another key.
   * @default - they could not be listed
   */
  readonly stateKeys?: readonly string[];
  /**
   * Names of all environments. Their states in a shared bucket belong to them.
   * @default - the files in src/environments
   */
  readonly environmentNames?: readonly string[];
  /** The endpoint connections of the service, by service ID; or why AWS could not be asked. */
  readonly connections: LiveConnections | Unavailable;
  /** Accepted risks, from the command line and from the committed file. */
  readonly allowances: readonly Allowance[];
  /** Now, for the expiry of allowances. */
  readonly now: Date;
  /**
   * Whether the plans destroy everything.
   * @default false
   */
  readonly destroying?: boolean;
}
