import { readFileSync } from 'node:fs';
import { RULE_NAMES } from '../../../src/review/rules';
import { PAGE, refreshed } from '../../support/review/docs';

describe('docs/review.md', () => {
  const page = readFileSync(PAGE, 'utf8');

  test('has the reports that the project prints. To refresh: node --import tsx __tests__/support/review/docs.ts --write', () => {
    expect(page).toBe(refreshed(page));
  });

  test.each(RULE_NAMES)('has the rule %s', (name) => {
    expect(page).toContain(`| \`${name}\` |`);
  });

  test.each(['text', 'markdown', 'json'])('has an example of the format %s', (format) => {
    expect(page).toMatch(new RegExp(`<!-- generated: [\\w-]+ ${format} -->`));
  });
});
