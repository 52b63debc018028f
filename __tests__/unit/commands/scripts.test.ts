import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** The scripts that a text tells its reader to run. */
const named = (text: string) =>
  new Set([...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test))\b/g)].map(([, script, test]) => script ?? test));

describe.each(['help', 'README.md'])('%s', (file) => {
  test('lists every npm script, and no other', () => {
    expect([...named(read(file))].sort()).toEqual(Object.keys(scripts).sort());
  });
});

describe('package.json', () => {
  test('refers only to existing files', () => {
    const files = Object.values(scripts).flatMap((script) => script.match(/\S+\.ts\b/g) ?? []);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(files.length).toBeGreaterThan(0);
  });

  const projects: string[] = require('../../../jest.config').projects.map(
    ({ displayName }: { displayName: string }) => displayName,
  );
  const kindsIn = (script = '') => [...script.matchAll(/--selectProjects[= ](\S+)/g)].map(([, kind]) => kind);

  test('npm test runs every kind of test', () => {
    expect(kindsIn(scripts.test).sort()).toEqual([...projects].sort());
  });

  test.each(projects)('test:%s runs only that kind', (project) => {
    expect(kindsIn(scripts[`test:${project}`])).toEqual([project]);
  });

  test('gives --selectProjects its kind with =, so that a file after it is not taken for another kind', () => {
    const selecting = Object.values(scripts).flatMap((script) => script.match(/--selectProjects\S*/g) ?? []);
    expect(selecting.length).toBeGreaterThan(projects.length);
    for (const option of selecting) expect(option).toMatch(/^--selectProjects=[\w-]+$/);
  });
});
