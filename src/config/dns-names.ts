import type { Consumer } from './schema';

/** The names in a consumer's private hosted zone. */
export function dnsNames({ dns: { zoneName } }: { dns: Pick<Consumer['dns'], 'zoneName'> }) {
  return {
    /** All endpoints: spreads connections, and lets a client get past a failed endpoint. */
    all: zoneName,
    /** One zone's endpoint, by the zone's ID: `use1-az1.redis.internal`. */
    zone: (zoneId: string) => `${zoneId}.${zoneName}`,
    /** A server through all endpoints: its certificate must have this name. The port still selects the server. */
    server: (server: string) => `${server}.${zoneName}`,
    /** A server through one zone's endpoint. */
    serverInZone: (server: string, zoneId: string) => `${server}.${zoneId}.${zoneName}`,
    /** A server's SRV record, which holds its listener port. */
    service: (service: 'redis' | 'redis-sentinel', server: string) => `_${service}._tcp.${server}.${zoneName}`,
  };
}
