import type { STSClientConfig } from '@aws-sdk/client-sts';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';

/** How a client of the AWS SDK reaches an account. Whatever is left out comes from the ambient AWS configuration. */
export interface AwsConfig
  extends Pick<STSClientConfig, 'endpoint' | 'credentials' | 'useFipsEndpoint' | 'useDualstackEndpoint'> {
  readonly region: string;
}

/** Who to be in an account, as the environment says it. */
export interface AccountAccess {
  /** @default - the ambient credentials */
  readonly profile?: string;
  /** @default - no role is assumed */
  readonly roleArn?: string;
  /** @default - none */
  readonly externalId?: string;
  /** @default 'redis-privatelink' */
  readonly sessionName?: string;
}

/** The configuration of a client that works in an account: with its profile, and in its role. */
export function accountConfig(config: AwsConfig, access: AccountAccess): AwsConfig {
  const { profile, roleArn, externalId, sessionName = 'redis-privatelink' } = access;
  // The emulator comes with credentials, which no profile replaces.
  const ofProfile = profile && !config.credentials ? fromNodeProviderChain({ profile }) : config.credentials;
  if (!roleArn) return { ...config, credentials: ofProfile };
  const { credentials: _, ...clientConfig } = config;
  const params = { RoleArn: roleArn, RoleSessionName: sessionName, ExternalId: externalId };
  return {
    ...config,
    credentials: fromTemporaryCredentials({ params, masterCredentials: ofProfile as never, clientConfig }),
  };
}

/**
 * Gets credentials before anything is asked of AWS, whose refusals would be hard to tell from a refused role.
 *
 * @param credentials a client's
 * @throws Error that names the role or the profile, and what AWS said
 */
export async function requireCredentials(
  credentials: () => Promise<unknown>,
  { profile, roleArn }: AccountAccess,
): Promise<void> {
  try {
    await credentials();
  } catch (error) {
    const problem = roleArn ? `The role ${roleArn} can't be assumed` : 'There are no AWS credentials';
    const by = profile ? ` with the profile "${profile}"` : '';
    throw new Error(
      `${problem}${by}: ${(error as Error).message}\n` +
        'Sign in, or choose other credentials with AWS_PROFILE. The role must exist, and its trust policy must allow you, ' +
        'with the external ID (accounts.<name>.externalId) where it asks for one.',
      { cause: error },
    );
  }
}
