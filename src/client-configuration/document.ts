import { z } from 'zod';
import { dnsNames } from '../config/dns-names';
import { backends } from '../config/names';
import type { Consumer, Environment } from '../config/schema';

const port = z.int().min(1).max(65535);

const hostAndPort = z
  .strictObject({ host: z.string(), port })
  .describe('Where clients connect to. With TLS the host is also the name that the certificate must have.');

/** Hosts and ports to connect to, by the `address:port` that Redis and Sentinel tell clients: address map and seeds. */
const reachable = z.record(z.string().regex(/^.+:\d+$/), hostAndPort);

const credentials = z
  .strictObject({
    username: z.string().describe('The ACL user.'),
    passwordSecretName: z.string().optional().describe('Secrets Manager secret whose value is the password.'),
    passwordParameterName: z.string().optional().describe('SSM parameter whose value is the password.'),
  })
  .describe('How to authenticate, with Sentinels too. Without it: not at all.');

/** What a client of the consumer needs to know, as it is kept in SSM Parameter Store. */
export const clientConfigurationSchema = z
  .strictObject({
    version: z
      .literal(1)
      .describe("Of this format. A field that is added leaves it; a change of a field's meaning raises it."),
    mode: z.enum(['standalone', 'sentinel', 'cluster']).describe('How the servers work together.'),
    masterName: z.string().optional().describe('The name that Sentinels know the master by, in mode "sentinel".'),
    zone: z
      .string()
      .optional()
      .describe('ID of the zone that this variant keeps to. Without it all names lead to every endpoint.'),
    host: z.string().describe('The name over the endpoints, without a port: a port is a server.'),
    endpointDnsNames: z
      .record(z.string(), z.string())
      .describe("AWS's own names of the endpoints by zone ID, for where the hosted zone is not resolved."),
    servers: reachable.describe('Where each Redis server is reached, by the address:port that Redis tells clients.'),
    sentinels: reachable.describe('The same of the Sentinels. Empty but in mode "sentinel".'),
    tls: z.boolean().describe('Whether servers and Sentinels speak TLS.'),
    caCertificateParameterName: z
      .string()
      .optional()
      .describe("SSM parameter with the PEM certificate of the servers' authority. Without it: those of the system."),
    credentials: credentials.optional(),
    keepAliveSeconds: z.int().describe('Seconds of idleness after which TCP keepalive begins.'),
    connectTimeoutMilliseconds: z.int().describe('Milliseconds to wait for a connection, for each address of a name.'),
    responseTimeoutMilliseconds: z.int().describe('Milliseconds to wait for an answer.'),
  })
  .describe('How applications connect to Redis over PrivateLink.');

export type ClientConfiguration = z.infer<typeof clientConfigurationSchema>;
export type HostAndPort = z.infer<typeof hostAndPort>;

/** What makes clients notice that something is gone. */
export const CLIENT_TIMES = {
  // Far below the 350 s after which an endpoint forgets an idle connection, and twice more before that for lost probes.
  keepAliveSeconds: 60,
  // A handshake over Direct Connect takes milliseconds, and an endpoint that swallows packets answers none: the next
  // address is worth more than a repeated SYN, which Linux sends after this very second.
  connectTimeoutMilliseconds: 1000,
  // Longer than a command takes, far shorter than the quarter of an hour after which Linux gives a connection up. With
  // 2 s, redis-py and Jedis took half as long again as they can to leave a dead endpoint.
  responseTimeoutMilliseconds: 1500,
} as const;

/** Properties of {@link clientConfiguration}. */
export interface ClientConfigurationProps {
  readonly environment: Environment;
  readonly consumer: Consumer;
  /**
   * AWS's names of the endpoints, by zone ID. Known once they are deployed.
   * @default - none
   */
  readonly endpointDnsNames?: Readonly<Record<string, string>>;
  /**
   * The one zone whose endpoint to use.
   * @default - every endpoint
   */
  readonly zone?: string;
}

/** What a consumer's clients need to know, from its environment. */
export function clientConfiguration(props: ClientConfigurationProps): ClientConfiguration {
  const { environment, consumer, zone, endpointDnsNames = {} } = props;
  const { redis, servers } = environment.service;
  const names = dnsNames(consumer);
  const announced = redis.announce === 'names';

  const reach = (part: 'redis' | 'sentinel') =>
    Object.fromEntries(
      servers.flatMap((server) => {
        const backend = backends(server)[part === 'redis' ? 0 : 1];
        if (!backend) return [];
        const host = zone ? names.serverInZone(server.name, zone) : names.server(server.name);
        const told = announced ? names.server(server.name) : backend.address;
        return [[`${told}:${backend.port}`, { host, port: backend.listenerPort }]];
      }),
    );
  return {
    version: 1,
    mode: redis.mode,
    masterName: redis.masterName,
    zone,
    host: zone ? names.zone(zone) : names.all,
    endpointDnsNames: zone ? pick(endpointDnsNames, zone) : { ...endpointDnsNames },
    servers: reach('redis'),
    sentinels: reach('sentinel'),
    tls: redis.tls ?? false,
    caCertificateParameterName: consumer.caCertificateParameterName,
    credentials: consumer.credentials && { username: 'default', ...consumer.credentials },
    ...CLIENT_TIMES,
  };
}

/** Whether Redis tells clients anything that they cannot connect to as it stands. */
export function needsAddressMap({ servers, sentinels }: ClientConfiguration): boolean {
  return Object.entries({ ...servers, ...sentinels }).some(([told, { host, port }]) => told !== `${host}:${port}`);
}

function pick(record: Readonly<Record<string, string>>, key: string): Record<string, string> {
  const value = record[key];
  return value === undefined ? {} : { [key]: value };
}
