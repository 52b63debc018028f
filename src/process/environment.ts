import { join } from 'node:path';
import type { Environment } from '../config/schema';
import type { ProcessEnvironment } from './run';

/** What a program needs to run at all, and nothing that tells it where to go or who to be. */
const BASIC = /^(PATH|HOME|TMPDIR|LANG|LC_\w+|TZ|TERM|TERRAFORM_BINARY_NAME)$/;

/** The part of an environment that every process may have. */
export function basicEnvironment(env: NodeJS.ProcessEnv): ProcessEnvironment {
  const kept = Object.entries(env).filter(([name, value]) => BASIC.test(name) && value !== undefined);
  return Object.fromEntries(kept) as ProcessEnvironment;
}

/** What would make Terraform do something else than it is asked to. */
const MISLEADING = /^(TF_CLI_ARGS.*|TF_WORKSPACE|TF_DATA_DIR|TF_LOG.*|TF_REATTACH_PROVIDERS)$/;

/** The person's environment, AWS profile, proxies and all, but for settings that would lead Terraform elsewhere. */
export function personalEnvironment(env: NodeJS.ProcessEnv): ProcessEnvironment {
  const kept = Object.entries(env).filter(([name, value]) => !MISLEADING.test(name) && value !== undefined);
  return Object.fromEntries(kept) as ProcessEnvironment;
}

/** Properties of {@link emulatorProcessEnvironment}. */
export interface EmulatorProcessEnvironmentProps {
  readonly environment: Pick<Environment, 'name' | 'region'>;
  /** URL of the emulator. */
  readonly endpoint: string;
  /** Where the AWS provider comes from: what Terraform must have in its environment to use it. */
  readonly provider: { readonly variables: ProcessEnvironment };
  /** An existing folder for what the processes leave about: their temporary files, cdktf's settings. */
  readonly folder: string;
  /**
   * The environment that PATH and the like are taken from.
   * @default process.env
   */
  readonly from?: NodeJS.ProcessEnv;
}

/**
 * The environment of every process that works on the emulator. It is built from nothing, so that no process can reach
 * a real account, whatever profile, endpoint, proxy or Terraform setting the person has.
 */
export function emulatorProcessEnvironment(props: EmulatorProcessEnvironmentProps): ProcessEnvironment {
  const { environment, endpoint, provider, folder, from = process.env } = props;
  return {
    ...basicEnvironment(from),
    // Providers open sockets in it, and leave them there when they are killed.
    TMPDIR: folder,
    ENVIRONMENT: environment.name,
    ...awsVariables(endpoint, environment.region, folder),
    ...TERRAFORM,
    ...provider.variables,
    ...cdktfVariables(folder),
    NO_PROXY: '127.0.0.1,localhost',
  };
}

function awsVariables(endpoint: string, region: string, folder: string): ProcessEnvironment {
  // A file that is not there: profiles, endpoints and roles of the person's own stay out.
  const nothing = join(folder, 'no-aws-config');
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_REGION: region,
    // The AWS CLI's own name for it.
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
    // The default of 25 makes minutes out of a call that the emulator does not know; 1 trips over a connection that it
    // has just closed.
    AWS_MAX_ATTEMPTS: '3',
  };
}

const TERRAFORM: ProcessEnvironment = {
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
  TF_INPUT: '0',
};

/** The cdktf CLI as a program uses it, with all that it leaves about in an existing folder. */
export function cdktfVariables(folder: string): ProcessEnvironment {
  return {
    // Nothing goes to, or comes from, the person's ~/.cdktf and ~/.terraform.d/plugin-cache.
    CDKTF_HOME: folder,
    CDKTF_LOG_FILE_DIRECTORY: folder,
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
    DISABLE_VERSION_CHECK: '1',
    // Without it the CLI draws its spinner into pipes too.
    CI: '1',
    FORCE_COLOR: '0',
  };
}
