import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import cdktfJson from '../../cdktf.json';
import { type RunOptions, run } from '../process/run';

/** The project's folder, where cdktf finds its `cdktf.json`. */
export const PROJECT = resolve(__dirname, '../..');

/** The command that synthesises the stacks. */
export const DEFAULT_APP = cdktfJson.app;

/** The environment that is meant: `ENVIRONMENT`, else the one of `cdktf.json`. As in `main.ts`. */
export const environmentName = (env: NodeJS.ProcessEnv) => env.ENVIRONMENT || cdktfJson.context.environment;

/** How a process of cdktf runs: always in the project's folder. */
export type CdktfOptions = Omit<RunOptions, 'cwd' | 'shell' | 'expected'>;

/** Writes the stacks to `<outdir>/stacks/<stack>/cdk.tf.json`, without the CLI: that takes 2 seconds to load itself. */
export async function synthesize(app: string, outdir: string, options: CdktfOptions): Promise<void> {
  // The app makes its folder, but not the one above it.
  await mkdir(dirname(outdir), { recursive: true });
  await run(app, [], { ...options, env: { ...options.env, CDKTF_OUTDIR: outdir }, cwd: PROJECT, shell: true });
}

/** Runs the cdktf CLI. */
export async function cdktf(args: readonly string[], options: CdktfOptions): Promise<void> {
  const cli = join(PROJECT, 'node_modules', 'cdktf-cli', 'bundle', 'bin', 'cdktf');
  await run(process.execPath, [cli, ...args], { ...options, cwd: PROJECT });
}
