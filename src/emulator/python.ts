import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const EMULATOR_REQUIREMENTS = join(__dirname, 'server', 'requirements.txt');
const CACHE = resolve(__dirname, '../../node_modules/.cache/redis-privatelink');
const OLDEST = '3.10';
const INSTALL = 'Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python3).';
const OUTPUT_TAIL_LINES = 20;

// ensurepip is what Debian leaves out of python3 and puts into python3-venv: without it venv fails half way.
const PROBE = 'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])';

/** Options of {@link pythonEnvironment}. */
export interface PythonEnvironmentOptions {
  /**
   * File with what to install, hashed.
   * @default - what the AWS emulator stands on
   */
  readonly requirements?: string;
  /** Gives up the set-up. */
  readonly signal?: AbortSignal;
  /** Receives what venv and pip say, line by line. */
  readonly onOutput?: (line: string) => void;
}

/**
 * What a Python process of ours sees of this process's environment: nothing of AWS_*, MOTO_* or PYTHON*, which would
 * have the emulator behave differently from person to person.
 */
export const basicEnvironment = () => environment(/^(PATH|HOME|TMPDIR|LANG)$/);

/** pip may need a proxy, an index or a certificate authority of the person's own to reach packages. */
const pipEnvironment = () =>
  environment(/^(PATH|HOME|TMPDIR|LANG|PIP_.*|(https?|no|all)_proxy|SSL_CERT_.*|REQUESTS_CA_BUNDLE)$/i);

/** Checks, without changing anything, that there is a Python to build the environment with. Returns its version. */
export async function requirePython(): Promise<string> {
  const { stdout } = await promisify(execFile)('python3', ['-c', PROBE], { env: basicEnvironment() }).catch((error) => {
    throw new Error(`The AWS emulator needs Python: ${whatIsMissing(error)} ${INSTALL}`, { cause: error });
  });
  const version = stdout.trim();
  if (version.localeCompare(OLDEST, 'en', { numeric: true }) < 0) {
    throw new Error(`The AWS emulator needs Python ${OLDEST} or later: python3 is ${version}. ${INSTALL}`);
  }
  return version;
}

/** Creates (once) a virtual environment with the locked requirements. Returns the path of its python. */
export async function pythonEnvironment(options: PythonEnvironmentOptions = {}): Promise<string> {
  const { requirements = EMULATOR_REQUIREMENTS } = options;
  const version = await requirePython();
  const lock = await readFile(requirements);
  const id = createHash('sha256').update(lock).update(version).digest('hex').slice(0, 12);
  const finished = join(CACHE, `python-${id}`);
  const python = join(finished, 'bin', 'python');
  if (await exists(python)) return python;

  // Built beside its place and renamed when complete, so that what has the name is whole. It can be moved because only
  // its python is used, which finds its packages beside itself; pip's scripts would hold the path they were made at.
  await mkdir(CACHE, { recursive: true });
  const building = await mkdtemp(`${finished}.`);
  try {
    await run('python3', ['-m', 'venv', building], options);
    // Wheels only: nothing of what is installed runs code while it is installed.
    const install = [
      '-m',
      'pip',
      'install',
      '--no-input',
      '--progress-bar=off',
      '--only-binary=:all:',
      '--require-hashes',
    ];
    await run(join(building, 'bin', 'python'), [...install, '-r', requirements], options);
    await rename(building, finished).catch(async (error) => {
      if (!(await exists(python))) throw error; // else another set-up was faster, and its environment is as good
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return python;
}

async function run(file: string, args: readonly string[], { signal, onOutput }: PythonEnvironmentOptions) {
  const child = spawn(file, args, { env: pipEnvironment(), signal, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      onOutput?.(line);
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) {
    throw new Error(`Setting up Python failed:\n${said.slice(-OUTPUT_TAIL_LINES).join('\n')}`);
  }
}

function whatIsMissing(error: NodeJS.ErrnoException & { stderr?: string }): string {
  if (error.code === 'ENOENT') return 'there is no python3.';
  const module = /No module named '?(\w+)/.exec(error.stderr ?? '')?.[1];
  return module ? `python3 has no module ${module}, which is part of venv.` : `python3 fails. ${error.message}`;
}

function environment(names: RegExp): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => names.test(name)));
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
