import { type ClientConfiguration, type HostAndPort, needsAddressMap } from '../client-configuration/document';

/** An address that Redis or Sentinel tells clients, and where it is reached. */
export interface Reachable extends HostAndPort {
  /** `10.0.4.10:6379` */
  readonly announced: string;
}

/** A server by its name, for clients that connect to each by itself. */
export interface NamedServer extends HostAndPort {
  readonly name: string;
}

/** Where clients begin: the Sentinels, else the servers themselves. */
export function seeds({ mode, servers, sentinels }: ClientConfiguration): HostAndPort[] {
  return Object.values(mode === 'sentinel' ? sentinels : servers);
}

/** What has to be translated; nothing where everything that Redis tells clients holds as it is. */
export function addressMap(configuration: ClientConfiguration): Reachable[] | undefined {
  if (!needsAddressMap(configuration)) return undefined;
  return reachables({ ...configuration.servers, ...configuration.sentinels });
}

/** The same without the Sentinels, for clients that never ask Redis where these are. */
export function serverMap(configuration: ClientConfiguration): Reachable[] | undefined {
  return needsAddressMap(configuration) ? reachables(configuration.servers) : undefined;
}

/** The servers by their names: the first label of the name that each is reached by. */
export function namedServers({ servers }: ClientConfiguration): NamedServer[] {
  return Object.values(servers).map((server) => ({ name: server.host.split('.')[0] ?? server.host, ...server }));
}

/** `10.0.4.10:6379` in its two parts. The port is what is behind the last colon. */
export function announcedParts(announced: string): HostAndPort {
  const colon = announced.lastIndexOf(':');
  return { host: announced.slice(0, colon), port: Number(announced.slice(colon + 1)) };
}

const reachables = (places: Readonly<Record<string, HostAndPort>>) =>
  Object.entries(places).map(([announced, place]) => ({ announced, ...place }));
