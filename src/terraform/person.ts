import { personalEnvironment } from '../process/environment';
import type { ProcessEnvironment } from '../process/run';
import { type LocateProviderOptions, locateProvider } from './provider';

/**
 * The environment of Terraform's processes on a person's accounts: their own, with the AWS provider that this machine
 * can get.
 *
 * @param options `say` receives what is done
 * @throws Error that says what to install, where there is no Terraform or no provider
 */
export async function terraformEnvironment(
  env: NodeJS.ProcessEnv,
  options: Pick<LocateProviderOptions, 'signal'> & { readonly say: (line: string) => void },
): Promise<ProcessEnvironment> {
  const { signal, say } = options;
  say('==> Looking for the AWS provider (a first download takes minutes)');
  // Terraform's own output would begin with the error about whatever is not available.
  const provider = await locateProvider(env, { signal });
  say(`AWS provider ${provider.description}`);
  return { ...personalEnvironment(env), ...provider.variables, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
}
