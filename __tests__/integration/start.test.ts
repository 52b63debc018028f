import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const START = join(__dirname, '..', '..', 'src', 'start.cjs');

describe('src/start.cjs', () => {
  let project: string;
  let cache: string;

  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  };
  const run = () => {
    return spawnSync(process.execPath, ['--require', './src/start.cjs', 'main.ts'], { cwd: project, encoding: 'utf8' });
  };

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'start-'));
    cache = join(project, 'node_modules', '.cache', 'redis-privatelink', 'transpiled.json');
    write('node_modules/library/index.js', 'exports.call = (f) => f();');
    mkdirSync(join(project, 'src'));
    copyFileSync(START, join(project, 'src', 'start.cjs'));
    symlinkSync(dirname(require.resolve('esbuild/package.json')), join(project, 'node_modules', 'esbuild'));
  });
  afterEach(() => rmSync(project, { recursive: true }));

  test('runs a file as it is now, not as it was when it ran before', () => {
    // GIVEN
    write('src/value.ts', 'export const value: number = 1;');
    write('main.ts', "import { value } from './src/value';\nconsole.log(value as number);");
    expect(run().stdout).toBe('1\n');
    // WHEN
    write('src/value.ts', 'export const value: number = 2;');
    // THEN
    expect(run().stdout).toBe('2\n');
  });

  test('keeps the JavaScript of the project’s own files, and of no others', () => {
    // GIVEN
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    writeFileSync(join(elsewhere, 'value.ts'), 'export const value: number = 1;');
    write('main.ts', `import { value } from '${join(elsewhere, 'value')}';\nconsole.log(value as number);`);
    // WHEN
    expect(run().stdout).toBe('1\n');
    rmSync(elsewhere, { recursive: true });
    // THEN
    const kept = JSON.parse(readFileSync(cache, 'utf8'));
    expect(Object.keys(kept)).toEqual(['main.ts']);
    // WHEN
    kept['main.ts'].code = "console.log('kept')";
    writeFileSync(cache, JSON.stringify(kept));
    // THEN
    expect(run().stdout).toBe('kept\n');
  });

  test('stack traces name the lines of the TypeScript, below a library too', () => {
    // GIVEN
    write(
      'main.ts',
      "import { call } from 'library';\n\ntype T = string;\ncall(() => {\n  throw new Error('x');\n});\n",
    );
    // WHEN
    const { stderr } = run();
    // THEN
    expect(stderr).toMatch(/at \S+ \(?.*main\.ts:5:9\)?\n/);
    expect(stderr).toMatch(/at .*library.index\.js:1:\d+/);
    expect(stderr).toMatch(/at .*main\.ts:4:1/);
  });

  test('runs where nothing can be kept', () => {
    // GIVEN
    write('node_modules/.cache', 'a file');
    write('main.ts', 'console.log(1 as number);');
    // WHEN
    const { stdout, stderr } = run();
    // THEN
    expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
  });
});
