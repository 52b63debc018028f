import { compareVersions } from './binary';
import { OLDEST_PROVIDER } from './mirror';

/**
 * The AWS provider's version that AWS_PROVIDER_VERSION asks for, in place of the project's own constraint.
 *
 * @returns nothing where the variable is not set
 * @throws Error where it is no version, or one that the stacks are not valid under
 */
export function requestedProviderVersion(env: NodeJS.ProcessEnv): string | undefined {
  const given = env.AWS_PROVIDER_VERSION;
  if (!given) return undefined;
  const why = `the stacks are valid under ${OLDEST_PROVIDER} and later 5.x and 6.x`;
  const isVersion = /^\d+\.\d+\.\d+$/.test(given);
  if (isVersion && compareVersions(given, OLDEST_PROVIDER) >= 0 && compareVersions(given, '7.0.0') < 0) return given;
  throw new Error(
    `AWS_PROVIDER_VERSION is "${given}". Allowed: a version from ${OLDEST_PROVIDER} on and below 7, such as 6.40.0: ${why}.`,
  );
}
