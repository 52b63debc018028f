import * as fc from 'fast-check';
import { isPartOf, widest } from '../../../src/config/cidrs';

/** Networks of 10.0.0.0/12 and of the last /8, so that many of them contain others. */
const networks = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom(10, 255), fc.nat({ max: 15 }), fc.nat({ max: 255 }), fc.integer({ min: 8, max: 24 }))
    .map(([first, second, third, bits]) => {
      const address = ((first * 2 ** 24 + second * 2 ** 16 + third * 2 ** 8) & (-1 << (32 - bits))) >>> 0;
      return `${[24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')}/${bits}`;
    }),
  { maxLength: 12 },
);

describe('the widest networks', () => {
  test('are those that are no part of another one', () => {
    fc.assert(
      fc.property(networks, (list) => {
        const expected = list.filter((one) => !list.some((other) => other !== one && isPartOf(one, other)));
        expect(widest(list).sort()).toEqual(expected.sort());
      }),
    );
  });

  test.each([
    [[], []],
    [
      ['10.0.0.0/16', '10.0.0.0/8', '10.1.0.0/16', '11.0.0.0/8'],
      ['10.0.0.0/8', '11.0.0.0/8'],
    ],
    [
      ['0.0.0.0/8', '10.0.0.0/24', '10.0.0.0/24'],
      ['0.0.0.0/8', '10.0.0.0/24'],
    ],
  ])('of %j are %j', (list, expected) => {
    expect(widest(list)).toEqual(expected);
  });
});
