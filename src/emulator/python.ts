import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandError, type ProcessEnvironment, run } from '../process/run';
import { CACHE } from '../project';

const EMULATOR_REQUIREMENTS = join(__dirname, 'server', 'requirements.txt');
const OLDEST = '3.10';
const INSTALL = 'Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python3).';

// Debian's python3 has no ensurepip, which is in python3-venv. Without it venv fails half-way.
const PROBE = 'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])';

/** Options of {@link pythonEnvironment}. */
export interface PythonEnvironmentOptions {
  /**
   * Requirements file with hashes.
   * @default - the requirements of the AWS emulator
   */
  readonly requirements?: string;
  /** Aborts the set-up. */
  readonly signal?: AbortSignal;
  /** Receives the output of venv and pip, line by line. */
  readonly onOutput?: (line: string) => void;
}

/**
 * The environment of our Python processes. Without AWS_*, MOTO_* and PYTHON*, the emulator behaves the same for
 * everybody.
 */
export const pythonVariables = () => variables(/^(PATH|HOME|TMPDIR|LANG)$/);

/** pip may need a person's proxy, index or certificate authority to reach packages. */
const pipVariables = () =>
  variables(/^(PATH|HOME|TMPDIR|LANG|PIP_.*|(https?|no|all)_proxy|SSL_CERT_.*|REQUESTS_CA_BUNDLE)$/i);

/**
 * Checks, without changing anything, that Python can build the environment.
 *
 * @returns its version
 * @throws Error that says how to install it
 */
export async function requirePython(): Promise<string> {
  const options = { cwd: process.cwd(), env: pythonVariables() };
  const { stdout } = await run('python3', ['-c', PROBE], options).catch((error: CommandError) => {
    throw new Error(`The AWS emulator needs Python: ${whatIsMissing(error)} ${INSTALL}`, { cause: error });
  });
  const version = stdout.trim();
  if (version.localeCompare(OLDEST, 'en', { numeric: true }) < 0) {
    throw new Error(`The AWS emulator needs Python ${OLDEST} or later: python3 is ${version}. ${INSTALL}`);
  }
  return version;
}

/**
 * Creates, once, a virtual environment with the locked requirements.
 *
 * @returns the path of its python
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions = {}): Promise<string> {
  const { requirements = EMULATOR_REQUIREMENTS } = options;
  const version = await requirePython();
  const lock = await readFile(requirements);
  const id = createHash('sha256').update(lock).update(version).digest('hex').slice(0, 12);
  const finished = join(CACHE, `python-${id}`);
  const python = join(finished, 'bin', 'python');
  if (await exists(python)) return python;

  // Built under another name and renamed when complete, so that a folder of this name is never half done. It can be
  // moved because only its python is used, which finds its packages beside itself. pip's scripts hold their old path.
  await mkdir(CACHE, { recursive: true });
  const building = await mkdtemp(`${finished}.`);
  const { signal, onOutput } = options;
  const inFolder = { cwd: building, env: pipVariables(), signal, onOutput, killSignal: 'SIGTERM' as const };
  try {
    await run('python3', ['-m', 'venv', building], inFolder);
    // Wheels only: no package runs code of its own while it is installed.
    const install = [
      '-m',
      'pip',
      'install',
      '--no-input',
      '--progress-bar=off',
      '--only-binary=:all:',
      '--require-hashes',
    ];
    await run(join(building, 'bin', 'python'), [...install, '-r', requirements], inFolder);
    await rename(building, finished).catch(async (error) => {
      if (!(await exists(python))) throw error; // else another process was faster
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return python;
}

function whatIsMissing({ output }: CommandError): string {
  if (output === '') return 'there is no python3.';
  const module = /No module named '?(\w+)/.exec(output)?.[1];
  return module ? `python3 has no module ${module}, which is part of venv.` : `python3 fails: ${output.trim()}`;
}

function variables(names: RegExp): ProcessEnvironment {
  const kept = Object.entries(process.env).filter(([name, value]) => names.test(name) && value !== undefined);
  return Object.fromEntries(kept) as ProcessEnvironment;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
