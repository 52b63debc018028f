import { lastFreeAddress, nthAddress } from '../../../src/data-plane/addresses';

test.each([
  ['10.3.0.0/16', 2, '10.3.0.2'],
  ['10.3.0.0/16', 256, '10.3.1.0'],
  ['10.3.0.0/16', -1, '10.3.255.255'],
  ['10.8.0.0/28', -2, '10.8.0.14'],
  ['198.18.0.0/15', 131_071, '198.19.255.255'],
  ['255.255.255.0/24', 7, '255.255.255.7'],
])('nthAddress(%s, %d) is %s', (cidr, n, expected) => {
  expect(nthAddress(cidr, n)).toBe(expected);
});

test('lastFreeAddress leaves out the broadcast address and those that are taken', () => {
  expect(lastFreeAddress('10.3.0.0/24', [])).toBe('10.3.0.254');
  expect(lastFreeAddress('10.3.0.0/24', ['10.3.0.254', '10.3.0.252'])).toBe('10.3.0.253');
});
