import type { Rule } from './topology';

/** The nftables expression for packets that an inbound rule matches. */
export function fromClient({ cidr, ...ports }: Rule): string {
  return `ip saddr ${cidr} tcp dport ${portRange(ports)}`;
}

/** The nftables expression for packets that an outbound rule matches. */
export function toServer({ cidr, ...ports }: Rule): string {
  return `ip daddr ${cidr} tcp dport ${portRange(ports)}`;
}

function portRange({ fromPort, toPort }: Omit<Rule, 'cidr'>): string {
  return fromPort === toPort ? String(fromPort) : `${fromPort}-${toPort}`;
}

/**
 * An nftables script that replaces the table of an earlier script. nftables applies it in one step: no packet meets a
 * mixture of old and new rules, and connection tracking keeps its entries.
 */
export function replacingTable(content: string): string {
  return `table ip plane\nflush table ip plane\ntable ip plane {\n${content}\n}\n`;
}
