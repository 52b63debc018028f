import * as ipaddr from 'ipaddr.js';

/** The nth address of a network: `nthAddress('10.3.0.0/16', 2)` is 10.3.0.2. A negative n counts from the end. */
export function nthAddress(cidr: string, n: number): string {
  const [network, bits] = ipaddr.IPv4.parseCIDR(cidr);
  const size = 2 ** (32 - bits);
  const first = network.toByteArray().reduce((number, byte) => number * 256 + byte, 0);
  return [24, 16, 8, 0].map((shift) => ((first + ((n + size) % size)) >>> shift) & 255).join('.');
}

/** The last address of a subnet that AWS assigns and that is not taken. */
export function lastFreeAddress(cidr: string, taken: readonly string[]): string {
  // AWS reserves the last address, the broadcast address:
  // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
  for (let n = -2; ; n--) {
    const address = nthAddress(cidr, n);
    if (!taken.includes(address)) return address;
  }
}
