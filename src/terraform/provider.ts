import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { requireTerraform } from './binary';
import { bestOf, PROVIDER_PATH, type ProviderPackage, packagesIn } from './mirror';
import { findMirrors, usualPlaces } from './mirror-search';
import { CACHE, CachingInstaller, type Installer, mirrorOnly, RegistryUnreachable } from './provider-install';
import { isWanted, OLDEST_PROVIDER, PROVIDER_CONSTRAINT } from './provider-version';
import type { ProcessEnvironment } from '../process/run';

/** Where the AWS provider comes from. */
export interface ProviderSource {
  readonly version: string;
  /** The same for people: `5.100.0 from the filesystem mirror /mirror`. */
  readonly description: string;
  /** What Terraform and `main.ts` must have in their environment to use it. */
  readonly variables: ProcessEnvironment;
}

/** Options of {@link locateProvider}. */
export interface LocateProviderOptions {
  /** Gives up. */
  readonly signal?: AbortSignal;
  /** Receives what Terraform says while it downloads. */
  readonly onOutput?: (line: string) => void;
  /**
   * The folder for what is downloaded or unpacked, and for the configuration that leads to it.
   * @default - node_modules/.cache/redis-privatelink
   */
  readonly cache?: string;
}

/**
 * Finds the AWS provider: in `TF_PROVIDER_MIRROR`; else wherever `terraform init` gets it from by itself; else, without
 * a registry, in a filesystem mirror in one of the usual places. Best in a version that the stacks ask for, else in the
 * newest that will do.
 *
 * Whatever it finds is given to Terraform as a mirror: no further process asks the network, and nothing is downloaded
 * or unpacked twice.
 *
 * @throws Error that says what to do, where there is none.
 */
export async function locateProvider(
  env: NodeJS.ProcessEnv = process.env,
  options: LocateProviderOptions = {},
): Promise<ProviderSource> {
  const { cache = CACHE, signal } = options;
  const installer = new CachingInstaller(await requireTerraform(env), env, options, cache);
  const source = (found: ProviderPackage) => providerSource(found, cache);

  if (env.TF_PROVIDER_MIRROR) return source(await fromNamedMirror(env.TF_PROVIDER_MIRROR, installer));
  const earlier = bestOf(await downloadedEarlier(isWanted, installer));
  if (earlier) return source(earlier);

  const refusals: string[] = [];
  for (const constraint of [PROVIDER_CONSTRAINT, `>= ${OLDEST_PROVIDER}`]) {
    try {
      return source(await installer.install(constraint));
    } catch (error) {
      signal?.throwIfAborted();
      refusals.push((error as Error).message);
      if (error instanceof RegistryUnreachable) break; // it is as far away for any other version
    }
  }
  return source(await fromUsualPlaces(usualPlaces(env.HOME ?? homedir()), installer, refusals));
}

/**
 * The provider in the mirror that somebody named.
 *
 * @throws Error where the folder holds none that will do.
 */
export async function fromNamedMirror(mirror: string, installer: Installer): Promise<ProviderPackage> {
  const { platform } = installer;
  const packages = await packagesIn(mirror, platform);
  const best = bestOf(packages);
  if (best) return unpacked(best, installer);
  throw new Error(
    `TF_PROVIDER_MIRROR is "${mirror}", which has ${listed(packages)}. ` +
      `It must be a filesystem mirror with ${join(PROVIDER_PATH, '<version>', platform)} or ` +
      `${join(PROVIDER_PATH, `terraform-provider-aws_<version>_${platform}.zip`)}, ` +
      `of version ${PROVIDER_CONSTRAINT}, or at least ${OLDEST_PROVIDER}: ` +
      '`terraform providers mirror <folder>` makes one.',
  );
}

/**
 * The best provider in any mirror on the machine.
 *
 * @throws Error that says what Terraform had to say, and what to do.
 */
export async function fromUsualPlaces(
  places: readonly string[],
  installer: Installer,
  reasons: readonly string[],
): Promise<ProviderPackage> {
  const { platform } = installer;
  const mirrors = await findMirrors(places);
  const packages = (await Promise.all(mirrors.map((mirror) => packagesIn(mirror, platform)))).flat();
  const best = bestOf(packages);
  if (best) return unpacked(best, installer);
  throw new Error(
    [
      `Terraform's AWS provider is not to be had, neither ${PROVIDER_CONSTRAINT} nor any from ${OLDEST_PROVIDER} on, for ${platform}.`,
      ...new Set(reasons),
      `Filesystem mirrors under ${places.join(', ')} have ${listed(packages)}.`,
      'Connect to the Terraform registry, or set TF_PROVIDER_MIRROR to a filesystem mirror: where there is a ' +
        'connection, `terraform providers mirror <folder>` makes one.',
    ].join('\n'),
  );
}

/** A packed provider is unpacked once, by Terraform, into the project's cache. */
async function unpacked(found: ProviderPackage, installer: Installer): Promise<ProviderPackage> {
  if (!found.packed) return found;
  const [earlier] = await downloadedEarlier((version) => version === found.version, installer);
  return earlier ?? installer.install(found.version, mirrorOnly(found.mirror));
}

async function downloadedEarlier(wanted: (version: string) => boolean, { downloaded, platform }: Installer) {
  return (await packagesIn(downloaded, platform)).filter(({ version }) => wanted(version));
}

async function providerSource({ mirror, version }: ProviderPackage, cache: string): Promise<ProviderSource> {
  const override: ProcessEnvironment = isWanted(version) ? {} : { AWS_PROVIDER_VERSION: version };
  return {
    version,
    description: `${version} from the filesystem mirror ${mirror}`,
    variables: { TF_CLI_CONFIG_FILE: await configFile(mirrorOnly(mirror), cache), ...override },
  };
}

/** A file with that content, whose name says so: nothing in it goes stale, and processes side by side agree on it. */
async function configFile(content: string, cache: string): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const file = join(cache, `terraform-${hash}.tfrc`);
  await mkdir(cache, { recursive: true });
  const written = `${file}.${randomUUID()}`;
  await writeFile(written, content);
  await rename(written, file);
  return file;
}

function listed(packages: readonly ProviderPackage[]): string {
  return packages.length === 0
    ? 'none for it'
    : packages.map(({ mirror, version }) => `${version} (${mirror})`).join(', ');
}
