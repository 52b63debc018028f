import type { Report, Risk, StackReport } from '../report';
import { reportHash } from '../report-hash';
import { counted } from '../rules/words';
import { changesAnything } from '../stack-report';
import { addressLines, changeLines, driftLines, type Line, outputLines } from './change-lines';
import { code, codeBlock, escaped, folded, html, markdownTable } from './markdown-text';
import { EFFECT_WORDS, riskParts } from './risk-parts';
import { fitted, type Section } from './sections';
import { headline, stackTable } from './summary';
import { ALLOWANCE, checkLines, deferredLines } from './text';

/** GitHub's limits, in bytes: of a comment in characters, which are never more than bytes, and of a step summary. */
export const MARKDOWN_LIMIT = {
  // GitHub's API refuses longer ones: "body is too long (maximum is 65536 characters)"
  comment: 65_536,
  // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
  stepSummary: 1024 * 1024,
} as const;

/** Options of {@link renderMarkdown}. */
export interface MarkdownOptions {
  readonly wholeReport?: string;
  readonly limit?: number;
}

/** A report as Markdown for GitHub. Whole sections are shortened or left out to keep within the limit, risks last. */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const { wholeReport = '`npm run plan` prints all of it.', limit = MARKDOWN_LIMIT.comment } = options;
  const title = `## ${escaped(headline(report))}`;
  const hash = `<!-- report sha256:${reportHash(report)} -->`;
  const sections: Section[] = [
    tableSection(report),
    ...report.stacks.flatMap(errorSection),
    riskSection(report),
    noteSection(report),
    ...report.stacks.flatMap((stack) => [
      ...foldedSection(
        stack,
        'changes',
        [...stack.changes.flatMap(changeLines), ...outputLines(stack)],
        stack.changes.flatMap(addressLines),
      ),
      ...foldedSection(stack, 'changed outside Terraform', stack.drift.flatMap(driftLines), []),
      ...plainSection(stack, 'checks', checkLines(stack)),
      ...plainSection(stack, 'deferred', deferredLines(stack)),
      ...plainSection(stack, 'read during the apply', stack.reads),
    ]),
  ];
  return fitted({ title, sections, end: hash, limit, wholeReport });
}

function tableSection({ stacks }: Report): Section {
  const rows = (shown: readonly StackReport[]) => {
    const [heading = [], ...body] = stackTable(shown);
    return markdownTable([heading, ...body.map((cells) => cells.map(escaped))]);
  };
  const busy = stacks.filter((stack) => stack.status !== 'planned' || changesAnything(stack));
  const idle = stacks.length - busy.length;
  return {
    name: 'stacks',
    levels: [
      rows(stacks),
      { phase: 3, text: `${rows(busy)}\n\n${counted(idle, 'further stack')} with nothing to do.` },
      {
        phase: 5,
        text: `${counted(stacks.length, 'stack')}, of which ${idle} ${idle === 1 ? 'has' : 'have'} nothing to do.`,
      },
    ],
  };
}

function errorSection({ name, error }: StackReport): Section[] {
  if (error === undefined) return [];
  const title = `**${code(name)} can't be planned**`;
  return [
    {
      name: `the error of ${name}`,
      levels: [
        `${title}\n\n${codeBlock('text', error.split('\n'))}`,
        { phase: 2, text: title },
        { phase: 5, text: '' },
      ],
    },
  ];
}

function riskSection(report: Report): Section {
  const { risks } = report;
  if (risks.length === 0) return { name: 'risks', levels: [''] };
  const title = '### Risks';
  const full = risks.map((risk) => riskText(risk, report));
  const short = risks.map(
    (risk) =>
      `- ${risk.allowed ? 'Allowed: ' : ''}**${risk.rule}** ${EFFECT_WORDS[risk.effect]}, in ${code(risk.stack)}: ${risk.addresses.map(code).join(', ')}`,
  );
  return {
    name: 'risks',
    levels: [
      [title, ...full].join('\n\n'),
      { phase: 3, text: `${title}\n\n${short.join('\n')}` },
      { phase: 4, text: `${title}\n\n${counts(risks).join('\n')}` },
    ],
  };
}

function riskText(risk: Risk, report: Report): string {
  const { happens, who, connected, instead, allow, allowedBecause } = riskParts(risk, report);
  const state = risk.allowed ? 'allowed' : 'NOT ALLOWED';
  return [
    `#### ${state}: ${risk.rule} ${EFFECT_WORDS[risk.effect]}`,
    `In ${code(risk.stack)}: ${risk.addresses.map(code).join(', ')}`,
    [
      `- **What happens:** ${escaped(happens)}`,
      `- **Who is affected:** ${escaped(who)}`,
      ...(connected.length > 0 ? [`- **Connected right now:** ${connected.map(escaped).join(' ')}`] : []),
      `- **Instead:** ${escaped(instead)}`,
      ...(allow.length > 0 ? [`- **To allow it:** ${allow.map((one) => code(`--allow '${one}'`)).join(' ')}`] : []),
      ...(allowedBecause ? [`- **Allowed:** ${escaped(allowedBecause)}`] : []),
    ].join('\n'),
  ].join('\n\n');
}

/** One line a rule, however many risks there are. */
function counts(risks: readonly Risk[]): string[] {
  const rules = [...new Set(risks.map(({ rule }) => rule))];
  return rules.map((rule) => {
    const own = risks.filter((risk) => risk.rule === rule);
    const open = own.filter(({ allowed }) => !allowed).length;
    const stacks = new Set(own.map(({ stack }) => stack)).size;
    const [{ effect }] = own as [Risk];
    return `- **${rule}** ${EFFECT_WORDS[effect]}: ${own.length} times in ${counted(stacks, 'stack')}, ${open} not allowed`;
  });
}

function noteSection({ notices, allowances }: Report): Section {
  const lines = [
    ...notices.map(escaped),
    ...allowances
      .filter(({ status }) => status !== 'used')
      .map(
        ({ rule, address, status, expires }) =>
          `The allowance ${code(`${rule}:${address}`)} ${ALLOWANCE[status]}${status === 'expired' ? ` on ${expires}` : ''}.`,
      ),
  ];
  if (lines.length === 0) return { name: 'notes', levels: [''] };
  return { name: 'notes', levels: [lines.map((line) => `- ${line}`).join('\n'), { phase: 2, text: '' }] };
}

function foldedSection(stack: StackReport, what: string, lines: readonly Line[], short: readonly Line[]): Section[] {
  if (lines.length === 0) return [];
  const block = (shown: readonly Line[]) =>
    folded(
      `<code>${html(stack.name)}</code>: ${what}`,
      codeBlock(
        'diff',
        shown.map(({ mark, text }) => `${mark} ${text}`),
      ),
    );
  return [
    {
      name: `${what} of ${stack.name}`,
      levels: [block(lines), ...(short.length > 0 ? [{ phase: 1, text: block(short) }] : []), { phase: 2, text: '' }],
    },
  ];
}

function plainSection(stack: StackReport, what: string, lines: readonly string[]): Section[] {
  if (lines.length === 0) return [];
  const summary = `<code>${html(stack.name)}</code>: ${what}`;
  return [
    {
      name: `${what} of ${stack.name}`,
      levels: [folded(summary, codeBlock('text', lines)), { phase: 2, text: '' }],
    },
  ];
}
