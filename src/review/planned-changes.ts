import type { ResourceChange } from '../plans/terraform-plan';
import type { ChangeKind } from './report';

/** How a resource changes. A data source that is read counts as `none`. */
export function kindOf({ change: { actions } }: ResourceChange): ChangeKind {
  const creates = actions.includes('create');
  const removes = actions.includes('delete') || actions.includes('forget');
  if (creates && removes) return 'replace';
  if (creates) return 'add';
  if (actions.includes('delete')) return 'destroy';
  if (actions.includes('forget')) return 'forget';
  return actions.includes('update') ? 'change' : 'none';
}

/** Whether the object on AWS goes, with or without a successor. */
export const isGone = (change: ResourceChange) => ['destroy', 'replace'].includes(kindOf(change));

/** Whether the object on AWS goes without a successor. */
export const isDestroyed = (change: ResourceChange) => kindOf(change) === 'destroy';

/** Whether the object is replaced by another one. */
export const isReplaced = (change: ResourceChange) => kindOf(change) === 'replace';

/** Whether the object is changed in place. */
export const isUpdated = (change: ResourceChange) => kindOf(change) === 'change';

/** Whether a new object is made, as a successor or not. */
export const isCreated = (change: ResourceChange) => ['add', 'replace'].includes(kindOf(change));

/** The resource's attributes before the change. Empty if there is no resource yet. */
export const before = ({ change }: ResourceChange): Attributes => attributes(change.before);

/** The attributes after the change, as far as they are known. Of a resource that does not change: its attributes. */
export const after = ({ change }: ResourceChange): Attributes => attributes(change.after);

/** A resource's attributes by name. */
export type Attributes = Readonly<Record<string, unknown>>;

const attributes = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Attributes) : {});

/** A text attribute. Undefined if it is something else. */
export const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** A list of texts. Empty if the attribute is something else. */
export const texts = (value: unknown) =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** A list of objects. Empty if the attribute is something else. */
export const objects = (value: unknown) => (Array.isArray(value) ? value.map(attributes) : []);
