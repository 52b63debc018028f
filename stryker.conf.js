// npm run test:mutation: changes the sources one way at a time, and sees whether a unit test of the folder fails.
const folder = process.env.MUTATED_FOLDER;

module.exports = {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  // Tests that don't import the mutated file can't notice it.
  jest: { configFile: 'jest.mutation.config.js', enableFindRelatedTests: true },
  // A mutant that times out counts as noticed, so a busy machine must not be taken for an endless loop.
  timeoutMS: 60_000,
  coverageAnalysis: 'perTest',
  // What runs once, when a file is loaded, would take all tests for each mutant: the schema's docstrings and tables.
  ignoreStatic: false,
  mutate: [`src/${folder}/**/*.ts`],
  // Stryker would rewrite tsconfig.json with TypeScript's API, which TypeScript 7 does not have.
  tsconfigFile: 'none',
  tempDirName: '.work/stryker',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: `.work/mutation/${folder}.json` },
  clearTextReporter: { logTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
};
