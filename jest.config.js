// Its notice about Node 20 would stand between all results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const LARGE_LIBRARIES = '/node_modules/(@aws-sdk|@cdktf|@smithy|cdktf|constructs|fast-check|ipaddr.js|zod)/';

// One Jest project a kind of test: `npm test` runs them all, `npm run test:<kind>` one.
const project = (kind) => ({
  displayName: kind,
  roots: ['<rootDir>/__tests__', '<rootDir>/src'],
  testMatch: [`<rootDir>/__tests__/${kind}/**/*.test.ts`],
  testEnvironment: 'node',
  transform: {
    '^.+\\.[mc]?[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
  // Jest on Node 20 can't require the packages that are published as ES modules only (listr2 and what it
  // stands on), so node_modules is compiled like our own sources, but for the large packages that need none of it.
  transformIgnorePatterns: [LARGE_LIBRARIES],
});

const unit = {
  ...project('unit'),
  // There are many files, which start no process and change nothing outside: they share the libraries of their worker.
  testEnvironment: '<rootDir>/__tests__/support/unit-environment.js',
  transform: {
    [`${LARGE_LIBRARIES}.*\\.c?js$`]: '<rootDir>/__tests__/support/loaded-once.js',
    ...project('unit').transform,
  },
  // The matchers are for the `expect` of the test file, which a worker has none of.
  transformIgnorePatterns: ['/node_modules/cdktf/lib/testing/adapters/'],
};

// Deploys what its tests are about, once for all of them.
const dataPlane = { ...project('data-plane'), globalSetup: '<rootDir>/__tests__/data-plane/support/global-setup.ts' };

module.exports = { projects: [unit, project('integration'), dataPlane] };
