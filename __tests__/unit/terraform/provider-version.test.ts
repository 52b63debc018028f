import { requestedProviderVersion } from '../../../src/terraform/provider-version';

describe('AWS_PROVIDER_VERSION', () => {
  test.each(['5.100.0', '5.100.1', '6.0.0', '6.99.0'])('may be %s', (version) => {
    expect(requestedProviderVersion({ AWS_PROVIDER_VERSION: version })).toBe(version);
  });

  test.each([[undefined], ['']])('%p leaves the version to the project', (version) => {
    expect(requestedProviderVersion({ AWS_PROVIDER_VERSION: version })).toBeUndefined();
  });

  test.each(['5.99.9', '4.0.0', '7.0.0', 'latest', '6.25', '~> 6.0', 'v6.25.0', '6.25.0-beta1'])(
    'may not be %s, and the error says what is allowed',
    (version) => {
      expect(() => requestedProviderVersion({ AWS_PROVIDER_VERSION: version })).toThrow(
        `AWS_PROVIDER_VERSION is "${version}". Allowed: a version from 5.100.0 on and below 7`,
      );
    },
  );
});
