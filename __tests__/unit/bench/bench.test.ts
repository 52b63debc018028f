import { COMPARISONS, type Comparison } from '../../../src/bench/comparisons';
import { median, rows } from '../../../src/bench/measure';
import { bench } from '../../../src/commands/bench';
import { runCommand } from '../../support/commands';

describe('npm run bench', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  test('says how many times ours the other is', () => {
    // GIVEN
    const [comparison] = COMPARISONS as [Comparison];
    // WHEN
    const [ours, other] = rows(comparison, { ours: [0.5, 9, 0.4], other: [2, 2.25, 1] });
    // THEN
    expect(ours?.slice(2)).toEqual(['0.50', '1.0']);
    expect(other?.slice(2)).toEqual(['2.00', '4.0']);
  });

  test.each(['0', '101', '1.5', 'many'])('--runs %s is refused', async (runs) => {
    // WHEN
    const { status, stderr } = await runCommand(bench, ['--runs', runs]);
    // THEN
    expect(status).toBe(1);
    expect(stderr).toContain(`'${runs}' is invalid. Allowed: a whole number from 1 to 100.`);
  });
});
