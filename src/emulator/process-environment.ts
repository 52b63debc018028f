import { join } from 'node:path';
import type { Environment } from '../config/schema';
import { basicEnvironment } from '../process/environment';
import type { ProcessEnvironment } from '../process/run';
import { cdktfVariables } from '../terraform/cdktf';
import { type EmulatorCredentials, ROOT_CREDENTIALS } from './aws';

/** Properties of {@link emulatorProcessEnvironment}. */
export interface EmulatorProcessEnvironmentProps {
  readonly environment: Pick<Environment, 'name' | 'region'>;
  /** URL of the emulator. */
  readonly endpoint: string;
  /** The AWS provider. Terraform needs its variables to find it. */
  readonly provider: { readonly variables: ProcessEnvironment };
  /** An existing folder for the processes' temporary files and cdktf's settings. */
  readonly folder: string;
  /**
   * The credentials that Terraform starts with.
   * @default - the root user's
   */
  readonly credentials?: EmulatorCredentials;
  /**
   * The environment that PATH and the like are taken from.
   * @default process.env
   */
  readonly from?: NodeJS.ProcessEnv;
}

/**
 * The environment of every process that works on the emulator. It is built from scratch: whatever profile, endpoint,
 * proxy or Terraform setting a person has, no process can reach a real account.
 */
export function emulatorProcessEnvironment(props: EmulatorProcessEnvironmentProps): ProcessEnvironment {
  const { environment, endpoint, provider, folder, credentials = ROOT_CREDENTIALS, from = process.env } = props;
  return {
    ...basicEnvironment(from),
    // Killed providers leave their sockets in it.
    TMPDIR: folder,
    ENVIRONMENT: environment.name,
    ...awsVariables(endpoint, environment.region, folder, credentials),
    ...TERRAFORM,
    ...provider.variables,
    ...cdktfVariables(folder),
    NO_PROXY: '127.0.0.1,localhost',
  };
}

function awsVariables(
  endpoint: string,
  region: string,
  folder: string,
  { accessKeyId, secretAccessKey }: EmulatorCredentials,
): ProcessEnvironment {
  // A file that does not exist, in place of the person's profiles, endpoints and roles.
  const nothing = join(folder, 'no-aws-config');
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    // The AWS CLI reads this one.
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
    // The default of 25 retries an unimplemented call for minutes. 1 fails on a keep-alive connection that was just closed.
    AWS_MAX_ATTEMPTS: '3',
  };
}

const TERRAFORM: ProcessEnvironment = {
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
  TF_INPUT: '0',
};
