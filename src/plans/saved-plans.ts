import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Stack } from '../terraform/stacks';
import { sha256 } from './configuration';
import type { PlanResult } from './plan-result';
import { planFiles } from './plan-stack';
import { parsePlan } from './terraform-plan';

const MANIFEST = 'manifest.json';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const savedStackSchema = z.discriminatedUnion('status', [
  z.object({
    name: z.string(),
    status: z.literal('planned'),
    hasState: z.boolean(),
    outdatedBy: z.array(z.string()).optional(),
    configuration: hash,
    lockFile: z.union([hash, z.literal('none')]),
    state: z.object({ lineage: z.string(), serial: z.number() }).nullable(),
    hasChanges: z.boolean(),
  }),
  z.object({ name: z.string(), status: z.literal('waiting'), upstream: z.array(z.string()) }),
  z.object({ name: z.string(), status: z.literal('failed'), error: z.string() }),
]);

const manifestSchema = z.object({
  version: z.literal(1),
  environment: z.string(),
  /** The risks that were accepted on the command line, as `RULE:ADDRESS`. */
  allowed: z.array(z.string()),
  reportHash: z.string(),
  stacks: z.array(savedStackSchema),
  /** SHA-256 of every other file, by its path in the folder. */
  files: z.record(z.string(), hash),
});

type Manifest = z.infer<typeof manifestSchema>;

/** Plans that `npm run plan -- --out` has saved. */
export interface SavedPlans {
  /** Name of the environment. */
  readonly environment: string;
  /** The risks that were accepted on the command line, as `RULE:ADDRESS`. */
  readonly allowed: readonly string[];
  readonly reportHash: string;
  readonly results: readonly PlanResult[];
}

/**
 * Creates or empties a folder for plans, which only this user can read.
 *
 * @throws Error if the folder holds anything but saved plans
 */
export function emptyPlansFolder(folder: string): void {
  if (existsSync(folder)) {
    const names = readdirSync(folder);
    if (names.length > 0 && !names.includes(MANIFEST)) {
      throw new Error(`The folder "${folder}" holds other files than saved plans. Name a new or an empty folder.`);
    }
    // The manifest last: what is left after an interruption can be emptied again.
    for (const name of names.filter((name) => name !== MANIFEST)) rmSync(join(folder, name), { recursive: true });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  // An empty manifest marks the folder as one of plans, and can't be applied.
  writeFileSync(join(folder, MANIFEST), '{}\n', { mode: 0o600 });
}

/** Writes the manifest of plans that are in the folder already, and other files such as reports. */
export function savePlans(folder: string, plans: SavedPlans, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, path), content, { mode: 0o600 });
  }
  const { results, environment, allowed, reportHash } = plans;
  const planned = results.flatMap(({ record }) => (record ? Object.values<string>({ ...record.files }) : []));
  const paths = [...Object.keys(files), ...planned.map((file) => relative(folder, file))].sort();
  const manifest: Manifest = {
    version: 1,
    environment,
    allowed: [...allowed],
    reportHash,
    stacks: results.map(savedStack),
    files: Object.fromEntries(paths.map((path) => [path, sha256(readFileSync(join(folder, path)))])),
  };
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
}

function savedStack({ planned, record }: PlanResult): Manifest['stacks'][number] {
  const { name } = planned.stack;
  if (planned.status === 'waiting') return { name, status: 'waiting', upstream: [...planned.upstream] };
  if (planned.status === 'failed') return { name, status: 'failed', error: planned.error };
  if (!record) throw new Error(`${name} was planned without a record.`);
  const { configuration, lockFile, state, hasChanges } = record;
  const { hasState, outdatedBy = [] } = planned;
  return {
    name,
    status: 'planned',
    hasState,
    ...(outdatedBy.length > 0 && { outdatedBy: [...outdatedBy] }),
    configuration,
    lockFile,
    state,
    hasChanges,
  };
}

/** The name of the environment whose plans a folder holds. */
export const environmentOfPlans = (folder: string): string => readManifest(folder).environment;

/**
 * Reads saved plans and checks that none of their files was altered since.
 *
 * @param stacks the environment's stacks
 * @throws Error that names the file or stack
 */
export function loadPlans(folder: string, stacks: readonly Stack[]): SavedPlans {
  refuseForeignWriters(folder);
  const manifest = readManifest(folder);
  for (const [path, expected] of Object.entries(manifest.files)) {
    const file = join(folder, path);
    if (!existsSync(file)) throw new Error(`${file} is missing. ${PLAN_AGAIN}`);
    refuseForeignWriters(file);
    if (sha256(readFileSync(file)) !== expected) {
      throw new Error(`${file} was altered after the plan: its SHA-256 is not the one in ${MANIFEST}. ${PLAN_AGAIN}`);
    }
  }
  const results = manifest.stacks.map((saved): PlanResult => {
    const stack = stacks.find(({ name }) => name === saved.name);
    if (!stack) throw new Error(`The environment has no stack "${saved.name}" any more. ${PLAN_AGAIN}`);
    if (saved.status === 'waiting') return { planned: { status: 'waiting', stack, upstream: saved.upstream } };
    if (saved.status === 'failed') return { planned: { status: 'failed', stack, error: saved.error } };
    const { configuration, lockFile, state, hasChanges, hasState, outdatedBy } = saved;
    const files = planFiles(folder, stack.name);
    for (const file of Object.values<string>({ ...files })) {
      if (!manifest.files[relative(folder, file)]) throw new Error(`${file} is not in ${MANIFEST}. ${PLAN_AGAIN}`);
    }
    const plan = parsePlan(JSON.parse(readFileSync(files.json, 'utf8')));
    return {
      planned: { status: 'planned', stack, plan, hasState, outdatedBy },
      record: { configuration, lockFile, state, hasChanges, files },
    };
  });
  return { ...manifest, results };
}

/** The advice at the end of every refusal. */
export const PLAN_AGAIN = 'Plan again: npm run plan -- --out <folder>';

function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST);
  if (!existsSync(file))
    throw new Error(`"${folder}" holds no saved plans. Save some: npm run plan -- --out ${folder}`);
  const result = manifestSchema.safeParse(jsonOf(file));
  if (result.success) return result.data;
  throw new Error(`${file} is incomplete or of another version of this project. ${PLAN_AGAIN}`);
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A plan file holds the configuration that is applied: writing one is as good as having the role that applies it. */
function refuseForeignWriters(path: string): void {
  const { mode, uid } = lstatSync(path);
  const user = process.getuid?.();
  if ((mode & 0o022) !== 0 || (user !== undefined && uid !== user && uid !== 0)) {
    throw new Error(`Other users can write to ${path}, and so decide what is applied. ${PLAN_AGAIN}`);
  }
}
