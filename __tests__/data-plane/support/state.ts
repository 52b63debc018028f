import type { DeployedState } from '../../../src/data-plane/topology-from-state';

/** A resource in a state. */
export interface Resource {
  readonly address: string;
  readonly type: string;
  readonly values: Record<string, unknown>;
}

interface Shown {
  values: { root_module: { resources: Resource[] } };
}

/** A copy of a deployed state without some resources. */
export function without(
  state: DeployedState,
  stack: 'service' | 'consumer',
  isGone: (resource: Resource) => boolean,
): DeployedState {
  const copy = structuredClone(state);
  for (const { values } of stacksOf(copy, stack)) {
    const { resources } = values.root_module;
    const kept = resources.filter((resource) => !isGone(resource));
    // A test that removes nothing would prove nothing.
    if (kept.length === resources.length) throw new Error('The state has no such resource.');
    values.root_module.resources = kept;
  }
  return copy;
}

/** A copy of a deployed state in which the resources of a type are changed. */
export function withChanged(
  state: DeployedState,
  stack: 'service' | 'consumer',
  type: string,
  change: (resources: Resource[]) => Resource[],
): DeployedState {
  const copy = structuredClone(state);
  for (const { values } of stacksOf(copy, stack)) {
    const { resources } = values.root_module;
    const others = resources.filter((resource) => resource.type !== type);
    values.root_module.resources = [...others, ...change(resources.filter((resource) => resource.type === type))];
  }
  return copy;
}

const stacksOf = ({ service, consumers }: DeployedState, stack: 'service' | 'consumer') =>
  (stack === 'service' ? [service] : Object.values(consumers)) as Shown[];
