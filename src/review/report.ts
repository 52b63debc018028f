import type { RiskConnections } from './connections';

/** How a resource changes. `none` is a resource that only moves or is only imported. */
export type ChangeKind = 'add' | 'change' | 'replace' | 'destroy' | 'forget' | 'none';

/** A stack's resources by how they change. A resource that moves or is imported and also changes counts in both. */
export interface Counts {
  readonly add: number;
  readonly change: number;
  readonly replace: number;
  readonly destroy: number;
  readonly move: number;
  readonly import: number;
  readonly forget: number;
}

/** An attribute before and after, as JSON text or as a marker in parentheses: `(sensitive)`, `(known after apply)`. */
export interface AttributeChange {
  /** `default_action[0].target_group_arn` */
  readonly path: string;
  /** Absent if the attribute had no value. */
  readonly before?: string;
  /** Absent if the attribute will have no value. */
  readonly after?: string;
  /** Whether the attribute can't be updated in place. */
  readonly forcesReplacement?: true;
}

/** A resource and where it comes from. */
export interface ChangedResource {
  readonly address: string;
  /** The address that the resource moves from. */
  readonly from?: string;
  /** The ID by which an existing object is imported. */
  readonly importId?: string;
  /** The ID of an object that a replacement left behind, and that is destroyed now. */
  readonly deposed?: string;
}

/** Resources that change in the same way. */
export interface ResourceChanges {
  readonly kind: ChangeKind;
  readonly resources: readonly ChangedResource[];
  /** Why Terraform plans this, where it is not the attributes. */
  readonly reason?: string;
  readonly attributes: readonly AttributeChange[];
  /** Names of attributes that AWS or the provider chooses. */
  readonly knownAfterApply: readonly string[];
}

/** Resources that somebody changed outside Terraform. */
export interface Drift extends Omit<ResourceChanges, 'reason' | 'knownAfterApply'> {
  /** Whether the plan depends on it. */
  readonly relevant: boolean;
}

/** A check, precondition or postcondition that does not pass, or not yet. */
export interface ReportedCheck {
  readonly address: string;
  readonly status: 'fail' | 'error' | 'unknown';
  readonly problems: readonly string[];
}

/** A change that Terraform puts off to a later plan. */
export interface DeferredChange {
  readonly address: string;
  readonly reason: string;
}

/** A change of an output. */
export interface OutputChange {
  readonly name: string;
  readonly attributes: readonly AttributeChange[];
}

/** A stack and its plan. */
export interface StackReport {
  readonly name: string;
  readonly status: 'planned' | 'waiting' | 'failed';
  /** Names of the stacks that are deployed before it. */
  readonly dependencies: readonly string[];
  /** Whether Terraform found no state of it. */
  readonly isNew: boolean;
  /** Names of the stacks that a waiting one waits for. */
  readonly upstream: readonly string[];
  /** Names of the stacks that change what this plan has read. It is planned again once they are applied. */
  readonly outdatedBy: readonly string[];
  /** What Terraform said about a plan that failed. */
  readonly error?: string;
  readonly counts: Counts;
  readonly changes: readonly ResourceChanges[];
  readonly outputs: readonly OutputChange[];
  readonly drift: readonly Drift[];
  readonly deferred: readonly DeferredChange[];
  readonly checks: readonly ReportedCheck[];
  /** Data sources that are read during the apply. */
  readonly reads: readonly string[];
}

/**
 * What a risk does on AWS, worst first. `cut`: clients lose connections, or can't make new ones. `refused`: AWS or
 * Terraform refuses, usually half-way through the apply. `incomplete`: the apply succeeds, and something silently does
 * not work. `nothing`: no effect on AWS now, but what comes next can do harm.
 */
export const EFFECTS = ['cut', 'refused', 'incomplete', 'nothing'] as const;
export type Effect = (typeof EFFECTS)[number];

/** Something in a plan that must be accepted by name before it is applied. */
export interface Risk {
  /** Name of the rule. */
  readonly rule: string;
  readonly effect: Effect;
  readonly stack: string;
  /** Addresses of the resources, in their stack. */
  readonly addresses: readonly string[];
  /** What happens, and why. */
  readonly happens: string;
  /** Who is affected, and for how long. */
  readonly who: string;
  /** What to do instead. */
  readonly instead: string;
  /** The connections that the risk affects at this moment. Absent for risks that affect none. */
  readonly connections?: RiskConnections;
  /** Whether it is what was asked for: everything is to be destroyed, and is not protected. */
  readonly intended?: true;
  /** Whether the risk is intended, or every address has been accepted. */
  readonly allowed: boolean;
  /** Why the risk was accepted, where the allowance says so. */
  readonly allowedBecause?: string;
}

/** An allowance, and whether it is of any use. */
export interface ReportedAllowance {
  readonly rule: string;
  readonly address: string;
  readonly reason?: string;
  /** The last day on which it holds: `2026-12-31`. */
  readonly expires?: string;
  readonly status: 'used' | 'unused' | 'expired' | 'ambiguous';
}

/** A review of all plans. Plain JSON. */
export interface Report {
  readonly version: 1;
  /** Name of the environment. */
  readonly environment: string;
  /** Whether everything is to be destroyed. */
  readonly destroying: boolean;
  /** In dependency order. */
  readonly stacks: readonly StackReport[];
  /** Worst first. */
  readonly risks: readonly Risk[];
  readonly allowances: readonly ReportedAllowance[];
  /** Observations that belong to no single change. */
  readonly notices: readonly string[];
}
