import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareVersions } from './binary';
import { isSupported, isWanted } from './provider-version';

/** Where a mirror keeps the AWS provider: https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror */
export const PROVIDER_PATH = join('registry.terraform.io', 'hashicorp', 'aws');

/** The AWS provider in a filesystem mirror. */
export interface ProviderPackage {
  /** The mirror's folder, which holds `registry.terraform.io`. */
  readonly mirror: string;
  readonly version: string;
  /** Whether it is a zip file. Terraform links to unpacked ones, and would unpack 600 MB a stack of a packed one. */
  readonly packed: boolean;
}

/** Every AWS provider for a platform (`linux_amd64`) in a filesystem mirror. Empty where it is none. */
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
 * The newest that the stacks ask for, else the newest that is new enough; of two alike the unpacked, then the first.
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
