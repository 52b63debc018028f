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
  const shown = sections.map(({ name, levels: [text] }) => ({ name, text, size: sizeOf(text), isShort: false }));
  const note = () => leftOut(namesOf(shown), limit, wholeReport);
  let size = sizeOf(title) + sizeOf(end) + shown.reduce((sum, section) => sum + section.size, 0);
  const steps = PHASES.flatMap((phase) => stepsOf(sections, phase));
  for (const { index, text } of steps) {
    if (size + sizeOf(note()) <= limit) break;
    const section = shown[index];
    const shorter = sizeOf(text);
    if (!section || shorter >= section.size) continue;
    size += shorter - section.size;
    Object.assign(section, { text, size: shorter, isShort: true });
  }
  const [table, ...rest] = shown.map(({ text }) => text);
  return `${[title, table, note(), ...rest, end].filter(Boolean).join(BETWEEN)}\n`;
}

interface Step {
  readonly index: number;
  readonly text: string;
}

/** The shorter forms of a phase, those of the longest sections first. */
function stepsOf(sections: readonly Section[], phase: number): Step[] {
  return sections
    .flatMap(({ levels: [whole, ...levels] }, index) =>
      levels.filter((level) => level.phase === phase).map(({ text }) => ({ index, text, length: whole.length })),
    )
    .sort((a, b) => b.length - a.length);
}

const BETWEEN = '\n\n';

/** Bytes of a part and of what separates it from the next one. */
const sizeOf = (text: string) => (text === '' ? 0 : Buffer.byteLength(text + BETWEEN));

/** The names of the first sections that are shortened, and how many more there are. */
function namesOf(shown: readonly { readonly name: string; readonly isShort: boolean }[]): string[] {
  const short = shown.filter(({ isShort }) => isShort);
  const names = short.slice(0, NAMED).map(({ name }) => (name.length > 80 ? `${name.slice(0, 80)}…` : name));
  return short.length > NAMED ? [...names, `${short.length - NAMED} more`] : names;
}

function leftOut(names: readonly string[], limit: number, wholeReport: string): string {
  if (names.length === 0) return '';
  const what = escaped(list(names));
  return `> Shortened or left out, to keep within ${limit.toLocaleString('en')} bytes: ${what}. ${wholeReport}`;
}
