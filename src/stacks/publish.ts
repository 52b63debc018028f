import { loadEnvironment } from '../config/load';
import { UserError } from '../config/mistakes';
import type { Environment } from '../config/schema';
import { copyLockFile } from '../terraform/lock-file';
import { invalidate, replaceStacks } from '../terraform/output-folder';
import { requestedProviderVersion } from '../terraform/provider-version';
import { synthesize } from './synthesize';

/**
 * Checks an environment and writes its stacks into a folder, in place of whatever was there. Where that fails, the
 * folder has no stacks.
 *
 * @param outdir the folder, `cdktf.out`
 * @param name the environment's
 * @param env has the version of the AWS provider, if another than the project's own is wanted
 * @param role the role that Terraform assumes
 * @throws EnvironmentError with every mistake in the environment
 */
export function publish(outdir: string, name: string, env: NodeJS.ProcessEnv, role?: 'deploy' | 'plan'): void {
  // Another environment was chosen: even if it has mistakes, nobody may plan the previous one by accident.
  invalidate(outdir);
  publishStacks(outdir, loadEnvironment(name), env, role);
}

/** Like {@link publish}, for an environment that has been checked already. */
export function publishStacks(
  outdir: string,
  environment: Environment,
  env: NodeJS.ProcessEnv,
  role?: 'deploy' | 'plan',
): void {
  if (role === 'plan') requirePlanRoles(environment);
  const awsProviderVersion = requestedProviderVersion(env);
  replaceStacks(outdir, environment.name, (folder) => {
    synthesize(folder, environment, { awsProviderVersion, role });
    // The committed checksums are of the project's own range of versions.
    if (!awsProviderVersion) copyLockFile(folder);
  });
}

/** Without a role, Terraform would plan with whatever the ambient credentials may do. */
function requirePlanRoles({ name, accounts }: Environment): void {
  const without = Object.keys(accounts).filter((account) => !accounts[account]?.planRoleArn);
  if (without.length === 0) return;
  throw new UserError(
    `The environment "${name}" has no role that plans: set ${without.map((account) => `accounts.${account}.planRoleArn`).join(', ')}.`,
  );
}
