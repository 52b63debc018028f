import { App } from 'cdktf';
import cdktfJson from './cdktf.json';
import { loadEnvironment, UnknownEnvironmentError } from './src/config/load';
import { EnvironmentError } from './src/config/mistakes';
import { addStacks } from './src/stacks/add-stacks';

// The CLI passes the context of cdktf.json on; `node --import tsx main.ts` by itself does not.
const app = new App({ context: cdktfJson.context });
const name = process.env.ENVIRONMENT || app.node.getContext('environment');
try {
  addStacks(app, loadEnvironment(name), { awsProviderVersion: process.env.AWS_PROVIDER_VERSION });
  app.synth();
} catch (error) {
  // Somebody's mistake in a file wants its message, not a stack trace.
  if (!(error instanceof EnvironmentError || error instanceof UnknownEnvironmentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
