import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../../src/project';

const page = readFileSync(join(PROJECT, 'docs', 'security.md'), 'utf8');

/** The tests that the page refers to: `file`: name; another name. Three dots in a name stand for anything. */
function references(): [file: string, phrase: string][] {
  const found = page.matchAll(/`((?:unit|integration|data-plane)\/[\w./-]+\.test\.ts)`(?:: ([^|`\n]+))?/g);
  return [...found].flatMap(([, file = '', names = '']) =>
    names
      .split(/;|…|\(.*\)/)
      .map((phrase) => phrase.trim())
      .filter((phrase, i) => phrase !== '' || i === 0)
      .map((phrase): [string, string] => [file, phrase]),
  );
}

describe('docs/security.md', () => {
  test('refers to tests', () => {
    expect(references().length).toBeGreaterThan(25);
  });

  test.each(references())('refers to a test that there is: %s: %s', (file, phrase) => {
    const path = join(PROJECT, '__tests__', file);
    expect(phrase).not.toBe('');
    expect(existsSync(path) && readFileSync(path, 'utf8').includes(phrase)).toBe(true);
  });
});
