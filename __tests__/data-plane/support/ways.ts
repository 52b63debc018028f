import { randomBytes } from 'node:crypto';
import { type ClientConfiguration, clientConfiguration } from '../../../src/client-configuration/document';
import type { Consumer, Environment } from '../../../src/config/schema';
import { type DataPlane, startDataPlane } from '../../../src/data-plane/data-plane';
import type { AlarmState } from '../../../src/data-plane/resolver';
import { type Changes, environmentWith } from '../../support/environments';
import { type Deployed, deployed, deployedStandalone } from './deployed';
import { ANNOUNCED_CLUSTER, CLIENT_PORTS, ENVIRONMENTS, REPLICAS } from './environments';
import { serveParameters } from './parameters';

export const CONSUMER = 'joda-toda-aws';
const USER = 'application';
const PASSWORD = '/redis/password';
const AUTHORITY = '/redis/authority';

const SECURE: Changes = {
  'consumers[0].credentials': { username: USER, passwordParameterName: PASSWORD },
  'consumers[0].caCertificateParameterName': AUTHORITY,
};

/** How servers work together and announce themselves. TLS changes no topology, so it needs no deployment of its own. */
const WAYS = {
  standalone: { deployed: () => deployedStandalone('example') },
  'sentinel by addresses': { deployed: () => deployed('sentinel') },
  'sentinel by names': { deployed: () => deployed('announced') },
  'sentinel by addresses, TLS': {
    deployed: () =>
      changed('sentinel', {
        ...ENVIRONMENTS.sentinel,
        ...SECURE,
        'service.redis': { mode: 'sentinel', masterName: 'mymaster', tls: true },
      }),
  },
  'cluster by addresses': { deployed: () => deployed('grown'), replicas: REPLICAS },
  'cluster by names': { deployed: () => changed('announced', ANNOUNCED_CLUSTER), replicas: REPLICAS },
  'cluster by client ports': { deployed: () => changed('grown', CLIENT_PORTS), replicas: REPLICAS },
  'cluster by names, TLS': {
    deployed: () =>
      changed('announced', {
        ...ANNOUNCED_CLUSTER,
        ...SECURE,
        'service.redis': { mode: 'cluster', announce: 'names', tls: true },
      }),
    replicas: REPLICAS,
  },
} satisfies Record<string, { deployed: () => Deployed; replicas?: Readonly<Record<string, string>> }>;

export type WayName = keyof typeof WAYS;
export const WAY_NAMES = Object.keys(WAYS) as WayName[];

/** A running data plane, and what clients need to use it. */
export interface Way {
  readonly name: WayName;
  readonly environment: Environment;
  readonly dataPlane: DataPlane;
  readonly configuration: ClientConfiguration;
  /** Environment variables for clients. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the resolver answers with the endpoint of a zone. Effective after `dataPlane.readAlarms()`. */
  readonly alarms: Record<string, AlarmState>;
}

/**
 * Starts a data plane.
 *
 * @param zone the only zone whose endpoint clients use; by default they use all
 */
export async function startWay(name: WayName, zone?: string): Promise<Way> {
  const way: { deployed: () => Deployed; replicas?: Readonly<Record<string, string>> } = WAYS[name];
  const { environment, state } = way.deployed();
  const consumer = environment.consumers[0] as Consumer;
  const alarms: Record<string, AlarmState> = {};
  const password = randomBytes(16).toString('hex');
  const dataPlane = await startDataPlane({
    environment,
    state,
    // A copy: the resolvers compare it with what they read before.
    alarmStates: async () => ({ ...alarms }),
    ...(consumer.credentials && { user: { name: USER, password } }),
    // Each master has one replica, so a promoted one has none: with the generated setting it would refuse all writes.
    ...(way.replicas && { replicas: way.replicas, redisConfiguration: ['min-replicas-to-write 0'] }),
  });
  const values = { [PASSWORD]: password, [AUTHORITY]: dataPlane.authority?.pem ?? '' };
  const env = consumer.credentials ? await serveParameters(dataPlane, CONSUMER, values) : {};
  return {
    name,
    environment,
    dataPlane,
    configuration: clientConfiguration({ environment, consumer, zone }),
    env,
    alarms,
  };
}

const changed = (name: keyof typeof ENVIRONMENTS, changes: Changes): Deployed => ({
  environment: environmentWith(changes),
  state: deployed(name).state,
});
