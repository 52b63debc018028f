import type { Environment } from '../../../src/config/schema';
import type { PlannedStack } from '../../../src/plans/planned-stack';
import { parsePlan } from '../../../src/plans/terraform-plan';
import { type Report, type ReviewContext, type Risk, review } from '../../../src/review';
import { type Changes, environmentWith } from '../environments';
import { readPlanFile } from './plan-files';

/** The plans of a scenario, and its environment. */
export interface Planned {
  readonly stacks: readonly PlannedStack[];
  readonly environment: Environment;
}

/** The plans that Terraform made for a scenario: see scenarios.ts. */
export function planned(scenario: string, changes: Changes = {}): Planned {
  const file = readPlanFile(scenario);
  const stacks = file.stacks.map(({ name, dependencies, hasState = false, error, plan }): PlannedStack => {
    const stack = { name, dependencies, folder: name };
    // Terraform also saves a plan that failed, as far as it got.
    if (!plan || error) return { status: 'failed', stack, error: error ?? '' };
    return { status: 'planned', stack, hasState, plan: parsePlan(plan) };
  });
  return { stacks, environment: environmentWith({ ...file.changes, ...changes }) };
}

/** A context that knows nothing but the environment. */
export const contextOf = (environment: Environment, context: Partial<ReviewContext> = {}): ReviewContext => ({
  environment,
  connections: { unavailable: 'no credentials' },
  allowances: [],
  now: new Date('2026-11-24T12:00:00Z'),
  ...context,
});

/** The report of a scenario. */
export function reportOf(scenario: string, context: Partial<ReviewContext> = {}, changes: Changes = {}): Report {
  const { stacks, environment } = planned(scenario, changes);
  return review(stacks, contextOf(environment, context));
}

/** The risks of a rule in a scenario. */
export function risksOf(rule: string, scenario: string, context?: Partial<ReviewContext>, changes?: Changes): Risk[] {
  return reportOf(scenario, context, changes).risks.filter((risk) => risk.rule === rule);
}
