// The unit tests of one folder, for npm run test:mutation. Stryker knows neither Jest's projects nor <rootDir> in an
// environment, and a mutant that only another folder's tests notice is one that its own tests miss.
const [unit] = require('./jest.config').projects;
const folders = { config: ['config'], constructs: ['constructs'], stacks: ['stacks', 'environments'] };
const tests = folders[process.env.MUTATED_FOLDER] ?? Object.values(folders).flat();
module.exports = {
  ...unit,
  // The sources and the tests' support too: Jest finds related tests only through files below its roots.
  roots: ['src', '__tests__/support', ...tests.map((folder) => `__tests__/unit/${folder}`)].map(
    (folder) => `<rootDir>/${folder}`,
  ),
  testMatch: ['**/*.test.ts'],
  testEnvironment: require.resolve('./__tests__/support/unit-environment.js'),
};
