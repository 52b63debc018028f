import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClientConfiguration, clientConfigurationSchema } from '../../../src/client-configuration/document';
import type { Environment } from '../../../src/config/schema';
import type { DeployedState } from '../../../src/data-plane/topology-from-state';
import { environmentWith } from '../../support/environments';
import { ENVIRONMENTS, type EnvironmentName } from './environments';

/** Where the global set-up tells the tests that the states are, or why there are none. */
export const VARIABLES = { states: 'DATA_PLANE_STATES', unavailable: 'DATA_PLANE_UNAVAILABLE' } as const;

/** An environment and what its deployment left in the state. */
export interface Deployed {
  readonly environment: Environment;
  readonly state: DeployedState;
}

/** What the global set-up has deployed. */
export function deployed(name: EnvironmentName): Deployed {
  const file = join(process.env[VARIABLES.states] as string, `${name}.json`);
  return { environment: environmentWith(ENVIRONMENTS[name]), state: JSON.parse(readFileSync(file, 'utf8')) };
}

/** What has been deployed, with each server by itself: where packets go is the same, whatever Redis says of others. */
export function deployedStandalone(name: EnvironmentName): Deployed {
  const environment = environmentWith({ ...ENVIRONMENTS[name], 'service.redis': { mode: 'standalone' } });
  return { ...deployed(name), environment };
}

/** The client configuration of a consumer, as its stack has written it. */
export function deployedConfiguration({ state }: Deployed, consumer: string): ClientConfiguration {
  const { values } = state.consumers[consumer] as { values: { outputs: Record<string, { value: unknown }> } };
  return clientConfigurationSchema.parse(values.outputs.client_configuration?.value);
}
