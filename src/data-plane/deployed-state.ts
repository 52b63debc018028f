import { stackNames } from '../config/names';
import type { Environment } from '../config/schema';
import type { DeployedState } from './topology-from-state';
import type { Deployment } from '../emulator/deployment';

/** Reads, by `terraform show -json`, what the deployment of an environment has left in the states of its stacks. */
export async function deployedState(environment: Environment, deployment: Deployment): Promise<DeployedState> {
  const names = environment.consumers.map(({ name }) => name);
  const consumers = names.map(async (name) => [name, await deployment.showState(stackNames.consumer(name))] as const);
  const manual = environment.service.acceptance === 'manual' ? names : [];
  const published = manual.map(
    async (name) => [name, await deployment.showState(stackNames.publication(name))] as const,
  );
  return {
    service: await deployment.showState(stackNames.service),
    consumers: Object.fromEntries(await Promise.all(consumers)),
    acceptances: await Promise.all(manual.map((name) => deployment.showState(stackNames.acceptance(name)))),
    publications: Object.fromEntries(await Promise.all(published)),
  };
}
