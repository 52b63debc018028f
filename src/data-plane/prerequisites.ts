import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** What the data plane runs, and the Debian or Ubuntu package that it comes with. */
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

/** Something that the data plane needs is not there. The message names all of it. */
export class DataPlaneUnavailable extends Error {
  override readonly name = 'DataPlaneUnavailable';
}

/**
 * Checks, without changing anything, that this machine can carry a data plane.
 *
 * @throws DataPlaneUnavailable with everything that is missing and how to get it
 */
export async function requireDataPlane(): Promise<void> {
  if (process.platform !== 'linux') {
    throw new DataPlaneUnavailable(
      `The data plane is made of network namespaces, which Linux has and ${process.platform} has not: run it in a ` +
        'virtual machine, or in a container with --privileged.',
    );
  }
  const missing = await missingPackages();
  const reasons = [
    ...(process.getuid?.() === 0 ? [] : ['It makes network namespaces, which only root may: run it with sudo -E.']),
    ...(missing.length > 0
      ? [
          'It lacks programs. On Debian and Ubuntu:',
          `  sudo apt-get install ${missing.join(' ')}`,
          ...(missing.some((name) => name.startsWith('redis-se'))
            ? ['  sudo systemctl disable --now redis-server redis-sentinel   # it starts its own']
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
