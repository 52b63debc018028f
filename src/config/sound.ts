import type { z } from 'zod';

/** A `T` of which any part may be missing, items of lists included. */
export type Sound<T> = T extends readonly (infer Item)[]
  ? readonly (Sound<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Sound<T[Key]> }
    : T;

/**
 * The fields that passed their own checks. Rules judge only these, so a mistake in one field hides none in another.
 * Lists keep their positions, because paths count them.
 */
export function soundParts<T>(given: unknown, issues: readonly z.core.$ZodIssue[]): Sound<T> | undefined {
  return partsOf(given, issues, 0) as Sound<T> | undefined;
}

/** The sound items of a list, with their positions. */
export function soundEntries<T>(list: readonly (T | undefined)[] | undefined): [position: number, item: T][] {
  return [...(list ?? []).entries()].filter((entry): entry is [number, T] => entry[1] !== undefined);
}

/** The sound items of a list. */
export function soundItems<T>(list: readonly (T | undefined)[] | undefined): T[] {
  return soundEntries(list).map(([, item]) => item);
}

/** A list whose items are all sound; `undefined` otherwise, since the missing item may be the one that is looked for. */
export function ifAllSound<T>(list: readonly (T | undefined)[] | undefined): T[] | undefined {
  const items = soundItems(list);
  return items.length === list?.length ? items : undefined;
}

function partsOf(given: unknown, issues: readonly z.core.$ZodIssue[], depth: number): unknown {
  const here = issues.filter((issue) => issue.path.length === depth);
  if (here.some((issue) => !leavesFieldsSound(issue, given))) return undefined;
  const below = (key: PropertyKey) => issues.filter(({ path }) => path[depth] === key);
  if (Array.isArray(given)) return given.map((item, i) => partsOf(item, below(i), depth + 1));
  if (!isRecord(given)) return given;
  // Unknown fields are left out: no rule reads them, and nothing says that they end anywhere.
  const unknown = new Set(here.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [])));
  const fields = Object.entries(given).filter(([key]) => !unknown.has(key));
  return Object.fromEntries(fields.map(([key, value]) => [key, partsOf(value, below(key), depth + 1)]));
}

/** A field too many, or fields that do not go together, leave the other fields sound. */
function leavesFieldsSound({ code }: z.core.$ZodIssue, given: unknown): boolean {
  return code === 'unrecognized_keys' || (code === 'custom' && isRecord(given));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
