import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { terraformBinary } from '../terraform/binary';
import { initArguments } from '../terraform/lock-file';
import type { Stack } from '../terraform/stacks';
import { type TerraformOptions, terraform } from '../terraform/terraform';
import { type Configuration, lockFileHash, sha256 } from './configuration';

/** What the stack was initialised with. Terraform deletes it with the folder. */
const RECORD = join('.terraform', 'redis-privatelink.init');

/**
 * Initialises a stack, unless it was initialised with the same binary, backend, providers and lock file already.
 *
 * @returns whether `terraform init` ran
 */
export async function initialize(
  stack: Stack,
  configuration: Configuration,
  options: TerraformOptions,
): Promise<boolean> {
  const record = join(stack.folder, RECORD);
  if (existsSync(record) && readFileSync(record, 'utf8') === fingerprint(stack, configuration, options)) return false;
  // What an earlier binary wrote down about the backend does not count: the stack's JSON has all of it.
  await terraform(stack, [...initArguments(), '-reconfigure'], options);
  writeFileSync(record, fingerprint(stack, configuration, options));
  return true;
}

/** Makes the next {@link initialize} run `terraform init`. */
export function forgetInitialization({ folder }: Stack): void {
  rmSync(join(folder, RECORD), { force: true });
}

/** Everything that `terraform init` depends on. The name of the CLI configuration has the hash of its content. */
function fingerprint(stack: Stack, { terraform: block }: Configuration, { env }: TerraformOptions): string {
  const { TF_CLI_CONFIG_FILE, TF_PLUGIN_CACHE_DIR } = env;
  return sha256(
    JSON.stringify([terraformBinary(env), TF_CLI_CONFIG_FILE, TF_PLUGIN_CACHE_DIR, block, lockFileHash(stack)]),
  );
}
