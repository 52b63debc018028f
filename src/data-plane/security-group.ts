import type { Rule } from './topology';

/** What a packet must be like for a rule to let it in, as nftables says it. */
export function fromClient({ cidr, ...ports }: Rule): string {
  return `ip saddr ${cidr} tcp dport ${portRange(ports)}`;
}

/** What a packet must be like for a rule to let it out. */
export function toServer({ cidr, ...ports }: Rule): string {
  return `ip daddr ${cidr} tcp dport ${portRange(ports)}`;
}

function portRange({ fromPort, toPort }: Omit<Rule, 'cidr'>): string {
  return fromPort === toPort ? String(fromPort) : `${fromPort}-${toPort}`;
}

/**
 * An nftables script that replaces whatever an earlier one of ours has put there. It takes effect in one step, so that
 * no packet ever meets half of it, and connection tracking keeps what it knows.
 */
export function replacingTable(content: string): string {
  return `table ip plane\nflush table ip plane\ntable ip plane {\n${content}\n}\n`;
}
