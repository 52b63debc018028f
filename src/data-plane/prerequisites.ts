import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The programs that the data plane runs, each with its Debian or Ubuntu package. */
const TOOLS: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  nft: 'nftables',
  sysctl: 'procps',
  flock: 'util-linux',
  openssl: 'openssl',
  'redis-server': 'redis-server',
  'redis-sentinel': 'redis-sentinel',
  'redis-cli': 'redis-tools',
};

/** This machine lacks something that the data plane needs. The message names everything that is missing. */
export class DataPlaneUnavailable extends Error {
  override readonly name = 'DataPlaneUnavailable';
}

/**
 * Checks, without changing anything, that a data plane can run on this machine.
 *
 * @throws DataPlaneUnavailable with everything that is missing and how to install it
 */
export async function requireDataPlane(): Promise<void> {
  if (process.platform !== 'linux') {
    throw new DataPlaneUnavailable(
      `The data plane needs network namespaces, which exist on Linux only, and this is ${process.platform}. Run it in ` +
        'a virtual machine, or in a container with --privileged.',
    );
  }
  const missing = await missingPackages();
  const reasons = [
    ...(process.getuid?.() === 0 ? [] : ['Creating network namespaces needs root: run it with sudo -E.']),
    ...(missing.length > 0
      ? [
          'Programs are missing. On Debian and Ubuntu, install them with:',
          `  sudo apt-get install ${missing.join(' ')}`,
          ...(missing.some((name) => name.startsWith('redis-se'))
            ? ['  sudo systemctl disable --now redis-server redis-sentinel   # the data plane starts its own']
            : []),
        ]
      : []),
  ];
  if (reasons.length > 0) throw new DataPlaneUnavailable(['The data plane cannot run here.', ...reasons].join('\n'));
}

async function missingPackages(): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(TOOLS).map(async ([tool, name]) => ((await isInstalled(tool)) ? [] : [name])),
  );
  return [...new Set(found.flat())];
}

async function isInstalled(tool: string): Promise<boolean> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const tries = folders.map((folder) => access(join(folder, tool), constants.X_OK));
  return Promise.any(tries).then(
    () => true,
    () => false,
  );
}
