import { compareVersions } from './binary';

/**
 * The first version that reads back what S3 encrypts a bucket with. From 6.22 on the provider plans to remove the block
 * of SSE-C that AWS sets on new buckets, in every plan (terraform-provider-aws #47320, fixed by #47359).
 */
const OLDEST_WANTED = '6.40.0';

/** A new major version may change what a configuration means. */
const FIRST_UNTRIED = '7.0.0';

/**
 * The version constraint of every stack. A range, since the bindings only write JSON: an exact version would keep out
 * the fixes with which the provider follows AWS.
 */
export const PROVIDER_CONSTRAINT = '>= 6.40, < 7';

/** The oldest version that the stacks are valid under, for machines that have no newer one. */
export const OLDEST_PROVIDER = '5.100.0';

/** Whether a version is in the range of {@link PROVIDER_CONSTRAINT}. */
export const isWanted = (version: string) =>
  compareVersions(version, OLDEST_WANTED) >= 0 && compareVersions(version, FIRST_UNTRIED) < 0;

/** Whether the stacks are valid under a version. */
export const isSupported = (version: string) =>
  compareVersions(version, OLDEST_PROVIDER) >= 0 && compareVersions(version, FIRST_UNTRIED) < 0;

/**
 * The AWS provider's version that AWS_PROVIDER_VERSION asks for, in place of {@link PROVIDER_CONSTRAINT}.
 *
 * @returns nothing where the variable is not set
 * @throws Error where it is no version, or one that the stacks are not valid under
 */
export function requestedProviderVersion(env: NodeJS.ProcessEnv): string | undefined {
  const given = env.AWS_PROVIDER_VERSION;
  if (!given) return undefined;
  if (/^\d+\.\d+\.\d+$/.test(given) && isSupported(given)) return given;
  throw new Error(
    `AWS_PROVIDER_VERSION is "${given}". Allowed: a version from ${OLDEST_PROVIDER} on and below 7, such as ` +
      `${OLDEST_WANTED}: the stacks are valid under these.`,
  );
}
