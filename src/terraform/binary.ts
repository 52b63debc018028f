import { basename } from 'node:path';
import { basicEnvironment } from '../process/environment';
import { CommandError, run } from '../process/run';

/** The first version with S3's own state locking: https://developer.hashicorp.com/terraform/language/backend/s3#state-locking */
export const OLDEST_TERRAFORM = '1.10.0';

const INSTALL =
  'Install it from https://developer.hashicorp.com/terraform/install, or set TERRAFORM_BINARY_NAME to its path.';

/** The Terraform binary in use. */
export interface Terraform {
  /** Its name or path. */
  readonly file: string;
  readonly version: string;
  /** The platform of its providers, such as `linux_amd64`. */
  readonly platform: string;
  /** Host of the registry that it takes short names of providers for. */
  readonly registry: string;
}

/** The registries of Terraform and OpenTofu. */
export const REGISTRIES = { terraform: 'registry.terraform.io', openTofu: 'registry.opentofu.org' } as const;

/** The name or path of the binary. cdktf reads the same variable. */
export const terraformBinary = (env: NodeJS.ProcessEnv) => env.TERRAFORM_BINARY_NAME || 'terraform';

/**
 * Finds Terraform.
 *
 * @throws Error that says how to install it, if it is missing, broken or older than 1.10
 */
export async function requireTerraform(env: NodeJS.ProcessEnv = process.env): Promise<Terraform> {
  const file = terraformBinary(env);
  const { stdout } = await run(file, ['version', '-json'], {
    cwd: process.cwd(),
    env: { ...basicEnvironment(env), CHECKPOINT_DISABLE: '1' },
  }).catch((error) => {
    const detail = error instanceof CommandError ? error.summary : error.message;
    throw new Error(`Terraform can't be run: ${detail}. ${INSTALL}`, { cause: error });
  });
  const { terraform_version: version, platform } = JSON.parse(stdout);
  if (compareVersions(version, OLDEST_TERRAFORM) < 0) {
    throw new Error(
      `Terraform ${version} is too old: it can't lock its state in S3. Allowed: ${OLDEST_TERRAFORM} or later. ${INSTALL}`,
    );
  }
  // `version -json` of both looks the same.
  const registry = basename(file).includes('tofu') ? REGISTRIES.openTofu : REGISTRIES.terraform;
  return { file, version, platform, registry };
}

/** Negative if `a` is older than `b`. Both are of the form `1.2.3`. */
export const compareVersions = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
