import { personalEnvironment } from '../process/environment';
import type { ProcessEnvironment } from '../process/run';
import { type LocateProviderOptions, locateProvider } from './provider';

/**
 * The environment of Terraform's processes on real accounts: the user's own, plus the AWS provider that this machine
 * can get.
 *
 * @param options `say` receives progress messages
 * @throws Error that says what to install if Terraform or the provider is missing
 */
export async function terraformEnvironment(
  env: NodeJS.ProcessEnv,
  options: Pick<LocateProviderOptions, 'signal'> & { readonly say: (line: string) => void },
): Promise<ProcessEnvironment> {
  const { signal, say } = options;
  say('==> Looking for the AWS provider (a first download takes minutes)');
  // Not Terraform's own output: it would begin with errors about sources that are unavailable.
  const provider = await locateProvider(env, { signal });
  say(`AWS provider ${provider.description}`);
  return { ...personalEnvironment(env), ...provider.variables, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
}
