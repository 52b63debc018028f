import type { Consumer } from './schema';

/** The names in a consumer's private hosted zone. */
export function dnsNames({ dns: { zoneName } }: { dns: Pick<Consumer['dns'], 'zoneName'> }) {
  return {
    /** Every endpoint: spreads connections, and lets a client get past a failed endpoint. */
    all: zoneName,
    /** One zone's endpoint. */
    zone: (zoneId: string) => `${zoneId}.${zoneName}`,
    /** A server, by every endpoint: the name to verify its certificate with. The port still says which server. */
    server: (server: string) => `${server}.${zoneName}`,
    /** A server, by one zone's endpoint. */
    serverInZone: (server: string, zoneId: string) => `${server}.${zoneId}.${zoneName}`,
    /** The name of a server's SRV record, which has its port. */
    service: (service: 'redis' | 'redis-sentinel', server: string) => `_${service}._tcp.${server}.${zoneName}`,
  };
}
