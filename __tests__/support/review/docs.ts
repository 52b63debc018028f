/**
 * Writes the examples and the table of rules into docs/review.md:
 *
 *     node --import tsx __tests__/support/review/docs.ts --write
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../../src/project';
import { type Format, render } from '../../../src/review';
import { codeBlock } from '../../../src/review/render/markdown-text';
import { EFFECT_WORDS } from '../../../src/review/render/risk-parts';
import { EFFECTS } from '../../../src/review/report';
import { RULES } from '../../../src/review/rules';
import { readConnections } from './plan-files';
import { reportOf } from './planned';

/** The page whose examples are generated. */
export const PAGE = join(PROJECT, 'docs', 'review.md');

/** An example: `<!-- generated: <scenario> <format> -->`, the report, `<!-- end -->`. Or `<!-- generated: rules -->`. */
const GENERATED = /(<!-- generated: ([\w-]+)(?: (\w+))? -->\n)[\s\S]*?(<!-- end -->)/g;

/** Replaces the generated parts of the page by what the project prints now. */
export function refreshed(page: string): string {
  return page.replace(GENERATED, (_, start: string, what: string, format: Format | undefined, end: string) => {
    return `${start}\n${what === 'rules' ? ruleTable() : example(what, format ?? 'text')}\n\n${end}`;
  });
}

function example(scenario: string, format: Format): string {
  const report = reportOf(scenario, { connections: readConnections() });
  return codeBlock(format, render(report, format).trimEnd().split('\n'));
}

/** A table of the rules, the worst effect first. */
function ruleTable(): string {
  const rows = EFFECTS.flatMap((effect) => RULES.filter((rule) => rule.effect === effect)).map(
    ({ name, effect, watches, because }) => `| \`${name}\` | ${EFFECT_WORDS[effect]} | ${watches} | ${because} |`,
  );
  return ['| rule | what it means | fires when | what happens |', '|---|---|---|---|', ...rows].join('\n');
}

if (process.argv[1] === __filename) {
  if (!process.argv.includes('--write')) {
    console.error('Usage: node --import tsx __tests__/support/review/docs.ts --write');
    process.exit(1);
  }
  writeFileSync(PAGE, refreshed(readFileSync(PAGE, 'utf8')));
}
