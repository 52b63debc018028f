// Jest loads every module anew for every test file. For the large libraries that is most of what the unit tests would
// do, so a file of theirs becomes a reference to what the worker itself has loaded: see `unit-environment.js`.
module.exports = {
  process: (_source, file) => ({ code: `module.exports = loadOnce(${JSON.stringify(file)});` }),
};
