// Runs a data plane until this process ends: node --import tsx data-plane-process.ts <file with environment and state>.
// Prints the run's name when the data plane is running.
import { readFileSync } from 'node:fs';
import { startDataPlane } from '../../../src/data-plane/data-plane';

const { environment, state } = JSON.parse(readFileSync(process.argv[2] as string, 'utf8'));

startDataPlane({ environment, state }).then((dataPlane) => {
  process.on('SIGINT', () => process.exit(130));
  console.log(dataPlane.namespaces.run);
  setInterval(() => {}, 60_000);
});
