// Silences a notice about Node 20 before every result.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const LARGE_LIBRARIES = '/node_modules/(@aws-sdk|@cdktf|@smithy|cdktf|constructs|fast-check|ipaddr.js|zod)/';

// One Jest project per kind of test: `npm test` runs all of them, `npm run test:<kind>` one.
const project = (kind) => ({
  displayName: kind,
  roots: ['<rootDir>/__tests__', '<rootDir>/src'],
  testMatch: [`<rootDir>/__tests__/${kind}/**/*.test.ts`],
  testEnvironment: 'node',
  transform: {
    '^.+\\.[mc]?[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
  // Jest on Node 20 can't require packages published as ES modules only, such as listr2 and its dependencies, so
  // node_modules is compiled like our own sources. The large packages don't need it.
  transformIgnorePatterns: [LARGE_LIBRARIES],
});

const unit = {
  ...project('unit'),
  // Unit tests are many small files without side effects, so each worker loads the large libraries once for all of them.
  testEnvironment: '<rootDir>/__tests__/support/unit-environment.js',
  transform: {
    [`${LARGE_LIBRARIES}.*\\.c?js$`]: '<rootDir>/__tests__/support/loaded-once.js',
    ...project('unit').transform,
  },
  // These extend the test file's own `expect`, so each test file loads them itself.
  transformIgnorePatterns: ['/node_modules/cdktf/lib/testing/adapters/'],
};

// Deploys once for all data-plane tests.
const dataPlane = { ...project('data-plane'), globalSetup: '<rootDir>/__tests__/data-plane/support/global-setup.ts' };

module.exports = { projects: [unit, project('integration'), dataPlane] };
