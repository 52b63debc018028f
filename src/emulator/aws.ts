import type { AwsConfig } from '../terraform/aws';

/** Reaches the emulator, whatever AWS settings this process and its user have. */
export function emulatorAwsConfig(endpoint: string, region: string): AwsConfig {
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  // Clients with an endpoint refuse to start where the environment asks for FIPS or dual-stack ones.
  return { region, endpoint, credentials, useFipsEndpoint: false, useDualstackEndpoint: false };
}
