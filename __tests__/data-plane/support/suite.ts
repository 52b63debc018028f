import { VARIABLES } from './deployed';

const SECONDS = 1000;

/**
 * A suite that needs a data plane. It is skipped, and says why, on a machine that can't run one.
 *
 * @param seconds the timeout of each test. The default is several times what a data plane needs to start.
 * @param server the server that the suite needs besides Debian's Redis
 */
export function onDataPlane(name: string, suite: () => void, seconds = 60, server?: 'Valkey'): void {
  const reason = process.env[VARIABLES.unavailable] ?? (server && process.env[VARIABLES.valkeyUnavailable]);
  if (reason) {
    process.stderr.write(`\nSKIPPED: ${name}\n${reason}\n`);
    // Jest would run the body of the suite, which reads a deployment that does not exist.
    describe(name, () => test.skip('needs a data plane', () => {}));
    return;
  }
  describe(name, () => {
    jest.setTimeout(seconds * SECONDS);
    suite();
  });
}
