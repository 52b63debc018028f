import { App } from 'cdktf';
import type { Environment } from '../config/schema';
import { addStacks } from './add-stacks';

/**
 * Writes the stacks of an environment as Terraform JSON: `<folder>/stacks/<stack>/cdk.tf.json`, and
 * `<folder>/manifest.json` with their order.
 *
 * @param folder an existing folder
 */
export function synthesize(folder: string, environment: Environment, options: Parameters<typeof addStacks>[2]): void {
  withoutCreationTraces(() => {
    // The CLI sets it for its own run of main.ts, which has another folder.
    const app = new App({ outdir: folder });
    addStacks(app, environment, options);
    app.synth();
  });
}

/**
 * cdktf captures a stack trace of any depth for every token that it creates. Nobody sees these traces, and they take as
 * long as all the rest of a large synth. Errors that are thrown keep theirs.
 */
function withoutCreationTraces(work: () => void): void {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => {};
  try {
    work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}
