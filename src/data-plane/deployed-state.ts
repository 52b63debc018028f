import { stackNames } from '../config/names';
import type { Environment } from '../config/schema';
import type { DeployedState } from './topology-from-state';

/**
 * Reads the states of an environment's stacks.
 *
 * @param showState reads one stack's state, in the format of `terraform show -json`
 */
export async function deployedState(
  { consumers, service }: Environment,
  showState: (stack: string) => Promise<unknown>,
): Promise<DeployedState> {
  const names = consumers.map(({ name }) => name);
  const consumerStates = names.map(async (name) => [name, await showState(stackNames.consumer(name))] as const);
  const accepting = service.acceptance === 'manual' ? names : [];
  return {
    service: await showState(stackNames.service),
    consumers: Object.fromEntries(await Promise.all(consumerStates)),
    acceptances: await Promise.all(accepting.map((name) => showState(stackNames.acceptance(name)))),
  };
}
