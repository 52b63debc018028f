const { TestEnvironment } = require('jest-environment-node');

/** Lends a test file the libraries that its worker has loaded: `loaded-once.js` asks for them. */
module.exports = class UnitEnvironment extends TestEnvironment {
  constructor(...props) {
    super(...props);
    this.global.loadOnce = require;
    // cdktf takes a stack trace for each token, which is most of the time of a synth and of no use here.
    require('cdktf/lib/tokens/private/stack-trace').captureStackTrace = () => [];
  }
};
