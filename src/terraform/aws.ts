import type { STSClientConfig } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';

/** How a client of the AWS SDK gets to an account. What is left out is as the ambient AWS configuration says. */
export interface AwsConfig
  extends Pick<STSClientConfig, 'endpoint' | 'credentials' | 'useFipsEndpoint' | 'useDualstackEndpoint'> {
  readonly region: string;
}

/** Gets to the emulator, whatever this process's own environment and AWS profile say. */
export function emulatorAwsConfig(endpoint: string, region: string): AwsConfig {
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  // Clients with an endpoint refuse to start where the environment asks for FIPS or dual-stack ones.
  return { region, endpoint, credentials, useFipsEndpoint: false, useDualstackEndpoint: false };
}

/** The same in a role, if there is one. */
export function inRole(config: AwsConfig, roleArn: string | undefined): AwsConfig {
  if (!roleArn) return config;
  const { credentials: masterCredentials, ...clientConfig } = config;
  const params = { RoleArn: roleArn, RoleSessionName: 'redis-privatelink' };
  return { ...config, credentials: fromTemporaryCredentials({ params, masterCredentials, clientConfig }) };
}
