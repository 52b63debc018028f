import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultExport, EnvironmentFileError } from '../../../src/config/environment-file';
import { UserError } from '../../../src/config/mistakes';

const FILE = 'src/environments/test.ts';
let folder: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'environment-file-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What a file exports by default that holds the text. Each is another file: modules are read once. */
function read(text: string): unknown {
  count += 1;
  const path = join(folder, `environment-${count}.ts`);
  writeFileSync(path, text);
  return defaultExport(path, FILE);
}

function errorOf(text: string): EnvironmentFileError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof EnvironmentFileError) return error;
    throw error;
  }
  throw new Error(`no error in ${text}`);
}

describe('the file of an environment', () => {
  test('gives what it exports by default, of whatever shape', () => {
    expect(read("export default { region: 'us-east-1' as const };")).toEqual({ region: 'us-east-1' });
    expect(read('export default 5;')).toBe(5);
    expect(read('const a: Record<string, unknown> = {}; a.self = a; export default a;')).toHaveProperty('self.self');
  });

  test.each<[what: string, text: string, says: string]>([
    ['an error', "throw new Error('STATE_BUCKET is not set');", 'throws while it is read: STATE_BUCKET is not set'],
    ['an error of the language', 'export default (undefined as any).bucket;', 'throws while it is read: Cannot read'],
    ['a text', "throw 'no bucket';", 'throws while it is read: no bucket'],
    // Not while it is loaded: Jest's own loader trips over them. The integration test does that.
    ['undefined', 'export default { get a() { throw undefined; } };', 'throws while it is read: undefined'],
    ['null', 'export default { get a() { throw null; } };', 'throws while it is read: null'],
    ['a number', 'throw 5;', 'throws while it is read: 5'],
    ['a symbol', "throw Symbol('x');", 'throws while it is read: Symbol(x)'],
    ['an object', 'throw {};', 'throws while it is read: an object'],
    ['an object without a prototype', 'throw Object.create(null);', 'throws while it is read: an object'],
    ['an object that throws', 'throw { get message() { throw 1; } };', 'throws while it is read: an object'],
    ['from a getter', "export default { get region() { throw new Error('late'); } };", 'throws while it is read: late'],
    ['from a getter deep below', 'export default { a: [{ get b() { throw undefined; } }] };', 'read: undefined'],
  ])('that throws %s: the message names the file and what was thrown', (_what, text, says) => {
    const error = errorOf(text);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message.startsWith(`${FILE} `)).toBe(true);
    expect(error.message).toContain(says);
    expect(error.message).toContain('plain data: remove what throws');
  });

  test('that has a syntax error: where and what', () => {
    const { message } = errorOf('export default {\n  region: ,\n};');
    expect(message).toMatch(/^src\/environments\/test\.ts is not valid TypeScript: /);
    expect(message).toContain('npm run typecheck');
    expect(message).not.toContain(folder);
  });

  test.each(["import './no-such-file'; export default {};", "import x from 'no-such-package'; export default { x };"])(
    'that imports what is not there: %s',
    (text) => {
      const { message } = errorOf(text);
      expect(message).toMatch(/^src\/environments\/test\.ts imports something that cannot be found: .*no-such-/);
      expect(message).toContain('Correct the path of the import, or install the package');
      expect(message.split('\n')).toHaveLength(2);
    },
  );

  test.each([
    ['nothing', 'export const environment = {};', 'has no default export.'],
    ['nothing, by CommonJS', 'module.exports = { region: 1 };', 'has no default export.'],
    ['an unset variable', 'let x; export default x;', 'has no default export.'],
    ['a function', 'export default () => ({});', 'exports a function by default'],
    ['a class', 'export default class {}', 'exports a function by default'],
    ['a Promise', 'export default Promise.resolve({});', 'exports a Promise by default'],
    ['a promise of another library', 'export default { then() {} };', 'exports a Promise by default'],
  ])('that exports %s by default: the message says how to end it', (_what, text, says) => {
    const { message } = errorOf(text);
    expect(message).toContain(`${FILE} ${says}`);
    expect(message).toContain('export default { region: …, … } satisfies EnvironmentProps;');
  });
});
