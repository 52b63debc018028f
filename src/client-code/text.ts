/** What a template may hold: text of one or more lines, several of them, or nothing. */
type Part = string | number | false | undefined | readonly (string | false | undefined)[];

/**
 * A tag for templates that read like the program they print. The indentation that all lines share is left out. What
 * begins a line keeps that line's indentation in all its own lines, and takes the line with it where it is nothing
 * (`undefined`, `false`, an empty list) and alone.
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

/** A program whose parts are one blank line apart. */
export const code = template(1);

/** The same for Python, which has two blank lines around what is defined at the left margin. */
export const python = (strings: TemplateStringsArray, ...parts: Part[]) =>
  template(2)(strings, ...parts)
    .replace(/\n{2,}(?=(async def|def|class|if __name__) ?)/g, '\n\n\n')
    .replace(/(?<=\n[ ]+[^\n]*)\n{2,}(?=\S)/g, '\n\n\n');

const mark = (i: number) => `\u0000${i}\u0000`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: no text of ours has the character, which is why it marks.
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

/** A string literal of Python, Java and Go. */
export const quoted = (text: string) => JSON.stringify(text);

/** A string literal of JavaScript, as Prettier and Biome write it. */
export const singleQuoted = (text: string) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** A word of a shell command. */
export const shellWord = (text: string) => (/^[\w.:/@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** Seconds, as a language that has no milliseconds writes them. */
export const seconds = (milliseconds: number) => String(milliseconds / 1000);
