import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { Listr } from 'listr2';
import { comparisons } from '../bench/comparisons';
import { type Measurement, type MeasureOptions, measure } from '../bench/measure';
import { measurePlans } from '../bench/plans';
import { copyProject } from '../bench/project-copy';
import { json, type Result, rows } from '../bench/results';
import { LARGEST, SIZES, type Size, sizeName, sizeOf } from '../bench/sizes';
import { basicEnvironment } from '../process/environment';
import { EXIT, type ProjectCommand } from '../shell/command';
import { table } from '../shell/table';
import { cdktfVariables } from '../terraform/cdktf';

/** Options of `npm run bench`. */
interface BenchOptions {
  readonly runs: number;
  readonly size?: Size;
  readonly plans?: boolean;
  readonly json?: boolean;
}

/** Something to measure. */
interface Subject {
  readonly title: string;
  readonly measure: (options: MeasureOptions) => Promise<Measurement[]>;
}

/** The example's size, and one service with ten consumers. */
const PLANNED_SIZES: readonly Size[] = [
  { servers: 3, consumers: 1 },
  { servers: 3, consumers: 10 },
];

/** `npm run bench` */
export const bench: ProjectCommand<BenchOptions> = {
  name: 'bench',
  description:
    'Measures the project beside others, which run in turn, so that ratios hold on a busy machine too. A size is servers x ' +
    'consumers. Prints the median wall time in seconds, the fastest and slowest run, the peak memory of the largest Node ' +
    'process in MiB, and how many times ours each takes.\nFails where the others write something else.',
  declare: (parser) =>
    parser
      .option('--runs <n>', 'how often each runs, from 1 to 100', runCount, 5)
      .option('--size <size>', `only one size, such as 15x10 (default: ${SIZES.map(sizeName).join(', ')})`, size)
      .option(
        '--plans',
        'measure npm run plan beside cdktf diff instead, on stacks deployed to an emulator (minutes; the memory is that of ' +
          'all processes together)',
      )
      .option('--json', 'print JSON in place of the table, and no progress'),
  async run({ options: { runs, size, plans, json: asJson }, env: own, signal }) {
    const sizes = size ? [size] : plans ? PLANNED_SIZES : SIZES;
    const folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-bench-'));
    const env = { ...basicEnvironment(own), ...cdktfVariables(folder), CHECKPOINT_DISABLE: '1' };
    try {
      await copyProject(folder, sizes);
      const results: Result[] = [];
      const subjects: Subject[] = plans
        ? sizes.map((of) => ({ title: `Plan ${sizeName(of)}`, measure: (options) => measurePlans(of, options) }))
        : comparisons(folder, sizes).map((comparison) => ({
            title: comparison.title,
            measure: (options) => measure(comparison, options),
          }));
      const tasks = subjects.map(({ title, measure: measureOne }) => ({
        title,
        task: async (_: unknown, task: { output: string }) => {
          const onProgress = (what: string) => {
            task.output = what;
          };
          const measured = await measureOne({ runs, cwd: folder, env, signal, onProgress });
          results.push({ title, measured });
        },
      }));
      // Listr's own signal listeners would end this process before the folder is removed.
      await new Listr(tasks, { registerSignalListeners: false, silentRendererCondition: asJson }).run();
      console.log(asJson ? json(results) : `\n${table(rows(results))}`);
      return EXIT.done;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** @throws InvalidArgumentError that says what is allowed */
function runCount(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1 && runs <= 100) return runs;
  throw new InvalidArgumentError('Allowed: a whole number from 1 to 100.');
}

/** @throws InvalidArgumentError that says what is allowed */
function size(text: string): Size {
  const found = sizeOf(text);
  if (found) return found;
  throw new InvalidArgumentError(`Allowed: servers x consumers, from 1x1 to ${sizeName(LARGEST)}, such as 15x10.`);
}
