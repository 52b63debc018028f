import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cdktfRuns } from '../../../src/terraform/cdktf';

// Twice each contender, of which the slowest takes seconds.
jest.setTimeout(180_000);

const ROOT = join(__dirname, '..', '..', '..');
const OUTPUT = join(ROOT, 'cdktf.out');

describe('npm run bench', () => {
  test('measures every contender, and leaves the person’s output and no folder behind', () => {
    // GIVEN
    const tmp = mkdtempSync(join(tmpdir(), 'bench-'));
    const written = () => existsSync(OUTPUT) && statSync(OUTPUT).mtimeMs;
    const before = written();
    // WHEN
    const args = ['src/commands/main.ts', 'bench', '--size', '1x1', '--runs', '1', '--json'];
    const stdout = execFileSync(process.execPath, ['--require', './src/start.cjs', ...args], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: tmp },
      encoding: 'utf8',
    });
    // THEN
    const { results } = JSON.parse(stdout) as { results: Record<string, number | string>[] };
    expect(results.map(({ title, name }) => `${title}: ${name}`)).toEqual([
      expect.stringMatching(/^Load .*vpc-endpoint'$/),
      expect.stringMatching(/^Load .*provider-aws'$/),
      'Synthesise 1x1: this project (node main.ts)',
      'Synthesise 1x1: the floor: the same imports, an empty app',
      'Synthesise 1x1: the same resources, written plainly',
      ...(cdktfRuns ? ['The command, 1x1: npm run synth', 'The command, 1x1: cdktf synth'] : []),
    ]);
    for (const { seconds, megabytes } of results) {
      expect(seconds).toBeGreaterThan(0.03);
      expect(megabytes).toBeGreaterThan(30);
    }
    expect(written()).toBe(before);
    expect(readdirSync(tmp).filter((name) => name.startsWith('redis-privatelink'))).toEqual([]);
    rmSync(tmp, { recursive: true });
  });
});
