import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stack } from '../terraform/stacks';
import type { Import } from './orphans';

/** Terraform reads it beside the stack. It outlives a synth, as every file that the stack does not have itself. */
const FILE = 'recover.tf.json';

/**
 * Writes `import` blocks, which the next plan shows and the next apply carries out:
 * https://developer.hashicorp.com/terraform/language/import. Without imports the file of an earlier run is removed: its
 * objects may be gone, and importing one that is not there fails.
 */
export async function writeImports({ folder }: Pick<Stack, 'folder'>, imports: readonly Import[]): Promise<void> {
  const file = join(folder, FILE);
  if (imports.length === 0) await rm(file, { force: true });
  else await writeFile(file, `${JSON.stringify({ import: imports }, undefined, 2)}\n`);
}
