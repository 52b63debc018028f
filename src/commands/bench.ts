import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { Listr } from 'listr2';
import { COMPARISONS } from '../bench/comparisons';
import { measure, rows } from '../bench/measure';
import { basicEnvironment } from '../process/environment';
import { EXIT, type ProjectCommand } from '../shell/command';
import { table } from '../shell/table';
import { cdktfVariables } from '../terraform/cdktf';

/** Options of `npm run bench`. */
interface BenchOptions {
  readonly runs: number;
}

/** `npm run bench` */
export const bench: ProjectCommand<BenchOptions> = {
  name: 'bench',
  description:
    'Measures what the project claims to be faster than. The two ways of each comparison run in turn, so that their ratio ' +
    'holds on a busy machine too. Prints medians in seconds.',
  declare: (parser) => parser.option('--runs <n>', 'how often each runs, from 1 to 100', runCount, 5),
  async run({ options: { runs }, env: own, signal }) {
    const folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-bench-'));
    // The app reads the first, the CLI the second.
    const output = { CDKTF_OUTDIR: folder, CDKTF_OUTPUT: folder };
    const env = { ...basicEnvironment(own), ...cdktfVariables(folder), ...output, CHECKPOINT_DISABLE: '1' };
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
      // Listr's own signal listeners would end this process before the folder is removed.
      await new Listr(tasks, { registerSignalListeners: false }).run();
      console.log(`\n${table([['', 'by', 'seconds', 'ratio'], ...measured])}`);
      return EXIT.done;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** @throws InvalidArgumentError that says what is allowed */
export function runCount(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1 && runs <= 100) return runs;
  throw new InvalidArgumentError('Allowed: a whole number from 1 to 100.');
}
