import { z } from 'zod';
import { dnsNames } from '../config/dns-names';
import { backends } from '../config/names';
import type { Consumer, Environment } from '../config/schema';

const port = z.int().min(1).max(65535);

const hostAndPort = z
  .strictObject({ host: z.string(), port })
  .describe('Where clients connect. With TLS, the certificate must be valid for the host.');

/** Hosts and ports to connect to, keyed by the `address:port` that Redis and Sentinel announce. */
const hostsByAnnouncedAddress = z.record(z.string().regex(/^.+:\d+$/), hostAndPort);

const credentials = z
  .strictObject({
    username: z.string().describe('The ACL user.'),
    passwordSecretName: z.string().optional().describe('Secrets Manager secret whose value is the password.'),
    passwordParameterName: z.string().optional().describe('SSM parameter whose value is the password.'),
  })
  .describe('How to authenticate with servers and Sentinels. Absent: without authentication.');

/** The client configuration of a consumer: the JSON document in SSM Parameter Store. */
export const clientConfigurationSchema = z
  .strictObject({
    version: z
      .literal(1)
      .describe('Version of this format. New fields keep the number; a field whose meaning changes increments it.'),
    mode: z.enum(['standalone', 'sentinel', 'cluster']).describe('How the Redis servers are organised.'),
    masterName: z
      .string()
      .optional()
      .describe('Name that Sentinels monitor the master under. Only in mode "sentinel".'),
    zone: z
      .string()
      .optional()
      .describe('Zone ID, in the document for a single zone. Absent: the hosts resolve to every endpoint.'),
    host: z.string().describe('DNS name of the endpoints. It has no port, because the port selects the server.'),
    endpointDnsNames: z
      .record(z.string(), z.string())
      .describe(
        'AWS\'s DNS names of the endpoints by zone ID, for networks that cannot resolve the hosted zone. A single endpoint in all zones also has one by "all".',
      ),
    servers: hostsByAnnouncedAddress.describe(
      'Host and port of each Redis server, keyed by the address:port that Redis announces.',
    ),
    sentinels: hostsByAnnouncedAddress.describe('The same for the Sentinels. Empty except in mode "sentinel".'),
    tls: z.boolean().describe('Whether servers and Sentinels use TLS.'),
    caCertificateParameterName: z
      .string()
      .optional()
      .describe("SSM parameter with the servers' CA certificate in PEM format. Absent: the system's CA certificates."),
    credentials: credentials.optional(),
    keepAliveSeconds: z.int().describe('Seconds a connection is idle before TCP keepalive probes start.'),
    connectTimeoutMilliseconds: z.int().describe('Milliseconds to wait for a connection to each address of a host.'),
    responseTimeoutMilliseconds: z.int().describe('Milliseconds to wait for a reply.'),
  })
  .describe('How applications connect to Redis over PrivateLink.');

/** How applications of a consumer connect to Redis: seeds, address map, timeouts, TLS and credentials. */
export type ClientConfiguration = z.infer<typeof clientConfigurationSchema>;
/** A DNS name or address, and a TCP port. */
export type HostAndPort = z.infer<typeof hostAndPort>;

/** Timeouts with which clients detect a dead server or endpoint. */
export const CLIENT_TIMES = {
  // Far below the 350 s after which an endpoint drops an idle connection: there is time to repeat lost probes.
  keepAliveSeconds: 60,
  // A handshake over Direct Connect takes milliseconds. Linux would repeat a lost SYN after this second; trying the next
  // address is better, as an endpoint that drops packets does not answer the repeated one either.
  connectTimeoutMilliseconds: 1000,
  // Longer than a command takes, far shorter than the 15 minutes after which Linux gives up a connection. With 2 s,
  // redis-py and Jedis needed half as much time again to leave a dead endpoint.
  responseTimeoutMilliseconds: 1500,
} as const;

/** Properties of {@link clientConfiguration}. */
export interface ClientConfigurationProps {
  /** The environment, for its servers and the Redis mode. */
  readonly environment: Environment;
  /** The consumer whose clients connect. It is one of the environment's. */
  readonly consumer: Consumer;
  /**
   * AWS's DNS names of the endpoints, by zone ID; of a single endpoint also by `all`. AWS assigns them at deployment.
   * @default - none
   */
  readonly endpointDnsNames?: Readonly<Record<string, string>>;
  /**
   * ID of the only zone whose endpoint clients use.
   * @default - every endpoint
   */
  readonly zone?: string;
}

/** The client configuration that an environment describes. */
export function clientConfiguration(props: ClientConfigurationProps): ClientConfiguration {
  const { environment, consumer, zone, endpointDnsNames = {} } = props;
  const { redis, servers } = environment.service;
  const names = dnsNames(consumer);

  const hosts = (service: 'redis' | 'sentinel') =>
    Object.fromEntries(
      servers.flatMap((server) => {
        const backend = backends(server)[service === 'redis' ? 0 : 1];
        if (!backend) return [];
        const host = zone ? names.serverInZone(server.name, zone) : names.server(server.name);
        const announced = {
          addresses: `${backend.address}:${backend.port}`,
          names: `${names.server(server.name)}:${backend.port}`,
          'client-ports': `${names.server(server.name)}:${backend.listenerPort}`,
        };
        return [[announced[redis.announce ?? 'addresses'], { host, port: backend.listenerPort }]];
      }),
    );
  return {
    version: 1,
    mode: redis.mode,
    masterName: redis.masterName,
    zone,
    host: zone ? names.zone(zone) : names.all,
    endpointDnsNames: zone ? pick(endpointDnsNames, zone) : { ...endpointDnsNames },
    servers: hosts('redis'),
    sentinels: hosts('sentinel'),
    tls: redis.tls ?? false,
    caCertificateParameterName: consumer.caCertificateParameterName,
    credentials: consumer.credentials && { username: 'default', ...consumer.credentials },
    ...CLIENT_TIMES,
  };
}

/** Whether Redis announces addresses that clients must translate. Standalone servers announce none. */
export function needsAddressMap({ mode, servers, sentinels }: ClientConfiguration): boolean {
  if (mode === 'standalone') return false;
  return Object.entries({ ...servers, ...sentinels }).some(
    ([announced, { host, port }]) => announced !== `${host}:${port}`,
  );
}

function pick(record: Readonly<Record<string, string>>, key: string): Record<string, string> {
  const value = record[key];
  return value === undefined ? {} : { [key]: value };
}
