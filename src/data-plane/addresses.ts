import * as ipaddr from 'ipaddr.js';

/** The address at a place in a network: `at('10.3.0.0/16', 2)` is 10.3.0.2. A negative place counts from its end. */
export function at(cidr: string, place: number): string {
  const [network, bits] = ipaddr.IPv4.parseCIDR(cidr);
  const size = 2 ** (32 - bits);
  const first = network.toByteArray().reduce((number, byte) => number * 256 + byte, 0);
  return [24, 16, 8, 0].map((shift) => ((first + ((place + size) % size)) >>> shift) & 255).join('.');
}

/** Whether an address is in a network. */
export function isInside(address: string, cidr: string): boolean {
  return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr));
}

/** The last address of a network that is AWS's to give out, and not taken. */
export function lastFree(cidr: string, taken: readonly string[]): string {
  // The very last is the broadcast address, which AWS keeps.
  for (let place = -2; ; place--) {
    const address = at(cidr, place);
    if (!taken.includes(address)) return address;
  }
}
