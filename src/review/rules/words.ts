import type { Environment } from '../../config/schema';

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly (string | number)[]): string {
  const [last = '', ...others] = [...items].reverse();
  return others.length === 0 ? String(last) : `${others.reverse().join(', ')} and ${last}`;
}

/** `the endpoint` or `3 endpoints`. */
export const counted = (count: number, noun: string) => (count === 1 ? `one ${noun}` : `${count} ${noun}s`);

/** `the consumer joda-toda-aws`, `the consumers a, b and c`. */
export function consumersText({ consumers }: Pick<Environment, 'consumers'>): string {
  const names = consumers.map(({ name }) => name);
  return names.length === 1 ? `the consumer ${names[0]}` : `the consumers ${list(names)}`;
}
