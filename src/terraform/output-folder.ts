import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

const STACKS = 'stacks';
const CONFIGURATION = 'cdk.tf.json';
const MANIFEST = 'manifest.json';
/** File with the name of the environment whose stacks the folder holds. */
const ENVIRONMENT = 'environment';

/**
 * Replaces all stacks in an output folder at once: it never holds stacks of two environments, or of a failed synth.
 *
 * Terraform's files beside a stack survive only while the environment stays the same. Another environment has another
 * backend: with the record of the old one, Terraform would offer to migrate one state over the other.
 *
 * @param outdir the folder, `cdktf.out`
 * @param environment name of the environment
 * @param write synthesises into the empty folder that it receives
 * @throws Error if the folder holds a Terraform state that would be lost
 * @throws any error of `write`; the output folder then has no stacks
 */
export function replaceStacks(outdir: string, environment: string, write: (folder: string) => void): void {
  invalidate(outdir);
  mkdirSync(dirname(outdir), { recursive: true });
  const staging = mkdtempSync(`${outdir}.`);
  try {
    write(staging);
    writeFileSync(join(staging, ENVIRONMENT), `${environment}\n`);
    const previous = environmentOf(outdir);
    const remaining = previous === environment ? stacksIn(staging) : [];
    refuseLoss(outdir, previous, remaining);
    if (previous === environment) moveTerraformFiles(outdir, staging, remaining);
    const old = `${staging}.old`;
    if (existsSync(outdir)) renameSync(outdir, old);
    renameSync(staging, outdir);
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Removes the manifest and the configurations, so that there is nothing to plan. */
export function invalidate(outdir: string): void {
  rmSync(join(outdir, MANIFEST), { force: true });
  for (const stack of stacksIn(outdir)) rmSync(join(outdir, STACKS, stack, CONFIGURATION), { force: true });
}

/** The name of the environment whose stacks a folder holds. `undefined` if none was written yet. */
function environmentOf(outdir: string): string | undefined {
  const file = join(outdir, ENVIRONMENT);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function stacksIn(outdir: string): string[] {
  const folder = join(outdir, STACKS);
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** A local state was moved out of its bucket or could not be saved there: no other copy exists. */
function refuseLoss(outdir: string, environment: string | undefined, remaining: readonly string[]): void {
  const lost = stacksIn(outdir)
    .filter((stack) => !remaining.includes(stack))
    .flatMap((stack) => statesIn(join(outdir, STACKS, stack)));
  if (lost.length === 0) return;
  throw new Error(
    [
      `${basename(outdir)} holds the only copy of a state of the environment "${environment}":`,
      ...lost.map((file) => `  ${file}`),
      'Move the file away, or finish with that environment first.',
    ].join('\n'),
  );
}

function statesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.tfstate'))
    .map((name) => join(folder, name))
    .filter((file) => /"resources":\s*\[\s*\{/.test(readFileSync(file, 'utf8')));
}

/** Moves files that Terraform or users put beside the configuration: providers, lock files, backend records. */
function moveTerraformFiles(from: string, to: string, stacks: readonly string[]): void {
  for (const stack of stacks) {
    const old = join(from, STACKS, stack);
    if (!existsSync(old)) continue;
    moveEntries(old, join(to, STACKS, stack));
  }
  moveEntries(from, to);
}

/** Moves the entries of a folder, except those that the target already has. */
function moveEntries(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    const target = join(to, name);
    if (!existsSync(target)) renameSync(join(from, name), target);
  }
}
