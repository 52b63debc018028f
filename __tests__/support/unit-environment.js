const { TestEnvironment } = require('jest-environment-node');

/** Gives test files the libraries that their worker has loaded: see `loaded-once.js`. */
module.exports = class UnitEnvironment extends TestEnvironment {
  constructor(...props) {
    super(...props);
    this.global.loadOnce = require;
    // cdktf captures a stack trace per token: useless here, and most of a synth's time.
    require('cdktf/lib/tokens/private/stack-trace').captureStackTrace = () => [];
  }
};
