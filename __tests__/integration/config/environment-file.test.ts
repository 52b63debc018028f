import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Environment files by name, each with its content and the start of its message. Read through src/start.cjs. */
const FILES: Record<string, readonly [text: string, message: RegExp]> = {
  error: ["throw new Error('BUCKET is not set');", /^error\.ts throws while it is read: BUCKET is not set\n/],
  undefined: ['throw undefined;', /^undefined\.ts throws while it is read: undefined\n/],
  null: ['throw null;', /^null\.ts throws while it is read: null\n/],
  syntax: ['export default {\n  region: ,\n};', /^syntax\.ts is not valid TypeScript: .*syntax\.ts:2:10: ERROR/s],
  await: ['await Promise.resolve();\nexport default {};', /^await\.ts is not valid TypeScript: .*Top-level await/s],
  file: ["import './no-such-file';", /^file\.ts imports something that cannot be found: .*no-such-file/],
  package: ["import x from 'no-such-package'; export default x;", /^package\.ts imports .* found: .*no-such-package/],
  named: ['export const environment = {};', /^named\.ts has no default export\.\n/],
  commonjs: ['module.exports = { region: 1 };', /^commonjs\.ts has no default export\.\n/],
  function: ['export default () => ({});', /^function\.ts exports a function by default/],
  promise: ['export default Promise.resolve({});', /^promise\.ts exports a Promise by default/],
  getter: ['export default { get a() { throw 5; } };', /^getter\.ts throws while it is read: 5\n/],
  fine: ["export default { region: 'us-east-1' as const };", /^\{"region":"us-east-1"\}$/],
};

describe('an environment file, loaded with tsx as commands do', () => {
  let folder: string;
  let messages: Record<string, string>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'environment-file-'));
    for (const [name, [text]] of Object.entries(FILES)) writeFileSync(join(folder, `${name}.ts`), text);
    const script = `
      const { defaultExport } = require('./src/config/environment-file.ts');
      const read = (name) => {
        try {
          return JSON.stringify(defaultExport(require('node:path').join(${JSON.stringify(folder)}, name + '.ts'), name + '.ts'));
        } catch (error) {
          return error.name === 'EnvironmentFileError' ? error.message : 'no EnvironmentFileError: ' + error;
        }
      };
      const names = ${JSON.stringify(Object.keys(FILES))};
      console.log(JSON.stringify(Object.fromEntries(names.map((name) => [name, read(name)]))));`;
    messages = JSON.parse(execFileSync('node', ['--require', './src/start.cjs', '-e', script], { encoding: 'utf8' }));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.keys(FILES))('%s: one message that starts with the file name', (name) => {
    expect(messages[name]).toMatch(FILES[name]?.[1] as RegExp);
    expect(messages[name]).not.toContain(folder);
  });
});
