import type { Environment } from '../../config/schema';
import type { ResourceChange } from '../../plans/terraform-plan';
import type { Affected } from '../connections';
import type { ReviewContext } from '../context';
import type { Effect } from '../report';

/** A planned stack, as rules see it. */
export interface ReviewedStack {
  readonly name: string;
  readonly environment: Environment;
  /** Every managed resource, unchanged ones included. */
  readonly resources: readonly ResourceChange[];
  /** Whether the stack was deployed before. */
  readonly hasState: boolean;
  readonly context: Pick<ReviewContext, 'stateKeys' | 'environmentNames' | 'destroying'>;
}

/** What a rule found in a stack. */
export interface Finding {
  /** Addresses that must be allowed. */
  readonly addresses: readonly string[];
  /**
   * Addresses of resources that change as a consequence. Rules that come later do not repeat them.
   * @default - none
   */
  readonly covers?: readonly string[];
  /** What happens, and why, in the terms of this topology. */
  readonly happens: string;
  /** Who is affected, and for how long. */
  readonly who: string;
  /** What to do instead. */
  readonly instead: string;
  /**
   * The connections that are affected.
   * @default - none
   */
  readonly affected?: Affected;
}

/** A kind of risk. */
export interface Rule {
  /** Lower case with hyphens. People type it in allowances, so it stays. */
  readonly name: string;
  readonly effect: Effect;
  /** What in a plan it looks for, for the table in docs/review.md. */
  readonly watches: string;
  /** What AWS or Terraform does, for the same table. */
  readonly because: string;
  /**
   * Whether it is silent about addresses that an earlier rule has explained.
   * @default false
   */
  readonly unlessExplained?: boolean;
  /**
   * What the rule finds in a stack. Usually at most one finding; an empty list is silence.
   *
   * @param explained addresses that earlier rules have explained
   */
  readonly find: (stack: ReviewedStack, explained: ReadonlySet<string>) => readonly Finding[];
}
