import type { Stack } from '../terraform/stacks';
import type { Configuration } from './configuration';
import type { StoredState } from './state-store';
import type { TerraformPlan } from './terraform-plan';

/** A stack that is planned, its configuration and its state. */
export interface StackAtHand {
  readonly stack: Stack;
  readonly configuration: Configuration;
  /** `undefined` where there is none, or it can't be read. */
  readonly state: StoredState | undefined;
}

/** Outputs of another stack that a stack reads. */
interface Upstream {
  readonly stack: StackAtHand;
  readonly outputs: readonly string[];
}

/** The stacks whose outputs a stack reads. */
function upstreamsOf({ configuration }: StackAtHand, all: readonly StackAtHand[]): Upstream[] {
  return configuration.readings.flatMap(({ key, outputs }) => {
    const stack = all.find((other) => other.configuration.state.key === key);
    return stack ? [{ stack, outputs }] : [];
  });
}

/** Names of the stacks whose states lack outputs that a stack reads: it can't be planned before they are deployed. */
export function missingUpstreams(of: StackAtHand, all: readonly StackAtHand[]): string[] {
  return upstreamsOf(of, all)
    .filter(({ stack, outputs }) => !stack.state || outputs.some((output) => !stack.state?.outputs.includes(output)))
    .map(({ stack }) => stack.stack.name);
}

/** Names of the stacks whose plans change outputs that a stack reads: what it is planned with now is out of date then. */
export function changingUpstreams(
  of: StackAtHand,
  all: readonly StackAtHand[],
  plans: ReadonlyMap<string, TerraformPlan>,
): string[] {
  return upstreamsOf(of, all)
    .filter(({ stack, outputs }) => {
      const changes = plans.get(stack.stack.name)?.output_changes ?? {};
      return outputs.some((output) => changes[output]?.actions.some((action) => action !== 'no-op'));
    })
    .map(({ stack }) => stack.stack.name);
}

/** The stacks, with all that are deployed before them, in the order of `all`. */
export function withUpstreams(stacks: readonly Stack[], all: readonly Stack[]): Stack[] {
  const names = new Set<string>();
  const add = ({ name, dependencies }: Stack) => {
    if (names.has(name)) return;
    names.add(name);
    for (const stack of all) if (dependencies.includes(stack.name)) add(stack);
  };
  for (const stack of stacks) add(stack);
  return all.filter(({ name }) => names.has(name));
}
