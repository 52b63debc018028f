// cdktf loads archiver for TerraformAsset, which this project does not use: a third of the time that cdktf takes to load.
module.exports = () => {
  throw new Error('unit tests have no archiver: see jest.config.js');
};
