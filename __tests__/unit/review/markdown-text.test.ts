import * as fc from 'fast-check';
import { code, codeBlock, escaped, folded, html, markdownTable } from '../../../src/review/render/markdown-text';
import { oneLine, printable } from '../../../src/review/render/printable';
import { nastyText } from '../../support/review/arbitrary-plans';
import { markdownProblems, shownText } from '../../support/review/markdown';

const holds = (property: (text: string) => void) => fc.assert(fc.property(nastyText, property), { numRuns: 300 });
const asShown = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

describe('any text', () => {
  test('in a paragraph is shown as it is, without markup', () => {
    holds((text) => {
      const markdown = `- **Who:** ${escaped(text)} end`;
      expect(markdownProblems(markdown, 100_000)).toEqual([]);
      expect(asShown(shownText(markdown))).toBe(asShown(`Who: ${oneLine(text)} end`));
    });
  });

  test('as code in a line is shown as it is', () => {
    holds((text) => {
      fc.pre(text.trim() !== '');
      const markdown = `In ${code(text)} end`;
      expect(markdownProblems(markdown, 100_000)).toEqual([]);
      expect(asShown(shownText(markdown))).toBe(asShown(`In ${oneLine(text)} end`));
    });
  });

  test('in a table stays in its cell', () => {
    holds((text) => {
      const markdown = markdownTable([
        ['stack', 'what'],
        [escaped(text), escaped(text)],
      ]);
      expect(markdownProblems(`${markdown}\n`, 100_000)).toEqual([]);
    });
  });

  test('in a code block is shown as it is, and does not end the block', () => {
    holds((text) => {
      const markdown = folded(`<code>${html(text)}</code>: changes`, codeBlock('diff', text.split('\n')));
      expect(markdownProblems(markdown, 100_000)).toEqual([]);
      expect(shownText(markdown)).toContain(printable(text));
    });
  });
});

test.each([
  ['a mention', '@everyone', '&#64;everyone'],
  ['a link', 'https://x', 'https&#58;//x'],
  ['a tag', '<b>', '&lt;b&gt;'],
  ['a pipe', 'a|b', 'a\\|b'],
  ['emphasis', '*a* _b_', '\\*a\\* \\_b\\_'],
])('%s is escaped', (_, text, expected) => {
  expect(escaped(text)).toBe(expected);
});

test('characters that nobody sees are shown', () => {
  expect(oneLine('a\u202eb\u200b\x1b[31m\n')).toBe('a\\u{202e}b\\u{200b}\\u{1b}[31m\\n');
});
