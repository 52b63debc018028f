import * as fc from 'fast-check';
import { portRuns } from '../../../src/config/port-runs';

describe('portRuns', () => {
  test.each<[ports: number[], runs: [number, number][]]>([
    [[], []],
    [[6379], [[6379, 6379]]],
    [[6381, 6379, 6380], [[6379, 6381]]],
    [
      [6379, 6381],
      [
        [6379, 6379],
        [6381, 6381],
      ],
    ],
    [
      [26379, 6379, 26380, 6380],
      [
        [6379, 6380],
        [26379, 26380],
      ],
    ],
    [[6379, 6379], [[6379, 6379]]],
    [
      [1, 65535],
      [
        [1, 1],
        [65535, 65535],
      ],
    ],
  ])('%j are the runs %j', (ports, runs) => {
    expect(portRuns(ports)).toEqual(runs.map(([from, to]) => ({ from, to })));
  });

  test('has every port in exactly one run, and no two runs that touch', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 40 })), (ports) => {
        const runs = portRuns(ports);
        const covered = runs.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
        expect(covered).toEqual([...ports].sort((a, b) => a - b));
        expect(runs.filter(({ from }, i) => from === (runs[i - 1]?.to ?? -1) + 1)).toEqual([]);
      }),
    );
  });
});
