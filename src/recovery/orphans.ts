import type { TerraformPlan } from '../plans/terraform-plan';
import { type IdentityClients, identityOf, identityOfPlanned } from './identity';
import type { TaggedObject } from './inventory';
import { untagged } from './untagged';

/** An object that the stack would make again, and that Terraform can take over instead. */
export interface Import {
  /** Terraform address. */
  readonly to: string;
  /** What the provider imports it by. */
  readonly id: string;
}

/** Objects of a stack that no state manages. */
export interface Orphans {
  readonly imports: readonly Import[];
  /** Objects that the stack has no use for: a second one of its kind, or one that left the configuration. */
  readonly superfluous: readonly TaggedObject[];
}

/** A resource that the plan would create. */
export interface Planned {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Matches objects that no state manages with the resources that a plan would create.
 *
 * @param objects tagged objects that are in no state
 */
export async function orphansOf(
  objects: readonly TaggedObject[],
  plan: TerraformPlan,
  clients: IdentityClients,
): Promise<Orphans> {
  const planned = creations(plan);
  const imports: Import[] = [];
  const superfluous: TaggedObject[] = [];
  for (const object of objects) {
    const { type, identity } = await identityOf(object, clients);
    const match = planned.find(
      (resource) =>
        resource.type === type &&
        identityOfPlanned(type, resource.values) === identity &&
        !imports.some(({ to }) => to === resource.address),
    );
    if (match) imports.push({ to: match.address, id: object.id });
    else superfluous.push({ ...object, type });
  }
  const others = planned.filter(({ address }) => !imports.some(({ to }) => to === address));
  return { imports: [...imports, ...(await untagged(others, clients))], superfluous };
}

function creations({ resource_changes }: TerraformPlan): Planned[] {
  return resource_changes
    .filter(({ mode, change }) => mode === 'managed' && change.actions.join() === 'create')
    .map(({ address, type, change }) => ({ address, type, values: (change.after ?? {}) as Planned['values'] }));
}
