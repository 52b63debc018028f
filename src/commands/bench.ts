import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listr } from 'listr2';
import { table } from '../shell/table';
import { INTERRUPTED, interruption } from '../shell/interruption';
import { basicEnvironment, cdktfVariables } from '../process/environment';
import { parseCommandLine, USAGE } from './bench-command-line';
import { COMPARISONS } from '../bench/comparisons';
import { measure, rows } from '../bench/measure';

/** Runs the command. Returns its exit status. */
async function main(args: string[]): Promise<number> {
  const { runs, help } = parseCommandLine(args);
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const signal = interruption();
  const folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-bench-'));
  // The app writes where the first says, the CLI has it write where the second does.
  const output = { CDKTF_OUTDIR: folder, CDKTF_OUTPUT: folder };
  const env = { ...basicEnvironment(process.env), ...cdktfVariables(folder), ...output, CHECKPOINT_DISABLE: '1' };
  const measured: string[][] = [];
  try {
    const tasks = COMPARISONS.map((comparison) => ({
      title: comparison.title,
      task: async (_: unknown, task: { output: string }) => {
        const onProgress = (what: string) => {
          task.output = what;
        };
        measured.push(...rows(comparison, await measure(comparison, { runs, env, signal, onProgress })));
      },
    }));
    // Its own listeners would end this process before what it has made is removed.
    await new Listr(tasks, { registerSignalListeners: false }).run();
    console.log(`\n${table([['', 'by', 'seconds', 'ratio'], ...measured])}`);
    return 0;
  } catch (error) {
    console.error(signal.aborted ? '\nInterrupted.' : `\n${(error as Error).message}`);
    return signal.aborted ? INTERRUPTED : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: Error) => {
    console.error(error.message);
    process.exit(2);
  },
);
