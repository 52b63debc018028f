import { type ClientConfiguration, type HostAndPort, needsAddressMap } from '../client-configuration/document';

/** An entry of the address map: an address that Redis announces, and the host and port to connect to instead. */
export interface MappedAddress extends HostAndPort {
  /** The announced address, such as `10.0.4.10:6379`. */
  readonly announced: string;
}

/** A server, for clients that connect to each one separately. */
export interface NamedServer extends HostAndPort {
  /** The server's name in the environment, such as `redis-1`. */
  readonly name: string;
}

/** Where clients connect first: to the Sentinels in mode `sentinel`, otherwise to the servers. */
export function seeds({ mode, servers, sentinels }: ClientConfiguration): HostAndPort[] {
  return Object.values(mode === 'sentinel' ? sentinels : servers);
}

/** The address map with servers and Sentinels, or undefined if clients can use every announced address as it is. */
export function addressMap(configuration: ClientConfiguration): MappedAddress[] | undefined {
  if (!needsAddressMap(configuration)) return undefined;
  return mappedAddresses({ ...configuration.servers, ...configuration.sentinels });
}

/** The address map without Sentinels, for clients that never ask Redis for Sentinels. */
export function serverMap(configuration: ClientConfiguration): MappedAddress[] | undefined {
  return needsAddressMap(configuration) ? mappedAddresses(configuration.servers) : undefined;
}

/** Whether every server announces the port to connect to, so that the port alone tells which server is meant. */
export function portsSelectServers({ servers }: ClientConfiguration): boolean {
  const entries = Object.entries(servers);
  return (
    entries.every(([announced, { port }]) => splitAddress(announced).port === port) &&
    new Set(entries.map(([, { port }]) => port)).size === entries.length
  );
}

/** The servers with their names: the first label of each host. */
export function namedServers({ servers }: ClientConfiguration): NamedServer[] {
  return Object.values(servers).map((server) => ({ name: server.host.split('.')[0] ?? server.host, ...server }));
}

/**
 * The server that the examples use.
 *
 * @throws Error if the configuration has no server.
 */
export function firstServer(configuration: ClientConfiguration): NamedServer {
  const [server] = namedServers(configuration);
  if (!server) throw new Error('The client configuration has no servers.');
  return server;
}

/**
 * The name that Sentinels monitor the master under.
 *
 * @throws Error if the configuration has none, as in the modes `standalone` and `cluster`.
 */
export function requiredMasterName({ masterName }: ClientConfiguration): string {
  if (masterName === undefined) throw new Error('The client configuration has no masterName.');
  return masterName;
}

/** Splits `10.0.4.10:6379` at its last colon. */
export function splitAddress(address: string): HostAndPort {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

const mappedAddresses = (targets: Readonly<Record<string, HostAndPort>>) =>
  Object.entries(targets).map(([announced, target]) => ({ announced, ...target }));
