import { closest, distance } from 'fastest-levenshtein';

/** Of some names the one that a misspelt name was probably meant to be, if any is near enough. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const name = closest(given, [...names]);
  return distance(given, name) <= Math.max(2, given.length / 3, name.length / 3) ? name : undefined;
}

/**
 * The message for a name that there is not: `There is no stack "redis-servce". Did you mean "redis-service"? There are:
 * …`
 */
export function unknownName(kind: string, given: string, names: readonly string[]): string {
  const near = nearest(given, names);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return `There is no ${kind} "${given}".${hint} Allowed: ${names.join(', ')}.`;
}
