// A data plane that stands until this process ends: node --import tsx standing.ts <file with an example>. It says its
// run's name when it stands.
import { readFileSync } from 'node:fs';
import { startDataPlane } from '../../../src/data-plane/data-plane';

const { environment, state } = JSON.parse(readFileSync(process.argv[2] as string, 'utf8'));

startDataPlane({ environment, state }).then((dataPlane) => {
  process.on('SIGINT', () => process.exit(130));
  console.log(dataPlane.namespaces.run);
  setInterval(() => {}, 60_000);
});
