import { until, WaitTimeout } from '../../../src/process/until';

describe('until', () => {
  test('returns the first value that holds, and looks no further', async () => {
    // GIVEN
    const values = [1, 2, 3, 4];
    // WHEN
    const found = await until(() => values.shift() as number, {
      describe: 'a large number',
      within: 1000,
      every: 1,
      holds: (value) => value > 2,
    });
    // THEN
    expect(found).toBe(3);
    expect(values).toEqual([4]);
  });

  test('waits for a truthy value if nothing else is said, and awaits promises', async () => {
    const values = [undefined, '', 'here'];
    const look = () => Promise.resolve(values.shift());
    expect(await until(look, { describe: 'a text', within: 1000, every: 1 })).toBe('here');
  });

  test('looks once, however short the time is', async () => {
    expect(await until(() => true, { describe: 'nothing', within: 0 })).toBe(true);
  });

  test.each([
    ['text', 'loading', 'loading'],
    ['an error', new Error('connection refused'), 'connection refused'],
    ['anything else', { replicas: [0, 2] }, '{ replicas: [ 0, 2 ] }'],
    ['too much', 'x'.repeat(3000), `${'x'.repeat(2000)}…`],
  ])('gives up with what it waited for, how long, and what it saw last: %s', async (_, seen, shown) => {
    const waiting = until<unknown>(() => seen, {
      describe: 'the replicas to connect',
      within: 20,
      every: 5,
      holds: () => false,
    });
    await expect(waiting).rejects.toThrow(WaitTimeout);
    await expect(waiting).rejects.toThrow(
      new WaitTimeout(`Waited 0.02 s for the replicas to connect. Last seen: ${shown}`),
    );
  });

  test('waits between two looks, and no longer than it may', async () => {
    // GIVEN
    let looks = 0;
    const start = performance.now();
    // WHEN
    const waiting = until(() => ++looks < 0, { describe: 'never', within: 100, every: 30 });
    // THEN
    await expect(waiting).rejects.toThrow('Waited 0.1 s for never');
    expect(looks).toBeGreaterThan(1);
    expect(looks).toBeLessThanOrEqual(5);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('ends with the error of a look that throws', async () => {
    const look = () => {
      throw new Error('it has ended');
    };
    await expect(until(look, { describe: 'an answer', within: 1000 })).rejects.toThrow('it has ended');
  });
});
