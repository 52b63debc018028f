// An app as main.ts is, of the example environment with changes: node --import tsx __tests__/support/app.ts '<JSON>'
import { App } from 'cdktf';
import { addStacks } from '../../src/stacks/add-stacks';
import { environmentWith } from './environments';

// JSON has no undefined: null stands for it, which no environment has.
const changes = Object.entries<unknown>(JSON.parse(process.argv[2] ?? '{}')).map(([path, value]) => [
  path,
  value ?? undefined,
]);
const app = new App();
addStacks(app, environmentWith(Object.fromEntries(changes)), {
  awsProviderVersion: process.env.AWS_PROVIDER_VERSION,
});
app.synth();
