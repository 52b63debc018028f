import type { z } from 'zod';

/** What is left of a `T` in which anything may be missing, items of lists included. */
export type Readable<T> = T extends readonly (infer Item)[]
  ? readonly (Readable<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Readable<T[Key]> }
    : T;

/**
 * What was given, less everything that is wrong by itself: rules judge what is left, so a mistake in one place hides
 * none in another. Lists keep their positions, since paths count them.
 */
export function readable<T>(given: unknown, issues: readonly z.core.$ZodIssue[]): Readable<T> | undefined {
  return less(given, issues, 0) as Readable<T> | undefined;
}

/** The items of a list that can be read, with their positions. */
export function items<T>(list: readonly (T | undefined)[] | undefined): [number, T][] {
  return [...(list ?? []).entries()].filter((entry): entry is [number, T] => entry[1] !== undefined);
}

/** The items of a list that can be read. */
export function known<T>(list: readonly (T | undefined)[] | undefined): T[] {
  return items(list).map(([, item]) => item);
}

/** A list, unless a part of it can't be read: that might be the very one that something else is looked for in. */
export function whole<T>(list: readonly (T | undefined)[] | undefined): T[] | undefined {
  const readable = known(list);
  return readable.length === list?.length ? readable : undefined;
}

function less(given: unknown, issues: readonly z.core.$ZodIssue[], depth: number): unknown {
  if (issues.some((issue) => issue.path.length === depth && !leavesFields(issue, given))) return undefined;
  const under = (key: PropertyKey) => issues.filter(({ path }) => path[depth] === key);
  if (Array.isArray(given)) return given.map((item, i) => less(item, under(i), depth + 1));
  if (!isRecord(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, less(value, under(key), depth + 1)]));
}

/** A field too many, or fields that do not go together, say nothing against the other fields. */
function leavesFields({ code }: z.core.$ZodIssue, given: unknown): boolean {
  return code === 'unrecognized_keys' || (code === 'custom' && isRecord(given));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
