import * as fc from 'fast-check';
import * as ipaddr from 'ipaddr.js';
import { subnetCidrs } from '../../../src/emulator/subnet-cidrs';

describe('subnetCidrs', () => {
  test.each([
    ['10.3.0.0/16', 3, ['10.3.0.0/24', '10.3.1.0/24', '10.3.2.0/24']],
    ['10.3.0.0/24', 3, ['10.3.0.0/26', '10.3.0.64/26', '10.3.0.128/26']],
    ['10.3.0.0/28', 1, ['10.3.0.0/28']],
    ['192.168.255.0/24', 2, ['192.168.255.0/25', '192.168.255.128/25']],
  ])('carves %s into %d', (cidr, count, expected) => {
    expect(subnetCidrs(cidr, count)).toEqual(expected);
  });

  test('refuses a network whose subnets would be smaller than AWS allows', () => {
    expect(() => subnetCidrs('10.3.0.0/27', 3)).toThrow('10.3.0.0/27 is too small for 3 subnets: each would be a /29');
  });

  test('returns disjoint subnets inside the network', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 25 }),
        fc.integer({ min: 1, max: 8 }),
        fc.ipV4(),
        (bits, count, address) => {
          // GIVEN
          const network = `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`)}/${bits}`;
          // WHEN
          const subnets = subnetCidrs(network, count);
          // THEN
          const starts = subnets.map((cidr) => ipaddr.IPv4.networkAddressFromCIDR(cidr).toString());
          expect(starts.map((start, i) => `${start}/${subnets[i]?.split('/')[1]}`)).toEqual(subnets);
          expect(new Set(starts).size).toBe(count);
          for (const start of starts) expect(ipaddr.IPv4.parse(start).match(ipaddr.IPv4.parseCIDR(network))).toBe(true);
        },
      ),
    );
  });
});
