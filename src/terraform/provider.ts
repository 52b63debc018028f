import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ProcessEnvironment } from '../process/run';
import { CACHE } from '../project';
import { REGISTRIES, requireTerraform, type Terraform } from './binary';
import { bestOf, PROVIDER_PATH, type ProviderPackage, packagesIn } from './mirror';
import { findMirrors, usualPlaces } from './mirror-search';
import { openTofuMirror } from './opentofu';
import { CachingInstaller, type Installer, mirrorOnly, RegistryUnreachable } from './provider-install';
import { isWanted, OLDEST_PROVIDER, PROVIDER_CONSTRAINT, requestedProviderVersion } from './provider-version';

/** Where the AWS provider comes from. */
export interface ProviderSource {
  readonly version: string;
  /** For people: `5.100.0 from the filesystem mirror /mirror`. */
  readonly description: string;
  /** Environment variables with which Terraform and `main.ts` use it. */
  readonly variables: ProcessEnvironment;
}

/** Options of {@link locateProvider}. */
export interface LocateProviderOptions {
  /** Aborts the search. */
  readonly signal?: AbortSignal;
  /** Receives Terraform's output while it downloads. */
  readonly onOutput?: (line: string) => void;
  /**
   * The folder for downloaded and unpacked providers, and for Terraform's configuration.
   * @default - node_modules/.cache/redis-privatelink
   */
  readonly cache?: string;
}

/**
 * Finds the AWS provider: in `TF_PROVIDER_MIRROR`; else wherever `terraform init` gets it from by itself; else, without
 * a registry, in a filesystem mirror in one of the usual places. Best in a version that the stacks ask for, else in the
 * newest that will do. Where AWS_PROVIDER_VERSION names a version, only that one.
 *
 * Terraform gets the result as a filesystem mirror, so that no later process uses the network, and nothing is downloaded
 * or unpacked twice.
 *
 * @throws Error that says what to do, if there is none
 */
export async function locateProvider(
  env: NodeJS.ProcessEnv = process.env,
  options: LocateProviderOptions = {},
): Promise<ProviderSource> {
  const { cache = CACHE, signal } = options;
  const terraform = await requireTerraform(env);
  const installer = new CachingInstaller(terraform, env, options, cache);
  const requested = requestedProviderVersion(env);
  const source = (found: ProviderPackage) => providerSource(found, terraform, cache, requested);

  if (env.TF_PROVIDER_MIRROR) return source(await fromNamedMirror(env.TF_PROVIDER_MIRROR, installer, requested));
  const earlier = bestOf(
    await downloadedEarlier((version) => version === requested || isWanted(version), installer),
    requested,
  );
  if (earlier) return source(earlier);

  const refusals: string[] = [];
  for (const constraint of requested ? [requested] : [PROVIDER_CONSTRAINT, `>= ${OLDEST_PROVIDER}`]) {
    try {
      return source(await installer.install(constraint));
    } catch (error) {
      signal?.throwIfAborted();
      refusals.push((error as Error).message);
      if (error instanceof RegistryUnreachable) break; // no other version is reachable either
    }
  }
  return source(await fromUsualPlaces(usualPlaces(env.HOME ?? homedir()), installer, refusals, requested));
}

/**
 * The provider in the mirror named by `TF_PROVIDER_MIRROR`.
 *
 * @throws Error if the mirror has no suitable version
 */
export async function fromNamedMirror(
  mirror: string,
  installer: Installer,
  requested?: string,
): Promise<ProviderPackage> {
  const { platform } = installer;
  const packages = await packagesIn(mirror, platform);
  const best = bestOf(packages, requested);
  if (best) return unpacked(best, installer);
  throw new Error(
    `TF_PROVIDER_MIRROR is "${mirror}", which has ${listed(packages)}. ` +
      `It must be a filesystem mirror with ${join(PROVIDER_PATH, '<version>', platform)} or ` +
      `${join(PROVIDER_PATH, `terraform-provider-aws_<version>_${platform}.zip`)}, ` +
      `of version ${requested ?? `${PROVIDER_CONSTRAINT}, or at least ${OLDEST_PROVIDER}`}: ` +
      '`terraform providers mirror <folder>` makes one.',
  );
}

/**
 * The best provider in any mirror on the machine.
 *
 * @throws Error that repeats Terraform's reasons and says what to do
 */
export async function fromUsualPlaces(
  places: readonly string[],
  installer: Installer,
  reasons: readonly string[],
  requested?: string,
): Promise<ProviderPackage> {
  const { platform } = installer;
  const mirrors = await findMirrors(places);
  const packages = (await Promise.all(mirrors.map((mirror) => packagesIn(mirror, platform)))).flat();
  const best = bestOf(packages, requested);
  if (best) return unpacked(best, installer);
  throw new Error(
    [
      requested
        ? `The AWS provider ${requested}, which AWS_PROVIDER_VERSION asks for, was not found for ${platform}.`
        : `No suitable AWS provider was found, neither ${PROVIDER_CONSTRAINT} nor any from ${OLDEST_PROVIDER} on, for ${platform}.`,
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

async function providerSource(
  found: ProviderPackage,
  { platform, registry }: Terraform,
  cache: string,
  requested: string | undefined,
): Promise<ProviderSource> {
  const { mirror, version } = found;
  const isOpenTofu = registry === REGISTRIES.openTofu;
  const readable = isOpenTofu ? await openTofuMirror(found, platform, cache) : mirror;
  const override: ProcessEnvironment = isWanted(version) && !requested ? {} : { AWS_PROVIDER_VERSION: version };
  return {
    version,
    description: `${version} from the filesystem mirror ${mirror}`,
    variables: { TF_CLI_CONFIG_FILE: await configFile(mirrorOnly(readable), cache), ...override },
  };
}

/** A file named by the hash of its content, so that it never goes stale and parallel processes can share it. */
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
