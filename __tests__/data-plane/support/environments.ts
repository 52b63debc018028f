import example from '../../../src/environments/example';
import { anotherConsumer, type Changes, THIRD_ACCOUNT } from '../../support/environments';

const server = (number: number, port: number, sentinelPort?: number) => ({
  name: `redis-${number}`,
  address: `10.0.4.${9 + number}`,
  port,
  listenerPort: 6378 + number,
  ...(sentinelPort && { sentinel: { port: sentinelPort, listenerPort: 26378 + number } }),
});

/** A second Redis server on each host: the replica of the one on the host before. */
const replica = (number: number, port: number) => ({
  name: `redis-${number}-replica`,
  address: `10.0.4.${9 + number}`,
  port,
  listenerPort: 6478 + number,
});

const NUMBERS = [1, 2, 3];

/** Every environment sets all paths that any of them changes, so that it can follow another one on an emulator. */
const EXAMPLE = {
  'accounts.third': undefined,
  consumers: example.consumers,
  'service.redis': example.service.redis,
  'service.servers': example.service.servers,
};

/** The environments that the tests deploy, as changes to the example. */
export const ENVIRONMENTS = {
  example: EXAMPLE,
  /**
   * With a fourth server, a replica on each of the first three hosts, and two consumers with one endpoint each: the second
   * in an account of its own, the third in another Region. The VPCs of all consumers have the same addresses.
   */
  grown: {
    ...EXAMPLE,
    'accounts.third': THIRD_ACCOUNT,
    consumers: [
      ...example.consumers,
      anotherConsumer('second', 'third', { endpoints: 'one' }),
      anotherConsumer('abroad', 'third', {
        endpoints: 'one',
        region: 'eu-west-1',
        subnets: [
          { name: 'dev-private-1', zoneId: 'euw1-az1' },
          { name: 'dev-private-3', zoneId: 'euw1-az3' },
        ],
      }),
    ],
    'service.servers': [...example.service.servers, server(4, 6379), ...NUMBERS.map((number) => replica(number, 6479))],
  },
  sentinel: {
    ...EXAMPLE,
    'service.redis': { mode: 'sentinel', masterName: 'mymaster' },
    'service.servers': NUMBERS.map((number) => server(number, 6379, 26379)),
  },
  /** Each server listens on its listener's port, and each host has a replica. */
  announced: {
    ...EXAMPLE,
    'service.redis': { mode: 'sentinel', masterName: 'mymaster', announce: 'names' },
    'service.servers': [
      ...NUMBERS.map((number) => server(number, 6378 + number, 26378 + number)),
      ...NUMBERS.map((number) => replica(number, 6478 + number)),
    ],
  },
} satisfies Record<string, Changes>;

/** `announced` with Redis Cluster. The topology is the same, except that there are no Sentinels. */
export const ANNOUNCED_CLUSTER: Changes = {
  ...ENVIRONMENTS.announced,
  'service.redis': { mode: 'cluster', announce: 'names' },
  'service.servers': ENVIRONMENTS.announced['service.servers'].map((server) => ({ ...server, sentinel: undefined })),
};

/** `grown` with Valkey servers that announce their listeners' ports to clients only. The topology is the same. */
export const CLIENT_PORTS: Changes = {
  ...ENVIRONMENTS.grown,
  'service.redis': { mode: 'cluster', announce: 'client-ports', server: { kind: 'valkey', version: '9.0' } },
};

/** Each master's replica is on the next host. In `grown`, redis-4 is a master without a replica. */
export const REPLICAS = { 'redis-2-replica': 'redis-1', 'redis-3-replica': 'redis-2', 'redis-1-replica': 'redis-3' };

export type EnvironmentName = keyof typeof ENVIRONMENTS;

/** Each sequence is deployed to an emulator of its own. The second deployment only makes the differences. */
export const SEQUENCES: readonly (readonly EnvironmentName[])[] = [
  ['example', 'grown'],
  ['sentinel', 'announced'],
];
