import { personalEnvironment } from '../process/environment';
import type { ProcessEnvironment } from '../process/run';
import { type LocateProviderOptions, locateProvider } from './provider';

/**
 * The environment of Terraform's processes on a person's accounts: their own, with the AWS provider that this machine
 * can get.
 *
 * @throws Error that says what to install, where there is no Terraform or no provider
 */
export async function terraformEnvironment(
  env: NodeJS.ProcessEnv,
  options: LocateProviderOptions,
): Promise<ProcessEnvironment> {
  const provider = await locateProvider(env, options);
  options.onOutput?.(`AWS provider ${provider.description}`);
  return { ...personalEnvironment(env), ...provider.variables, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
}
