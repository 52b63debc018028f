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
  const byConsumer = async (consumers: readonly string[], stackOf: (consumer: string) => string) =>
    Object.fromEntries(await Promise.all(consumers.map(async (name) => [name, await showState(stackOf(name))])));
  const manual = service.acceptance === 'manual' ? names : [];
  return {
    service: await showState(stackNames.service),
    consumers: await byConsumer(names, stackNames.consumer),
    acceptances: await Promise.all(manual.map((name) => showState(stackNames.acceptance(name)))),
    publications: await byConsumer(manual, stackNames.publication),
  };
}
