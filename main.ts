import { chosenEnvironment } from './src/config/chosen-environment';
import { OUTPUT } from './src/project';
import { errorText } from './src/shell/error-text';
import { publish } from './src/stacks/publish';

// The app of cdktf.json: `cdktf synth`, `diff` and `deploy` run it, and say where they want the stacks.
try {
  publish(process.env.CDKTF_OUTDIR || OUTPUT, chosenEnvironment(undefined, process.env).name, process.env);
} catch (error) {
  console.error(errorText(error));
  process.exitCode = 1;
}
