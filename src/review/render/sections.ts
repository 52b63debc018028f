import { list } from '../rules/words';
import { escaped } from './markdown-text';

/** A shorter form of a section. */
export interface Level {
  /** Sections are shortened in order of phases. */
  readonly phase: number;
  /** Empty: the section is left out. */
  readonly text: string;
}

/** A part of a Markdown report that is shown, shortened or left out as a whole. */
export interface Section {
  readonly name: string;
  /** The whole section, then shorter forms of it in the order of their phases. */
  readonly levels: readonly [string, ...Level[]];
}

/** Parts of a Markdown report. */
export interface Parts {
  readonly title: string;
  readonly sections: readonly Section[];
  readonly end: string;
  /** Most bytes. */
  readonly limit: number;
  /** Where the whole report is. */
  readonly wholeReport: string;
}

const PHASES = [1, 2, 3, 4, 5];
/** Names of sections that the note about left out ones lists. */
const NAMED = 5;

/** Joins the sections. Those that take most space are shortened first, until all fit. */
export function fitted({ title, sections, end, limit, wholeReport }: Parts): string {
  const shown = sections.map(({ name, levels: [text] }) => ({ name, text, isShort: false }));
  const whole = () => {
    const short = shown.filter(({ isShort }) => isShort).map(({ name }) => name);
    const note = short.length > 0 ? leftOut(short, limit, wholeReport) : '';
    const [table, ...rest] = shown.map(({ text }) => text);
    return `${[title, table, note, ...rest, end].filter(Boolean).join('\n\n')}\n`;
  };
  for (const phase of PHASES) {
    const candidates = sections
      .flatMap(({ levels: [, ...levels] }, i) =>
        levels.filter((level) => level.phase === phase).map(({ text }) => ({ i, text })),
      )
      .sort((a, b) => bytes(shown[b.i]?.text ?? '') - bytes(shown[a.i]?.text ?? ''));
    for (const { i, text } of candidates) {
      if (bytes(whole()) <= limit) return whole();
      const section = shown[i];
      if (section && bytes(text) < bytes(section.text)) Object.assign(section, { text, isShort: true });
    }
  }
  return whole();
}

function leftOut(names: readonly string[], limit: number, wholeReport: string): string {
  const more = names.length > NAMED ? [`${names.length - NAMED} more`] : [];
  const named = list([
    ...names.slice(0, NAMED).map((name) => (name.length > 80 ? `${name.slice(0, 80)}…` : name)),
    ...more,
  ]);
  return `> Shortened or left out, to keep within ${limit.toLocaleString('en')} bytes: ${escaped(named)}. ${wholeReport}`;
}

const bytes = (text: string) => Buffer.byteLength(text);
