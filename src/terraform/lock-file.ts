import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../project';

/** Terraform's dependency lock file: https://developer.hashicorp.com/terraform/language/files/dependency-lock */
const LOCK_FILE = '.terraform.lock.hcl';

const committed = () => join(PROJECT, LOCK_FILE);

/**
 * Puts the lock file of the project's folder, if there is one, beside every stack: all stacks require the same provider.
 *
 * @param outdir the folder that the stacks were synthesised into
 */
export function copyLockFile(outdir: string): void {
  if (!existsSync(committed())) return;
  const stacks = join(outdir, 'stacks');
  for (const stack of readdirSync(stacks)) copyFileSync(committed(), join(stacks, stack, LOCK_FILE));
}

/**
 * Arguments of `terraform init`. Without a committed lock file, the one of an earlier run holds nobody back: a machine
 * can have another version of the provider by now.
 */
export const initArguments = () => [
  'init',
  '-input=false',
  '-no-color',
  ...(existsSync(committed()) ? [] : ['-upgrade']),
];
