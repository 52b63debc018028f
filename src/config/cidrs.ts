import * as ipaddr from 'ipaddr.js';

/** Whether text is an IPv4 network in CIDR notation whose host bits are zero. */
export function isNetwork(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) || rest.length > 0) return false;
  if (!/^(0|[1-9]\d?)$/.test(length) || Number(length) > 32) return false;
  return ipaddr.IPv4.networkAddressFromCIDR(text).toString() === address;
}

/** The length of a network's prefix: 16 of 10.3.0.0/16. */
export const bits = (network: string) => ipaddr.IPv4.parseCIDR(network)[1];

/** How many addresses a network has. */
export const size = (network: string) => 2 ** (32 - bits(network));

/** Whether an address lies in one of the networks. */
export function isInside(address: string, networks: readonly string[]): boolean {
  return networks.some((network) => ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(network)));
}

/** Whether a network is the other one, or a part of it. */
export function isPartOf(network: string, other: string): boolean {
  return bits(network) >= bits(other) && isInside(network.split('/')[0] as string, [other]);
}

/**
 * The networks that are no part of another one, each once. Sorting finds them: of a list of hundreds, comparing each with
 * each would take seconds.
 */
export function widest(networks: readonly string[]): string[] {
  const ranges = networks.map((network) => ({ network, first: firstOf(network), size: size(network) }));
  let end = 0;
  return ranges
    .sort((one, other) => one.first - other.first || other.size - one.size)
    .filter(({ first, size }) => {
      const reaches = first + size > end;
      if (reaches) end = first + size;
      return reaches;
    })
    .map(({ network }) => network);
}

/** The first address of a network, as a number. */
const firstOf = (network: string) =>
  ipaddr.IPv4.parseCIDR(network)[0].octets.reduce((number, octet) => number * 256 + octet, 0);

/** Whether two networks have an address in common: one of them then contains the other. */
export const overlap = (one: string, other: string) => isPartOf(one, other) || isPartOf(other, one);
