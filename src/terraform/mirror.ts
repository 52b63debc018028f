import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareVersions } from './binary';
import { isSupported, isWanted } from './provider-version';

/** Path of the AWS provider inside a mirror: https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror */
export const PROVIDER_PATH = join('registry.terraform.io', 'hashicorp', 'aws');

/** The AWS provider in a filesystem mirror. */
export interface ProviderPackage {
  /** The mirror's folder, which holds `registry.terraform.io`. */
  readonly mirror: string;
  readonly version: string;
  /** Whether it is a zip file. Terraform links to unpacked providers, but unpacks 600 MB of a zip file per stack. */
  readonly packed: boolean;
}

/** All AWS providers for a platform (`linux_amd64`) in a filesystem mirror. Empty if the folder is no mirror. */
export async function packagesIn(mirror: string, platform: string): Promise<ProviderPackage[]> {
  const folder = join(mirror, PROVIDER_PATH);
  const packages: ProviderPackage[] = [];
  for (const entry of await namesIn(folder)) {
    const zip = /^terraform-provider-aws_(\d+\.\d+\.\d+)_(\w+)\.zip$/.exec(entry);
    if (zip?.[1] && zip[2] === platform) packages.push({ mirror, version: zip[1], packed: true });
    if (/^\d+\.\d+\.\d+$/.test(entry)) {
      const files = await namesIn(join(folder, entry, platform));
      const complete = files.some((file) => file.startsWith('terraform-provider-aws'));
      if (complete) packages.push({ mirror, version: entry, packed: false });
    }
  }
  return packages;
}

/**
 * The newest version that the stacks ask for, else the newest supported one. Prefers unpacked, then the first.
 *
 * @param requested the only version that will do, if a person asked for one
 */
export function bestOf(packages: readonly ProviderPackage[], requested?: string): ProviderPackage | undefined {
  const rank = ({ version }: ProviderPackage) => Number(isWanted(version));
  return packages
    .filter(({ version }) => (requested ? version === requested : isSupported(version)))
    .sort(
      (a, b) => rank(b) - rank(a) || compareVersions(b.version, a.version) || Number(a.packed) - Number(b.packed),
    )[0];
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
