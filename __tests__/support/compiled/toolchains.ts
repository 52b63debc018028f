import { execFileSync } from 'node:child_process';
import { VERSIONS } from '../../../src/client-code/versions';

/** A language that printed code is compiled in. */
export type Toolchain = 'go' | 'java' | 'rust';

const TOOLCHAINS: Record<
  Toolchain,
  { readonly needs: string; readonly probes: readonly (() => string | undefined)[] }
> = {
  go: {
    needs: `Go ${VERSIONS.go} or later`,
    // GOTOOLCHAIN: otherwise an older go downloads the toolchain that go.mod names.
    probes: [() => older(said('go', ['env', 'GOVERSION']), /go(\d+\.\d+)/, VERSIONS.go)],
  },
  java: {
    needs: `a JDK ${VERSIONS.java} or later, and Maven (Debian, Ubuntu: apt-get install default-jdk-headless maven)`,
    probes: [
      () => older(said('javac', ['-version']), /javac (\d+)/, VERSIONS.java),
      () => older(said('mvn', ['--version']), /Apache Maven (?:\S*m)?(\d+)/, '3'),
    ],
  },
  rust: {
    needs: `Rust ${VERSIONS.rust} or later, with cargo`,
    probes: [() => older(said('cargo', ['--version']), /cargo (\d+\.\d+)/, VERSIONS.rust)],
  },
};

/** What is missing to compile code of a language, or undefined if nothing is. */
export function missing(toolchain: Toolchain): string | undefined {
  const { needs, probes } = TOOLCHAINS[toolchain];
  const reasons = probes.map((probe) => probe()).filter((reason) => reason !== undefined);
  return reasons.length === 0 ? undefined : `This needs ${needs}: ${reasons.join(', ')}.`;
}

/**
 * A suite that needs a compiler. On a machine that lacks it, it is skipped and says why; on CI it fails.
 *
 * @throws Error on CI, if something is missing
 */
export function compiling(toolchain: Toolchain, name: string, suite: () => void): void {
  const reason = missing(toolchain);
  if (reason === undefined) {
    describe(name, suite);
    return;
  }
  if (process.env.CI) throw new Error(`${name}: ${reason}`);
  process.stderr.write(`\nSKIPPED: ${name}\n${reason}\n`);
  describe(name, () => test.skip(reason, () => {}));
}

/** What a program prints, or the reason why it does not. */
function said(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GOTOOLCHAIN: 'local' },
    });
  } catch (error) {
    return `${program} ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not installed' : 'does not work'}`;
  }
}

function older(text: string, version: RegExp, oldest: string): string | undefined {
  const found = version.exec(text)?.[1];
  if (found === undefined) return text.trim();
  return found.localeCompare(oldest, 'en', { numeric: true }) < 0 ? `found ${text.trim()}` : undefined;
}
