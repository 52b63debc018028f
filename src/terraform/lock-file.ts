import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../project';

/** Terraform's dependency lock file: https://developer.hashicorp.com/terraform/language/files/dependency-lock */
export const LOCK_FILE = '.terraform.lock.hcl';

const committed = () => join(PROJECT, LOCK_FILE);

/**
 * Copies the project's lock file, if there is one, into every stack: all stacks require the same provider.
 *
 * @param outdir the output folder of synth
 */
export function copyLockFile(outdir: string): void {
  if (!existsSync(committed())) return;
  const stacks = join(outdir, 'stacks');
  for (const stack of readdirSync(stacks)) copyFileSync(committed(), join(stacks, stack, LOCK_FILE));
}

/**
 * Arguments of `terraform init`. Without a committed lock file they include -upgrade: the lock file of an earlier run
 * may pin a provider version that this machine no longer has.
 */
export const initArguments = () => [
  'init',
  '-input=false',
  '-no-color',
  ...(existsSync(committed()) ? [] : ['-upgrade']),
];
