import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { REGISTRIES } from './binary';
import { PROVIDER_PATH, type ProviderPackage } from './mirror';

/**
 * A mirror in which OpenTofu finds an unpacked provider. The provider is Terraform's, but OpenTofu takes the short name
 * `hashicorp/aws` for one in its own registry.
 *
 * @param platform `linux_amd64`
 * @param cache the folder for such mirrors, which consist of links
 * @returns the provider's own mirror, if that was made for OpenTofu
 */
export async function openTofuMirror(found: ProviderPackage, platform: string, cache: string): Promise<string> {
  const mirror = resolve(found.mirror);
  const inMirror = join(REGISTRIES.openTofu, 'hashicorp', 'aws', found.version, platform);
  if (existsSync(join(mirror, inMirror))) return mirror;
  const folder = join(cache, 'opentofu', createHash('sha256').update(mirror).digest('hex').slice(0, 12));
  await mkdir(dirname(join(folder, inMirror)), { recursive: true });
  // OpenTofu follows links only at this level.
  await symlink(join(mirror, PROVIDER_PATH, found.version, platform), join(folder, inMirror)).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return folder;
}
