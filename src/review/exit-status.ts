import type { Report, StackReport } from './report';
import { changesAnything } from './stack-report';

/** Exit statuses of a review. */
export const REVIEW_EXIT = { nothingToDo: 0, failed: 1, changes: 2, risk: 3 } as const;

/** 1 if a plan failed, else 3 if a risk is not allowed, else 2 if anything changes, else 0. */
export function exitStatus({ stacks, risks }: Report): number {
  if (stacks.some(({ status }) => status === 'failed')) return REVIEW_EXIT.failed;
  if (risks.some(({ allowed }) => !allowed)) return REVIEW_EXIT.risk;
  return stacks.some(mayChange) ? REVIEW_EXIT.changes : REVIEW_EXIT.nothingToDo;
}

/** A waiting or outdated stack may change, once it is planned with what it waits for. */
const mayChange = (stack: StackReport) =>
  stack.status === 'waiting' || stack.outdatedBy.length > 0 || changesAnything(stack);
