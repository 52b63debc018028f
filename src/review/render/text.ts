import { table } from '../../shell/table';
import type { Report, Risk, StackReport } from '../report';
import { changeLines, driftLines, type Line, outputLines } from './change-lines';
import { oneLine, printable } from './printable';
import { EFFECT_WORDS, riskParts } from './risk-parts';
import { headline, stackTable } from './summary';

/** Options of {@link renderText}. */
export interface TextOptions {
  /**
   * Whether to colour it, for a terminal.
   * @default false
   */
  readonly color?: boolean;
}

/** A report as plain text. */
export function renderText(report: Report, { color = false }: TextOptions = {}): string {
  const paint = color ? painted : (_: Color, text: string) => text;
  const sections = [
    [paint('bold', headline(report))],
    [table(stackTable(report.stacks))],
    ...errors(report),
    ...risks(report, paint),
    ...notes(report),
    ...report.stacks.flatMap((stack) => stackSections(stack, paint)),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

type Color = 'bold' | 'red' | 'green' | 'yellow';
type Paint = (color: Color, text: string) => string;

const CODES: Readonly<Record<Color, number>> = { bold: 1, red: 31, green: 32, yellow: 33 };
const painted: Paint = (color, text) => `\x1b[${CODES[color]}m${text}\x1b[0m`;

function errors({ stacks }: Report): string[][] {
  return stacks.flatMap(({ name, error }) => {
    if (error === undefined) return [];
    const lines = printable(error)
      .split('\n')
      .flatMap((line) => (line.startsWith(' ') ? [line] : wrapped(line)));
    return [[`${name} can't be planned:`, ...lines.map((line) => `  ${line}`.trimEnd())]];
  });
}

function risks(report: Report, paint: Paint): string[][] {
  return report.risks.map((risk, i) => riskLines(risk, i + 1, report, paint));
}

function riskLines(risk: Risk, number: number, report: Report, paint: Paint): string[] {
  const { happens, who, connected, instead, allow, allowedBecause } = riskParts(risk, report);
  const title = `Risk ${number}: ${risk.rule}, ${EFFECT_WORDS[risk.effect]}`;
  return [
    paint(risk.allowed ? 'yellow' : 'red', title),
    ...part('Where', [risk.stack, ...risk.addresses].map(oneLine)),
    ...part('What', wrapped(happens)),
    ...part('Who', wrapped(who)),
    ...part('Connected', connected.flatMap(wrapped)),
    ...part('Instead', wrapped(instead)),
    ...part(
      'Allow',
      allow.map((allowance) => `--allow '${oneLine(allowance)}'`),
    ),
    ...part('Allowed', allowedBecause ? wrapped(allowedBecause) : []),
  ];
}

const INDENT = 13;
const WIDTH = 118 - INDENT;

function part(title: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => `  ${(i === 0 ? title : '').padEnd(INDENT - 2)}${line}`);
}

/** Lines of words that fit a wide terminal. */
function wrapped(text: string): string[] {
  const lines: string[] = [''];
  for (const word of oneLine(text).split(' ')) {
    const line = lines.at(-1) as string;
    if (line && line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}

function notes({ notices, allowances }: Report): string[][] {
  const lines = [
    ...notices,
    ...allowances
      .filter(({ status }) => status !== 'used')
      .map(
        ({ rule, address, status, expires }) =>
          `The allowance ${rule}:${address} ${ALLOWANCE[status]}${status === 'expired' ? ` on ${expires}` : ''}.`,
      ),
  ];
  return lines.length > 0 ? [lines.map((line) => oneLine(`Note: ${line}`))] : [];
}

/** What became of an allowance. */
export const ALLOWANCE = {
  used: 'is used',
  unused: 'is not needed: there is no such risk. Remove it',
  expired: 'expired',
  ambiguous: 'fits several stacks. Name one: RULE:STACK/ADDRESS',
} as const;

function stackSections(stack: StackReport, paint: Paint): string[][] {
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [[paint('bold', title), ...lines]] : [];
  const show = ({ mark, text }: Line) => (mark === ' ' ? `  ${text}` : paint(MARKS[mark], `${mark} ${text}`));
  return [
    ...section(`${stack.name}: changes`, [...stack.changes.flatMap(changeLines), ...outputLines(stack)].map(show)),
    ...section(`${stack.name}: changed outside Terraform`, stack.drift.flatMap(driftLines).map(show)),
    ...section(`${stack.name}: checks`, checkLines(stack)),
    ...section(`${stack.name}: deferred`, deferredLines(stack)),
    ...section(
      `${stack.name}: read during the apply`,
      stack.reads.map((address) => `  ${oneLine(address)}`),
    ),
  ];
}

const MARKS = { '+': 'green', '-': 'red', '!': 'yellow' } as const;

/** Checks that fail, or that only the apply can decide. */
export function checkLines({ checks }: StackReport): string[] {
  const word = { fail: 'fails', error: "can't be evaluated", unknown: 'is decided during the apply' };
  return checks.flatMap(({ address, status, problems }) => [
    oneLine(`  ${address} ${word[status]}${problems.length > 0 ? ':' : '.'}`),
    ...problems.map((problem) => oneLine(`    ${problem}`)),
  ]);
}

/** Changes that a later plan will show. */
export const deferredLines = ({ deferred }: StackReport) =>
  deferred.map(({ address, reason }) => oneLine(`  ${address}: ${reason}`));
