import type { PlannedStack } from './planned-stack';

/** The files of a stack's plan. They hold what the state holds, secrets included. */
export interface PlanFiles {
  /** Terraform's plan file. */
  readonly plan: string;
  /** The output of `terraform show -json` for it. */
  readonly json: string;
}

/** The identity of a state. */
export interface StateVersion {
  readonly lineage: string;
  readonly serial: number;
}

/** A plan's files, and everything that must still be the same when it is applied. */
export interface PlanRecord {
  /** Hash of the stack's JSON. */
  readonly configuration: string;
  /** Hash of its dependency lock file. */
  readonly lockFile: string;
  /** The state that it was planned against; `null` where there was none. */
  readonly state: StateVersion | null;
  /** Whether there is anything to apply. */
  readonly hasChanges: boolean;
  readonly files: PlanFiles;
}

/** The outcome of planning one stack, with its plan on disk. */
export interface PlanResult {
  readonly planned: PlannedStack;
  /** Only of stacks with the status `planned`. */
  readonly record?: PlanRecord;
}
