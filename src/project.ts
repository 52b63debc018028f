import { join, resolve } from 'node:path';

/** The project's folder, which has `cdktf.json`. */
export const PROJECT = resolve(__dirname, '..');

/** What can be fetched again. `npm ci` empties it. */
export const CACHE = join(PROJECT, 'node_modules', '.cache', 'redis-privatelink');

/** The output of `npm run synth` and of cdktf: the stacks of the environment chosen last. */
export const OUTPUT = join(PROJECT, 'cdktf.out');

/**
 * The folder that the commands work in for one environment. It outlives them: an interrupted bootstrap keeps the
 * only copy of a state there.
 */
export const workFolder = (environment: string) => join(PROJECT, '.work', environment);
