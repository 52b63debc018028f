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
/** Holds the name of the environment that the folder is of. */
const ENVIRONMENT = 'environment';

/**
 * Replaces the stacks in an output folder by those of an environment, as a whole: nobody finds stacks of two
 * environments there, or of a synth that failed.
 *
 * Terraform's files beside a stack stay while the environment is the same. Another environment has another backend, and
 * with the record of the old one Terraform would offer to migrate one environment's state over the other's.
 *
 * @param outdir the folder, `cdktf.out`
 * @param environment name of the environment
 * @param write synthesises into the empty folder that it is given
 * @throws Error where a stack keeps a state in the folder that would be lost
 * @throws whatever `write` throws; the output folder then has no stack
 */
export function replaceStacks(outdir: string, environment: string, write: (folder: string) => void): void {
  invalidate(outdir);
  mkdirSync(dirname(outdir), { recursive: true });
  const staging = mkdtempSync(`${outdir}.`);
  try {
    write(staging);
    writeFileSync(join(staging, ENVIRONMENT), `${environment}\n`);
    const previous = environmentOf(outdir);
    const kept = previous === environment ? stacksIn(staging) : [];
    refuseLoss(outdir, previous, kept);
    if (previous === environment) moveTerraformFiles(outdir, staging, kept);
    const old = `${staging}.old`;
    if (existsSync(outdir)) renameSync(outdir, old);
    renameSync(staging, outdir);
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Leaves nothing that Terraform could plan. */
export function invalidate(outdir: string): void {
  rmSync(join(outdir, MANIFEST), { force: true });
  for (const stack of stacksIn(outdir)) rmSync(join(outdir, STACKS, stack, CONFIGURATION), { force: true });
}

/** The environment whose stacks a folder has; none if it was never written. */
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

/** A state that was moved out of its bucket, or could not be saved to it, has no other copy. */
function refuseLoss(outdir: string, environment: string | undefined, kept: readonly string[]): void {
  const lost = stacksIn(outdir)
    .filter((stack) => !kept.includes(stack))
    .flatMap((stack) => statesIn(join(outdir, STACKS, stack)));
  if (lost.length === 0) return;
  throw new Error(
    [
      `${basename(outdir)} holds a state of the environment "${environment}" that is nowhere else:`,
      ...lost.map((file) => `  ${file}`),
      'It would be lost. Move the file away, or finish with that environment first.',
    ].join('\n'),
  );
}

function statesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.tfstate'))
    .map((name) => join(folder, name))
    .filter((file) => /"resources":\s*\[\s*\{/.test(readFileSync(file, 'utf8')));
}

/** What Terraform and people have put beside the configuration: providers, lock files, records of the backend. */
function moveTerraformFiles(from: string, to: string, stacks: readonly string[]): void {
  for (const stack of stacks) {
    const old = join(from, STACKS, stack);
    if (!existsSync(old)) continue;
    moveEntries(old, join(to, STACKS, stack));
  }
  moveEntries(from, to);
}

/** Moves what a folder holds, except for what the other folder has already. */
function moveEntries(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    const target = join(to, name);
    if (!existsSync(target)) renameSync(join(from, name), target);
  }
}
