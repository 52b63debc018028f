import { compiling, missing } from '../../support/compiled/toolchains';

const { PATH, CI } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
  if (CI === undefined) delete process.env.CI;
  else process.env.CI = CI;
});

describe('a machine without compilers', () => {
  beforeEach(() => {
    process.env.PATH = '/nonexistent';
  });

  test.each([
    ['go', 'This needs Go 1.26 or later: go is not installed.'],
    ['java', /^This needs a JDK 17 or later, and Maven \(.*\): javac is not installed, mvn is not installed\.$/],
  ] as const)('is told what is missing: %s', (toolchain, message) => {
    expect(missing(toolchain)).toMatch(message);
  });

  test('fails on CI, instead of skipping', () => {
    process.env.CI = 'true';
    expect(() => compiling('go', 'The code', () => {})).toThrow('The code: This needs Go');
  });
});
