import { z } from 'zod';

/** What a field may hold, in words, and the reason that AWS, Terraform or this project has for it. */
export interface Expectation {
  readonly allowed: string;
  readonly why: string;
}

/**
 * A field that is judged as a whole, its type included: a number in place of an account ID gets the same explanation
 * as eleven digits.
 *
 * @param judge returns the expectation that the value fails, `undefined` where the value is fine
 */
export function judged<T>(judge: (value: unknown) => Expectation | undefined) {
  return z.custom<T>().superRefine((input, context) => {
    const failed = judge(input);
    if (failed) context.addIssue({ code: 'custom', input, params: failed as unknown as Record<string, unknown> });
  });
}

/** A field that holds text which passes the test. */
export const text = (pattern: RegExp | ((text: string) => boolean), expectation: Expectation) =>
  judged<string>((value) => (isText(value, pattern) ? undefined : expectation));

/** A field that holds one of a few words. */
export const oneOf = <const W extends string>(words: readonly W[], why: string) =>
  judged<W>((value) =>
    words.includes(value as W) ? undefined : { allowed: words.map((word) => `"${word}"`).join(' or '), why },
  );

/** A list with at least one item: an empty one would plan the removal of everything that it held. */
export const nonEmpty = <S extends z.ZodType>(item: S) =>
  z.array(item).refine((list) => list.length > 0, {
    params: {
      allowed: 'at least one item',
      why: 'an empty list would plan the removal of everything that it held',
    },
  });

/** An object with at least one entry, each under a name of the user's own. */
export const nonEmptyRecord = <S extends z.ZodType>(entry: S) =>
  z.record(z.string(), entry).refine((record) => Object.keys(record).length > 0, {
    params: {
      allowed: 'at least one entry',
      why: 'an empty object would plan the removal of everything that it held',
    },
  });

export function isText(value: unknown, pattern: RegExp | ((text: string) => boolean)): value is string {
  if (typeof value !== 'string') return false;
  return typeof pattern === 'function' ? pattern(value) : pattern.test(value);
}

/** A check of several fields of one object. zod skips it where any field of the object is wrong, unless `when` says so. */
export interface FieldsCheck {
  readonly params: Expectation;
  readonly when: (payload: { readonly value: unknown }) => boolean;
}
