/** Controls but the newline, format characters such as direction overrides, separators, and lone surrogates. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Shows characters that would be invisible, or would change how a terminal or browser shows the rest. */
export function printable(text: string): string {
  return text.replaceAll(HIDDEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The same on one line. */
export const oneLine = (text: string) => printable(text).replaceAll('\n', '\\n');

/** Longest value that a report shows, in characters. */
const MOST = 300;

/** A value, shortened if it is a long one. */
export function shortened(value: string): string {
  const text = oneLine(value);
  return text.length <= MOST ? text : `${text.slice(0, MOST)}… (${text.length} characters in all)`;
}
