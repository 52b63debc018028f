import MarkdownIt from 'markdown-it';

/** Like GitHub's: HTML is markup, tables are, and bare addresses become links. */
const markdown = new MarkdownIt({ html: true, linkify: true });

/** All that is wrong with the Markdown of a report. Its values must show as text, and never as markup. */
export function markdownProblems(text: string, limit: number): string[] {
  const bytes = Buffer.byteLength(text);
  const tokens = markdown.parse(text, {});
  const inline = tokens.flatMap(({ children }) => children ?? []);
  return [
    ...(bytes > limit ? [`${bytes} bytes, over ${limit}`] : []),
    ...unbalanced(tokens.filter(({ type }) => type === 'html_block').map(({ content }) => content.trim())),
    ...unclosed(tokens, text.split('\n')),
    ...inline
      .filter(({ type }) => ['html_inline', 'link_open', 'image', 's_open'].includes(type))
      .map(({ type, content }) => `markup in a line: ${type} ${content}`),
    ...raggedTables(text),
  ];
}

const DETAILS = /^<details><summary>(<code>)?[^<>]*(<\/code>)?[^<>]*<\/summary>$/;

function unbalanced(blocks: readonly string[]): string[] {
  const problems: string[] = [];
  let isOpen = false;
  for (const block of blocks) {
    if (/^<!-- report sha256:[0-9a-f]{64} -->$/.test(block)) continue;
    if (DETAILS.test(block) && !isOpen) isOpen = true;
    else if (block === '</details>' && isOpen) isOpen = false;
    else problems.push(`unexpected HTML: ${block}`);
  }
  return isOpen ? [...problems, '<details> is not closed'] : problems;
}

function unclosed(tokens: ReturnType<typeof markdown.parse>, lines: readonly string[]): string[] {
  return tokens.flatMap(({ type, markup, map }) => {
    if (type !== 'fence' || !map) return [];
    return lines[map[1] - 1] === markup ? [] : [`the code block at line ${map[0]} is not closed`];
  });
}

/** GitHub drops cells beyond the heading's, so a stray pipe would hide a number. */
function raggedTables(text: string): string[] {
  const cells = (line: string) => line.replaceAll(/\\./g, '').split('|').length;
  const lines = text.split('\n');
  return lines.flatMap((line, i) => {
    if (!/^\| --- \|/.test(line)) return [];
    const body = lines.slice(i + 1);
    const end = body.findIndex((row) => !row.startsWith('|'));
    const rows = [lines[i - 1] ?? '', ...body.slice(0, end === -1 ? undefined : end)];
    return rows.filter((row) => cells(row) !== cells(line)).map((row) => `a table's row has other cells: ${row}`);
  });
}

/** Markdown as the text that a reader sees, without code blocks. */
export const shownText = (text: string) =>
  markdown
    .render(text)
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
