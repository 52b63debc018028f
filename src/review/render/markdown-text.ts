import { oneLine, printable } from './printable';

/**
 * Escapes text within a line or table cell, so that it is shown as it is: no markup, links, mentions, formulas or tags.
 * What is markup only at the start of a line stays.
 */
export function escaped(text: string): string {
  return (
    oneLine(text)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*_[\]#|~$]/g, (character) => `\\${character}`)
      // Otherwise GitHub notifies people and links issues and pages.
      .replaceAll('@', '&#64;')
      .replaceAll('://', '&#58;//')
      .replaceAll(/www\./gi, (word) => `${word.slice(0, 3)}&#46;`)
  );
}

/** Text as code within a line. Not in a table, where a backslash before a pipe would have two meanings. */
export function code(text: string): string {
  const content = oneLine(text);
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
  return `${fence}${space}${content}${space}${fence}`;
}

/** Lines as a code block. Its fence is longer than any run of backticks in them. */
export function codeBlock(language: string, lines: readonly string[]): string {
  const content = printable(lines.join('\n'));
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${content}\n${fence}`;
}

/** A table. The first row is the heading; cells are Markdown. */
export function markdownTable([heading = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(heading),
    line(heading.map((_, i) => (i === 0 || i === heading.length - 1 ? '---' : '--:'))),
    ...rows.map(line),
  ].join('\n');
}

/** A part that is folded until somebody opens it. */
export const folded = (summary: string, body: string) =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

/** Text in HTML, such as a summary. */
export const html = (text: string) =>
  oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '&#64;');
