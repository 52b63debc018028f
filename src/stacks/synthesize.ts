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
    // An explicit outdir: the CLI sets CDKTF_OUTDIR for its own run of main.ts, which uses another folder.
    const app = new App({ outdir: folder });
    addStacks(app, environment, options);
    app.synth();
  });
}

/**
 * Suppresses the unlimited stack trace that cdktf captures for every token. Nothing reads these traces, and they double
 * the time of a large synth. Thrown errors keep theirs.
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
