// Puts every client through every fault in every way, and prints a table: npm run clients:matrix -- --help
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { PROJECT } from '../../../src/project';
import { COMPILED_NAMES, canUse, LIBRARIES, LIBRARY_NAMES, type LibraryName } from '../support/clients';
import { VARIABLES } from '../support/deployed';
import globalSetup from '../support/global-setup';
import { applies, runTrial, TRIALS, type Trial } from '../support/trials';
import { startWay, WAY_NAMES, type WayName } from '../support/ways';
import { markdown, type Row } from './report';

const FOLDER = join(PROJECT, '.work', 'clients-matrix');
const RESULTS = join(FOLDER, 'results.json');
/** At most this many clients at once: two cores have to run the servers, too. */
const BATCHES: readonly (readonly LibraryName[])[] = [LIBRARY_NAMES, COMPILED_NAMES];

interface Options {
  readonly runs: number;
  readonly way: readonly WayName[];
  readonly trial: readonly Trial[];
  readonly client: readonly LibraryName[];
  readonly zone?: string;
}

const names = Object.keys(LIBRARIES) as LibraryName[];
const program = new Command('npm run clients:matrix --')
  .description('Runs the printed code of every client in the data plane, and prints how long writes stop.')
  .addOption(new Option('--runs <number>', 'how often').default(3).argParser(positive))
  .addOption(new Option('--way <name...>', 'how servers announce themselves').choices(WAY_NAMES).default(WAY_NAMES))
  .addOption(new Option('--trial <name...>', 'what happens').choices(TRIALS).default(TRIALS))
  .addOption(new Option('--client <name...>', 'the client library').choices(names).default(names))
  .option('--zone <id>', 'have clients use the endpoint of this zone only')
  .addHelpText('after', `\nIt goes on where it was stopped. The results are in ${RESULTS}: delete it to start again.`)
  .parse();

main(program.opts<Options>()).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

async function main({ runs, way: ways, trial: trials, client: clients, zone }: Options): Promise<void> {
  await globalSetup();
  if (process.env[VARIABLES.unavailable]) throw new Error(process.env[VARIABLES.unavailable]);
  mkdirSync(FOLDER, { recursive: true });
  for (const way of ways) {
    for (let run = 1; run <= runs; run++) await runWay({ way, run, trials, clients, zone });
  }
  const table = markdown(results());
  writeFileSync(join(FOLDER, 'results.md'), table);
  console.log(table);
}

/** One run of all trials in one way. Clients that have a result of that run are left out. */
async function runWay(options: {
  way: WayName;
  run: number;
  trials: readonly Trial[];
  clients: readonly LibraryName[];
  zone?: string;
}) {
  const { way, run, trials, clients, zone } = options;
  const isDone = (trial: Trial, library: LibraryName) =>
    results().some(
      (row) =>
        row.way === way && row.zone === zone && row.run === run && row.trial === trial && row.library === library,
    );
  const left = (trial: Trial, batch: readonly LibraryName[]) =>
    batch.filter((library) => clients.includes(library) && !isDone(trial, library));
  if (trials.every((trial) => left(trial, names).length === 0)) return;
  const started = await startWay(way, zone);
  try {
    for (const trial of trials.filter((one) => applies(one, started))) {
      for (const batch of BATCHES) {
        const libraries = left(trial, batch).filter((library) => canUse(library, started.configuration.mode));
        if (libraries.length === 0) continue;
        console.error(`${way}${zone ? `, ${zone}` : ''}, run ${run}: ${trial}`);
        const found = await runTrial(started, trial, libraries);
        for (const one of found)
          console.error(
            `  ${one.library}: ${one.seconds?.toFixed(1) ?? 'never'} s, ${one.errors} errors${one.firstError ? ` (${one.firstError.slice(0, 120)})` : ''}, ${one.lost} of ${one.acknowledged} lost`,
          );
        const rows = found.map((one): Row => ({ way, zone, trial, run, ...one }));
        writeFileSync(RESULTS, `${JSON.stringify([...results(), ...rows], null, 1)}\n`);
      }
    }
  } finally {
    await started.dataPlane.stop();
  }
}

function results(): Row[] {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function positive(given: string): number {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return number;
}
