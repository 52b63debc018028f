/** A value in a template: text of one or more lines, a list of texts, or nothing. */
type Part = string | number | false | undefined | readonly (string | false | undefined)[];

/**
 * Template tag for text that reads like the program it prints. Indentation that all lines share is removed. A value at
 * the start of a line has all its lines indented like that line. If such a value is empty (`undefined`, `false`, an
 * empty list) and stands alone, its line is dropped.
 */
const template =
  (blankLines: number) =>
  (strings: TemplateStringsArray, ...parts: Part[]): string => {
    const texts = strings.raw.map((text) => text.replace(/\\([`$])/g, '$1'));
    const lines = texts.reduce((text, next, i) => `${text}${mark(i - 1)}${next}`).split('\n');
    const indented = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0);
    const shared = Math.min(...indented);
    const filled = lines.flatMap((line) => fill(line.slice(shared), parts));
    const text = filled.join('\n').trim();
    return text.replace(/\n{2,}/g, (run) => '\n'.repeat(Math.min(run.length, blankLines + 1)));
  };

/** Template tag for code. Consecutive blank lines become one. */
export const code = template(1);

/** Template tag for Python: two blank lines around definitions at the left margin, at most two elsewhere. */
export const python = (strings: TemplateStringsArray, ...parts: Part[]) =>
  template(2)(strings, ...parts)
    .replace(/\n{2,}(?=(async def|def|class|if __name__) ?)/g, '\n\n\n')
    .replace(/(?<=\n[ ]+[^\n]*)\n{2,}(?=\S)/g, '\n\n\n');

const mark = (i: number) => `\u0000${i}\u0000`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: marks a placeholder, as no generated text contains it.
const MARK = /\u0000(\d+)\u0000/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const MARK_FIRST = /^([ \t]*)\u0000(\d+)\u0000(.*)$/;

function fill(line: string, parts: readonly Part[]): string[] {
  const [, indentation = '', first, rest = ''] = MARK_FIRST.exec(line) ?? [];
  if (first === undefined) return [inline(line, parts)];
  const lines = partLines(parts[Number(first)]);
  if (lines.length === 0 && rest === '') return [];
  const indented = lines.map((text) => (text ? `${indentation}${text}` : text));
  return [...indented.slice(0, -1), `${indented.at(-1) ?? indentation}${inline(rest, parts)}`];
}

const inline = (text: string, parts: readonly Part[]) =>
  text.replace(MARK, (_, i: string) => partLines(parts[Number(i)]).join('\n'));

function partLines(part: Part): string[] {
  if (part === undefined || part === false) return [];
  if (typeof part === 'string' || typeof part === 'number') return String(part).split('\n');
  return part.flatMap(partLines);
}

/** A string literal in Python, Java and Go. */
export const quoted = (text: string) => JSON.stringify(text);

/** A string literal in JavaScript, with single quotes as Prettier and Biome write it. */
export const singleQuoted = (text: string) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** A word in a shell command, quoted if necessary. */
export const shellWord = (text: string) => (/^[\w.:/@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** Converts milliseconds to a number literal in seconds. */
export const seconds = (milliseconds: number) => String(milliseconds / 1000);
