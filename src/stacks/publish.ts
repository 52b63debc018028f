import { loadEnvironment } from '../config/load';
import type { Environment } from '../config/schema';
import { copyLockFile } from '../terraform/lock-file';
import { invalidate, replaceStacks } from '../terraform/output-folder';
import { requestedProviderVersion } from '../terraform/provider-version';
import { synthesize } from './synthesize';

/**
 * Checks an environment and writes its stacks into a folder, replacing all others. After a failure the folder has no
 * stacks.
 *
 * @param outdir the folder, `cdktf.out`
 * @param name name of the environment
 * @param env may request another version of the AWS provider
 * @throws EnvironmentError that lists every mistake in the environment
 */
export function publish(outdir: string, name: string, env: NodeJS.ProcessEnv): Environment {
  // First, so that mistakes in this environment never leave a previous one to be planned by accident.
  invalidate(outdir);
  const environment = loadEnvironment(name);
  const awsProviderVersion = requestedProviderVersion(env);
  replaceStacks(outdir, name, (folder) => {
    synthesize(folder, environment, { awsProviderVersion });
    // The committed lock file matches the project's own version constraint only.
    if (!awsProviderVersion) copyLockFile(folder);
  });
  return environment;
}
