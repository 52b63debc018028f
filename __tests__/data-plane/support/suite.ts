import { VARIABLES } from './deployed';

/** A data plane takes seconds to stand, and a machine with more to do than this takes several times as long. */
const SECONDS = 1000;

/**
 * A suite that needs a data plane. Where there can be none it is skipped, and says why.
 *
 * @param seconds how long each of its tests may take
 */
export function onDataPlane(name: string, suite: () => void, seconds = 60): void {
  const reason = process.env[VARIABLES.unavailable];
  if (reason) {
    process.stderr.write(`\nSKIPPED: ${name}\n${reason}\n`);
    // Its tests are not even listed: what they begin with was never deployed.
    describe(name, () => test.skip('needs a data plane', () => {}));
    return;
  }
  describe(name, () => {
    jest.setTimeout(seconds * SECONDS);
    suite();
  });
}
