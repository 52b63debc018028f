import type { Stack } from '../terraform/stacks';
import type { TerraformOptions } from '../terraform/terraform';
import { lockFileHash, readConfiguration } from './configuration';
import { initialize } from './init';
import type { PlanRecord } from './plan-result';
import { PLAN_AGAIN } from './saved-plans';
import type { StateReader } from './state-store';

/**
 * Initialises a stack, and refuses it if it was planned from other Terraform JSON or with other providers.
 *
 * @throws Error that says which
 */
export async function requireSameConfiguration(
  stack: Stack,
  record: PlanRecord,
  options: TerraformOptions,
): Promise<void> {
  const configuration = readConfiguration(stack);
  if (configuration.sha256 !== record.configuration) {
    throw new Error(
      `The plan of ${stack.name} was made from another configuration: its cdk.tf.json has changed since. ${PLAN_AGAIN}`,
    );
  }
  await initialize(stack, configuration, options);
  if (lockFileHash(stack) === record.lockFile) return;
  throw new Error(
    `The plan of ${stack.name} was made with other providers: its .terraform.lock.hcl has changed since. ${PLAN_AGAIN}`,
  );
}

/**
 * Refuses a plan whose stack has another state by now. Terraform checks this too, under its lock, but not every version
 * does for a plan that was made without a state: applied twice, it creates everything twice (hashicorp/terraform #24078).
 *
 * @throws Error that says how the state differs
 */
export async function requireSameState(stack: Stack, { state }: PlanRecord, store: StateReader): Promise<void> {
  const { state: location } = readConfiguration(stack);
  const now = await store.read(location);
  if (now?.lineage === state?.lineage && now?.serial === state?.serial) return;
  throw new Error(`The plan of ${stack.name} is out of date: ${difference(state, now)}. ${PLAN_AGAIN}`);
}

function difference(planned: PlanRecord['state'], now: PlanRecord['state'] | undefined): string {
  if (!planned) return 'it was made when the stack had no state, and now it has one';
  if (!now) return 'it was made against a state that is gone';
  if (planned.lineage !== now.lineage) return 'the stack has another state now, of another lineage';
  return `the state has changed since, from serial ${planned.serial} to ${now.serial}`;
}
