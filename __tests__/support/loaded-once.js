// Jest reloads every module for every test file, which would take most of the unit tests' time for the large libraries.
// Instead, each of their files becomes a reference to the worker's own copy: see `unit-environment.js`.
module.exports = {
  process: (_source, file) => ({ code: `module.exports = loadOnce(${JSON.stringify(file)});` }),
};
