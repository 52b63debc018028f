// Its notice about Node 20 would stand between all results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// One Jest project a kind of test: `npm test` runs them all, `npm run test:<kind>` one.
const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.[mc]?[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
  // Jest on Node 20 can't require the packages that are published as ES modules only (listr2 and what it
  // stands on), so node_modules is compiled like our own sources, but for the large packages that need none of it.
  transformIgnorePatterns: ['/node_modules/(@aws-sdk|@cdktf|@smithy|cdktf|constructs|fast-check|ipaddr.js|zod)/'],
};

const project = (kind) => ({ ...shared, displayName: kind, testMatch: [`<rootDir>/__tests__/${kind}/**/*.test.ts`] });

// Loaded once a test file, and there are many.
const unit = { ...project('unit'), moduleNameMapper: { '^archiver$': '<rootDir>/__tests__/support/no-archiver.js' } };

// Deploys what its tests are about, once for all of them.
const dataPlane = { ...project('data-plane'), globalSetup: '<rootDir>/__tests__/data-plane/support/global-setup.ts' };

module.exports = { projects: [unit, project('integration'), dataPlane] };
