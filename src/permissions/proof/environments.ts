import { checkEnvironment } from '../../config/load';
import type { Environment, EnvironmentProps } from '../../config/schema';
import example from '../../environments/example';

/** The environment of the proof at each stage of its life. */
export interface ProofEnvironments {
  /** Two zones, one consumer, everything protected. */
  readonly first: Environment;
  /** A third zone, another server and a consumer in a third account. */
  readonly grown: Environment;
  /** As `grown`, to be destroyed. */
  readonly unprotected: Environment;
  /** As `unprotected`, with a private DNS name, which the service gets once no consumer is left. */
  readonly named: Environment;
}

/** Existing VPCs of the consumer's account that the environment names by ID. */
export interface ProofVpcs {
  readonly additional: string;
  readonly authorized: string;
}

const NAME = 'proof';
const THIRD = '333333333333';

const roles = (id: string) => ({
  id,
  roleArn: `arn:aws:iam::${id}:role/redis-privatelink-deploy`,
  planRoleArn: `arn:aws:iam::${id}:role/redis-privatelink-plan`,
});

/** Every option of the topology that adds a kind of resource, in one deployment. */
export function proofEnvironments(vpcs: ProofVpcs): ProofEnvironments {
  const [consumer] = example.consumers as [EnvironmentProps['consumers'][number]];
  const first = {
    ...example,
    state: {
      ...example.state,
      accessLogs: { bucket: 'redis-privatelink-logs' },
      replication: {
        bucket: 'redis-privatelink-copy',
        roleArn: 'arn:aws:iam::111111111111:role/state-replication',
      },
    },
    service: {
      ...example.service,
      subnets: example.service.subnets.slice(0, 2),
      transitGateway: { ...example.service.transitGateway, attachVpc: true },
      acceptance: 'manual',
      connectionNotificationTopicArn: 'arn:aws:sns:us-east-1:111111111111:redis-connections',
    },
    consumers: [
      {
        ...consumer,
        subnets: consumer.subnets.slice(0, 2),
        clients: { cidrs: ['10.3.0.0/16', '10.77.0.0/16'] },
        dns: { ...consumer.dns, additionalVpcIds: [vpcs.additional], authorizedVpcIds: [vpcs.authorized] },
      },
    ],
  } satisfies EnvironmentProps;
  const grown = {
    ...first,
    accounts: { ...first.accounts, third: roles(THIRD) },
    tags: { Team: 'data' },
    endpointHealth: { droppedPacketsPerMinute: 200 },
    service: {
      ...first.service,
      subnets: example.service.subnets,
      servers: [
        ...swapped(example.service.servers),
        { name: 'redis-4', address: '10.0.4.13', port: 6379, listenerPort: 6382 },
      ],
    },
    consumers: [
      { ...first.consumers[0], subnets: consumer.subnets },
      {
        ...consumer,
        name: 'third',
        account: 'third',
        region: 'us-west-2',
        vpc: { ...consumer.vpc, name: 'third' },
        subnets: [{ name: 'third-private-1', zoneId: 'usw2-az1' }],
      },
    ],
  } as EnvironmentProps;
  const { tags: _, ...untagged } = grown;
  return {
    first: checkEnvironment(NAME, first),
    grown: checkEnvironment(NAME, grown),
    unprotected: checkEnvironment(NAME, { ...untagged, deletionProtection: false }),
    named: checkEnvironment(NAME, {
      ...untagged,
      deletionProtection: false,
      service: { ...untagged.service, privateDns: { name: 'redis.example.com', publicZoneName: 'example.com' } },
      consumers: untagged.consumers.map((one) => ({ ...one, endpoints: 'one' })),
    }),
  };
}

/** The servers, with the last two's listener ports swapped. */
function swapped(servers: EnvironmentProps['service']['servers']): EnvironmentProps['service']['servers'] {
  const [a, b] = servers.slice(-2).map(({ listenerPort }) => listenerPort) as [number, number];
  const other = (port: number) => (port === a ? b : port === b ? a : port);
  return servers.map((server) => ({ ...server, listenerPort: other(server.listenerPort) }));
}

/** An environment to create what all stages refer to: the last one, without the VPCs that it names by ID. */
export function seededEnvironment(): Environment {
  const { named } = proofEnvironments({ additional: 'vpc-11111111', authorized: 'vpc-22222222' });
  return named;
}
