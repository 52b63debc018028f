import type { Change } from '../plans/terraform-plan';
import { by } from './order';
import type { AttributeChange } from './report';

/** Stands for a value that must not be shown. */
export const SENSITIVE = '(sensitive)';
/** Stands for a value that AWS or the provider chooses. */
export const UNKNOWN = '(known after apply)';

type Key = string | number;

/** An attribute that holds no others: a value, or a list of simple values. */
interface Leaf {
  readonly path: readonly Key[];
  /** JSON text, or a marker. */
  readonly text: string;
  /** Compared, never shown. */
  readonly raw: string;
}

/** The attributes that change, and the names of those that get a value of AWS's choice. */
export interface AttributeChanges {
  readonly attributes: readonly AttributeChange[];
  readonly knownAfterApply: readonly string[];
}

/**
 * Compares the attributes of a resource or an output before and after a change. A sensitive value is masked on both
 * sides, whichever side marks it.
 */
export function attributeChanges(change: Change): AttributeChanges {
  const sensitive = [change.before_sensitive, change.after_sensitive];
  const before = leaves(change.before, sensitive, change.after_unknown, false);
  const after = leaves(change.after, sensitive, change.after_unknown, true);
  const isNew = change.before === null || change.before === undefined;
  const isLast = change.after === null || change.after === undefined;
  const attributes: AttributeChange[] = [];
  const knownAfterApply = new Set<string>();
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort(byFirstKey)) {
    const [old, now] = [before.get(key), after.get(key)];
    const path = (old ?? now)?.path ?? [];
    if (old?.raw === now?.raw) continue;
    const forced = forcesReplacement(path, change.replace_paths);
    if (now?.text === UNKNOWN && !forced && (isNew || isReplaced(change))) {
      knownAfterApply.add(String(path[0] ?? 'value'));
      continue;
    }
    if ((isNew || isLast) && isTagsAll(path)) continue;
    if (isRepeatedTag(path, old, now, before, after)) continue;
    attributes.push({
      path: pathText(path),
      ...(old && { before: old.text }),
      ...(now && { after: now.text }),
      ...(forced && { forcesReplacement: true }),
    });
  }
  return { attributes, knownAfterApply: [...knownAfterApply].sort() };
}

/** A change without its sensitive values, for rules: what they say of a resource is shown. */
export function withoutSecrets(change: Change): Change {
  const marks = [change.before_sensitive, change.after_sensitive];
  return { ...change, before: visible(change.before, marks), after: visible(change.after, marks) };
}

function visible(value: unknown, marks: readonly unknown[]): unknown {
  if (marks.includes(true)) return undefined;
  if (typeof value !== 'object' || value === null || !marks.some(hasTrue)) return value;
  const inside = (key: Key) => marks.map((mark) => at(mark, key));
  if (isList(value)) return value.map((item, i) => visible(item, inside(i)));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visible(item, inside(key))]));
}

/** Attributes by name; what is inside one stays in its order. */
const byFirstKey = by((path: string) => /^[^.[]*/.exec(path)?.[0] ?? '');

const isReplaced = ({ actions }: Change) => actions.includes('create') && actions.includes('delete');

/** `tags_all` repeats the resource's own tags and adds the provider's, which are the same on every resource. */
const isTagsAll = ([first]: readonly Key[]) => first === 'tags_all';

function isRepeatedTag(
  path: readonly Key[],
  old: Leaf | undefined,
  now: Leaf | undefined,
  before: Map<string, Leaf>,
  after: Map<string, Leaf>,
): boolean {
  if (!isTagsAll(path)) return false;
  const own = pathText(['tags', ...path.slice(1)]);
  return (before.has(own) || after.has(own)) && before.get(own)?.raw === old?.raw && after.get(own)?.raw === now?.raw;
}

function forcesReplacement(path: readonly Key[], replacePaths: Change['replace_paths']): boolean {
  return (replacePaths ?? []).some((forced) => {
    const common = Math.min(forced.length, path.length);
    return forced.slice(0, common).every((key, i) => key === path[i]);
  });
}

/**
 * The leaves of a value by path. Missing, null and empty ones are left out.
 *
 * @param unknown marks of the value after the change. Before it, what will be unknown as a whole is one leaf.
 * @param isAfter whether it is the value after the change
 */
function leaves(value: unknown, sensitive: readonly unknown[], unknown: unknown, isAfter: boolean): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  const add = (path: readonly Key[], raw: string, text = raw) => found.set(pathText(path), { path, text, raw });
  const visit = (value: unknown, path: readonly Key[], sensitive: readonly unknown[], unknown: unknown): void => {
    const isUnknown = unknown === true;
    const isWhole = isUnknown || (isList(value) && !hasTrue(unknown) && value.every(isSimple));
    const isSensitive = sensitive.some((mark) => (isWhole ? hasTrue(mark) : mark === true));
    if (isUnknown && isAfter) return void add(path, UNKNOWN);
    if (isEmpty(value) && !hasTrue(unknown)) return;
    if (isSensitive) return void add(path, json(value), SENSITIVE);
    const children = isWhole ? undefined : childrenOf(value, isAfter ? unknown : undefined);
    if (!children) return void (isEmpty(value) || add(path, json(value)));
    for (const [key, child] of children) {
      visit(
        child,
        [...path, key],
        sensitive.map((mark) => at(mark, key)),
        at(unknown, key),
      );
    }
  };
  visit(value, [], sensitive, unknown);
  return found;
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/** JSON without the attributes that have no value. */
const json = (value: unknown) =>
  JSON.stringify(value, (_, item) => (item === null || item === '' ? undefined : item)) ?? 'null';

/** The members of an object or list, or of the JSON that a text holds. Undefined for simple values. */
function childrenOf(value: unknown, unknown: unknown): [Key, unknown][] | undefined {
  if (Array.isArray(value) || Array.isArray(unknown)) {
    const length = Math.max((value as unknown[])?.length ?? 0, (unknown as unknown[])?.length ?? 0);
    return Array.from({ length }, (_, i) => [i, (value as unknown[] | undefined)?.[i]]);
  }
  if (isObject(value) || isObject(unknown)) {
    const keys = new Set([...Object.keys(value ?? {}), ...Object.keys(unknown ?? {})]);
    return [...keys].sort().map((key) => [key, (value as Record<string, unknown> | undefined)?.[key]]);
  }
  const document = typeof value === 'string' ? jsonDocument(value) : undefined;
  return document === undefined ? undefined : childrenOf(document, undefined);
}

/** Policies and client configurations are JSON in a text: a reviewer wants to know which field changes. */
function jsonDocument(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const document: unknown = JSON.parse(text);
    return isEmpty(document) ? undefined : document;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSimple = (value: unknown) => typeof value !== 'object' || value === null;

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const hasTrue = (mark: unknown): boolean =>
  mark === true || (typeof mark === 'object' && mark !== null && Object.values(mark).some(hasTrue));

const at = (mark: unknown, key: Key): unknown =>
  typeof mark === 'object' && mark !== null ? (mark as Record<Key, unknown>)[key] : undefined;

/** `rule[0].apply["a.b"]` */
export function pathText(path: readonly Key[]): string {
  return path
    .map((key, i) => {
      if (typeof key === 'number') return `[${key}]`;
      if (!/^[\w-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
      return i === 0 ? key : `.${key}`;
    })
    .join('');
}
