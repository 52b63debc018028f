import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClientConfiguration, clientConfigurationSchema } from '../../../src/client-configuration/document';
import type { Environment } from '../../../src/config/schema';
import type { DeployedState } from '../../../src/data-plane/topology-from-state';
import { parseState } from '../../../src/terraform/state';
import { environmentWith } from '../../support/environments';
import { ENVIRONMENTS, type EnvironmentName } from './environments';

/** Variables by which the global set-up passes the folder of the states to the tests, or why there are none. */
export const VARIABLES = {
  states: 'DATA_PLANE_STATES',
  unavailable: 'DATA_PLANE_UNAVAILABLE',
  valkeyUnavailable: 'DATA_PLANE_VALKEY_UNAVAILABLE',
} as const;

/** An environment and the state of its deployment. */
export interface Deployed {
  readonly environment: Environment;
  readonly state: DeployedState;
}

/** A deployment that the global set-up has made. */
export function deployed(name: EnvironmentName): Deployed {
  const file = join(process.env[VARIABLES.states] as string, `${name}.json`);
  return { environment: environmentWith(ENVIRONMENTS[name]), state: JSON.parse(readFileSync(file, 'utf8')) };
}

/** The same deployment with independent servers. The topology does not depend on how they work together. */
export function deployedStandalone(name: EnvironmentName): Deployed {
  const environment = environmentWith({ ...ENVIRONMENTS[name], 'service.redis': { mode: 'standalone' } });
  return { ...deployed(name), environment };
}

/** The client configuration of a consumer, as its stack outputs it. */
export function deployedConfiguration({ state }: Deployed, consumer: string): ClientConfiguration {
  return clientConfigurationSchema.parse(parseState(state.consumers[consumer]).outputs.client_configuration);
}
