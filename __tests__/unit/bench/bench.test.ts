import { json, median, type Result, rows } from '../../../src/bench/results';
import { bench } from '../../../src/commands/bench';
import { runCommand } from '../../support/commands';

const RESULT: Result = {
  title: 'Synthesise',
  measured: [
    { name: 'ours', seconds: [0.5, 9, 0.4], megabytes: [100, 120, 110.4] },
    { name: 'other', seconds: [2, 2.25, 1], megabytes: [300, 300, 300] },
  ],
};

describe('npm run bench', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  test('prints median, spread, memory and how many times ours each takes', () => {
    expect(rows([RESULT])).toEqual([
      ['', 'by', 'seconds', 'from, to', 'MB', 'ratio'],
      ['Synthesise', 'ours', '0.50', '0.40 to 9.00', '110', '1.00'],
      ['', 'other', '2.00', '1.00 to 2.25', '300', '4.00'],
    ]);
  });

  test('prints the same as JSON, with what it depends on', () => {
    // WHEN
    const printed = JSON.parse(json([RESULT]));
    // THEN
    expect(printed).toMatchObject({ node: process.version, cpus: expect.stringMatching(/^\d+ x /) });
    expect(printed.results).toEqual([
      expect.objectContaining({ title: 'Synthesise', name: 'ours', seconds: 0.5, megabytes: 110.4, ratio: 1 }),
      expect.objectContaining({ name: 'other', seconds: 2, fastest: 1, slowest: 2.25, megabytes: 300, ratio: 4 }),
    ]);
  });

  test.each(['0', '101', '1.5', 'many'])('--runs %s is refused', async (runs) => {
    // WHEN
    const { status, stderr } = await runCommand(bench, ['--runs', runs]);
    // THEN
    expect(status).toBe(1);
    expect(stderr).toContain(`'${runs}' is invalid. Allowed: a whole number from 1 to 100.`);
  });

  test.each(['3', '3x', '0x1', '51x1', '1x0', '1x201', '3x1x1'])('--size %s is refused', async (size) => {
    // WHEN
    const { status, stderr } = await runCommand(bench, ['--size', size]);
    // THEN
    expect(status).toBe(1);
    expect(stderr).toContain(`'${size}' is invalid. Allowed: servers x consumers, from 1x1 to 50x200, such as 15x10.`);
  });
});
