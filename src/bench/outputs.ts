import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Requires that two folders hold the same files, byte for byte.
 *
 * @throws Error that names the first file that differs, or that only one folder has
 */
export function requireSameFiles(one: string, other: string): void {
  const [files, others] = [filesIn(one), filesIn(other)];
  const unmatched = [...files, ...others].find((file) => !files.includes(file) || !others.includes(file));
  if (unmatched) throw new Error(`${unmatched} is in only one of ${one} and ${other}.`);
  for (const file of files) {
    if (readFileSync(join(one, file)).equals(readFileSync(join(other, file)))) continue;
    throw new Error(`${file} differs between ${one} and ${other}.`);
  }
}

/**
 * Requires that the stacks in two output folders have equal numbers of resources and data sources of each type.
 *
 * @throws Error that names the types that differ
 */
export function requireSameResources(one: string, other: string): void {
  const [counts, others] = [resources(one), resources(other)];
  const types = [...new Set([...counts.keys(), ...others.keys()])].sort();
  const different = types.filter((type) => counts.get(type) !== others.get(type));
  if (different.length === 0) return;
  const lines = different.map((type) => `  ${type}: ${counts.get(type) ?? 0} and ${others.get(type) ?? 0}`);
  throw new Error([`${one} and ${other} hold different resources:`, ...lines].join('\n'));
}

/** Numbers of resources and data sources in the stacks of an output folder, by type. */
export function resources(outdir: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const stack of readdirSync(join(outdir, 'stacks'))) {
    const { resource = {}, data = {} } = JSON.parse(
      readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8'),
    ) as Record<string, Record<string, object>>;
    const blocks = [...Object.entries(resource), ...Object.entries(data).map(([t, b]) => [`data.${t}`, b] as const)];
    for (const [type, byName] of blocks) counts.set(type, (counts.get(type) ?? 0) + Object.keys(byName).length);
  }
  return counts;
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
