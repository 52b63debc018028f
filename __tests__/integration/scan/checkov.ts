import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { pythonEnvironment, pythonVariables } from '../../../src/emulator/python';
import { run } from '../../../src/process/run';

const recordSchema = z.object({
  check_id: z.string(),
  check_name: z.string(),
  resource: z.string(),
  file_path: z.string(),
});

const reportSchema = z.object({
  results: z.object({
    passed_checks: z.array(recordSchema),
    failed_checks: z.array(recordSchema),
    parsing_errors: z.array(z.string()),
  }),
});

/** The result of one check of one resource. */
export interface CheckResult {
  /** The check's ID, such as `CKV_AWS_18`. */
  readonly check: string;
  /** What the check asks for. */
  readonly title: string;
  /** The folder of the stack, relative to the scanned one. */
  readonly stack: string;
  /** The last part of the resource's address. It is unique in the stack. */
  readonly name: string;
}

/** The results of a scan. */
export interface ScanResults {
  readonly passed: readonly CheckResult[];
  readonly failed: readonly CheckResult[];
}

/**
 * Scans all stacks below a folder with checkov.
 *
 * @throws Error if there is no stack, or one that can't be parsed or has no result
 */
export async function scan(folder: string): Promise<ScanResults> {
  const copy = await mkdtemp(join(tmpdir(), 'scan-'));
  try {
    await cp(folder, copy, { recursive: true });
    const stacks = await stackFolders(copy);
    if (stacks.length === 0) throw new Error(`There is nothing to scan in ${folder}.`);
    for (const stack of stacks) await makeReadable(join(copy, stack, STACK_FILE));
    return await checkov(copy, stacks);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

const STACK_FILE = 'cdk.tf.json';

/**
 * Removes what checkov can't parse, and what declares no resource: the required version, for which it expects a list, and
 * moves. It would skip the whole file, and exit with 0 unless another file has failures.
 */
async function makeReadable(file: string): Promise<void> {
  const { terraform, moved: _moved, removed: _removed, ...stack } = JSON.parse(await readFile(file, 'utf8'));
  const { required_version: _, ...others } = terraform;
  await writeFile(file, JSON.stringify({ ...stack, terraform: others }, null, 2));
}

async function stackFolders(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith(`/${STACK_FILE}`)).map((file) => file.slice(0, -STACK_FILE.length - 1));
}

async function checkov(folder: string, stacks: readonly string[]): Promise<ScanResults> {
  const python = await pythonEnvironment({ requirements: join(__dirname, 'requirements.txt') });
  const args = ['-m', 'checkov.main', '--directory', '.', '--framework', 'terraform_json', '--output', 'json'];
  // 1: a check failed. Without --skip-download, it asks its maker's servers for guidelines.
  const options = { cwd: folder, env: { ...pythonVariables(), LOG_LEVEL: 'CRITICAL' }, expected: [0, 1] };
  const { stdout } = await run(python, [...args, '--skip-download'], options);
  const { passed_checks, failed_checks, parsing_errors } = reportSchema.parse(JSON.parse(stdout)).results;
  if (parsing_errors.length > 0) throw new Error(`checkov can't parse ${parsing_errors.join(', ')}`);
  const results = { passed: passed_checks.map(resultOf), failed: failed_checks.map(resultOf) };
  const scanned = new Set([...results.passed, ...results.failed].map(({ stack }) => stack));
  const missing = stacks.filter((stack) => !scanned.has(stack));
  if (missing.length > 0) throw new Error(`checkov has no results for ${missing.join(', ')}`);
  return results;
}

/** `resource` is `aws_s3_bucket.state_bucket` or, from checks of another kind, `resource.state_bucket`. */
function resultOf({ check_id, check_name, resource, file_path }: z.infer<typeof recordSchema>): CheckResult {
  return {
    check: check_id,
    title: check_name,
    stack: file_path.slice(1, -STACK_FILE.length - 1),
    name: resource.slice(resource.indexOf('.') + 1),
  };
}
