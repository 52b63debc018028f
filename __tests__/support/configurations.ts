import { type ClientConfiguration, clientConfiguration } from '../../src/client-configuration/document';
import { checkEnvironment } from '../../src/config/load';
import type { Environment, EnvironmentProps } from '../../src/config/schema';
import example from '../../src/environments/example';
import announced from '../../src/environments/example-announced-names';
import clientPorts from '../../src/environments/example-client-ports';
import sentinel from '../../src/environments/example-sentinel';

type Redis = EnvironmentProps['service']['redis'];
type Access = Pick<EnvironmentProps['consumers'][number], 'credentials' | 'caCertificateParameterName'>;

/** The servers of the announced example without Sentinels. Each has its own port, as a cluster that announces names needs. */
const ownPorts = announced.service.servers.map(({ sentinel: _, ...server }) => server);

const SERVICES: Record<string, EnvironmentProps['service']> = {
  standalone: { ...example.service, redis: { mode: 'standalone' } },
  'sentinel by addresses': sentinel.service,
  'sentinel by names': announced.service,
  'cluster by addresses': example.service,
  'cluster by names': { ...example.service, servers: ownPorts, redis: { mode: 'cluster', announce: 'names' } },
  'cluster by client ports': clientPorts.service,
};

const ACCESS: Record<string, { redis: Partial<Redis>; consumer: Access }> = {
  'without a password': { redis: {}, consumer: {} },
  'TLS by the system': { redis: { tls: true }, consumer: {} },
  'TLS, a user and a secret': {
    redis: { tls: true },
    consumer: {
      caCertificateParameterName: '/redis/ca',
      credentials: { username: 'app', passwordSecretName: 'redis/app' },
    },
  },
  'the default user and a parameter': {
    redis: {},
    consumer: { credentials: { passwordParameterName: '/redis/password' } },
  },
};

/** An environment with a service of `SERVICES` and an access of `ACCESS`. */
export function environment(service = 'cluster by addresses', access = 'without a password'): Environment {
  const serviceProps = SERVICES[service];
  const { redis, consumer } = ACCESS[access] ?? {};
  if (!serviceProps || !redis) throw new Error(`There is no ${service}, or no ${access}`);
  return checkEnvironment('fixture', {
    ...example,
    service: { ...serviceProps, redis: { ...serviceProps.redis, ...redis } },
    consumers: example.consumers.map((props) => ({ ...props, ...consumer })),
  });
}

/** The client configuration of the only consumer. */
export function configuration(service?: string, access?: string, zone?: string): ClientConfiguration {
  const checked = environment(service, access);
  const [consumer] = checked.consumers;
  if (!consumer) throw new Error('The example has no consumer');
  return clientConfiguration({ environment: checked, consumer, zone });
}

/** Every kind of configuration: `[description, configuration]`. */
export function configurations(): [string, ClientConfiguration][] {
  return Object.keys(SERVICES).flatMap((service) =>
    Object.keys(ACCESS).flatMap((access) =>
      [undefined, 'use1-az2'].map((zone): [string, ClientConfiguration] => [
        `${service}, ${access}, by ${zone ?? 'every endpoint'}`,
        configuration(service, access, zone),
      ]),
    ),
  );
}
