import { join } from 'node:path';
import { type ProcessEnvironment, type RunOptions, run } from '../process/run';
import { PROJECT } from '../project';

/** The cdktf CLI. It loads a native module that has binaries for Node 20 and 22, and for no later version. */
export const CDKTF_CLI = join(PROJECT, 'node_modules', 'cdktf-cli', 'bundle', 'bin', 'cdktf');

/** Whether the CLI runs on this Node. */
export const cdktfRuns = Number(process.versions.node.split('.')[0]) <= 22;

/** Runs the cdktf CLI in the project's folder. */
export async function cdktf(args: readonly string[], options: Omit<RunOptions, 'cwd'>): Promise<void> {
  await run(process.execPath, [CDKTF_CLI, ...args], { ...options, cwd: PROJECT });
}

/** Variables that make the CLI behave as a program's tool, and leave its files in an existing folder. */
export function cdktfVariables(folder: string): ProcessEnvironment {
  return {
    // Keeps out of the person's ~/.cdktf and ~/.terraform.d/plugin-cache.
    CDKTF_HOME: folder,
    CDKTF_LOG_FILE_DIRECTORY: folder,
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
    DISABLE_VERSION_CHECK: '1',
    // Without it the CLI prints its spinner into pipes too.
    CI: '1',
    FORCE_COLOR: '0',
  };
}
