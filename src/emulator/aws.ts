import type { AwsConfig } from '../terraform/aws';

/** An access key. */
export interface EmulatorCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The root user of the emulator's own account, who may do everything. */
export const ROOT_CREDENTIALS: EmulatorCredentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };

/** Reaches the emulator, whatever AWS settings this process and its user have. */
export function emulatorAwsConfig(endpoint: string, region: string, credentials = ROOT_CREDENTIALS): AwsConfig {
  // Clients with an endpoint refuse to start where the environment asks for FIPS or dual-stack ones.
  return { region, endpoint, credentials, useFipsEndpoint: false, useDualstackEndpoint: false };
}
