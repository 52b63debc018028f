import { Draining } from '../../../src/data-plane/draining';
import { listener } from './samples';

const OLD = { address: '10.0.4.10', port: 6379 };
const groups = (addresses: readonly string[], changes = {}) => [listener(6379, addresses, changes).targetGroup];
const [group] = groups([]) as [ReturnType<typeof groups>[number]];

describe('a deregistered target', () => {
  let drained: number;
  let draining: Draining;

  beforeEach(() => {
    jest.useFakeTimers();
    drained = 0;
    draining = new Draining({ timeScale: 0.5, onDrained: () => drained++ });
  });
  afterEach(() => jest.useRealTimers());

  test('drains for the deregistration delay, times the scale', () => {
    draining.change(groups(['10.0.4.10']), groups(['10.0.4.20']));
    jest.advanceTimersByTime(59_999);
    expect(draining.of(group)).toEqual([OLD]);
    expect(drained).toBe(0);
    jest.advanceTimersByTime(1);
    expect(draining.of(group)).toEqual([]);
    expect(drained).toBe(1);
  });

  test('drains for ever if its connections are not to be terminated', () => {
    const kept = { deregistration: { delaySeconds: 120, terminatesConnections: false } };
    draining.change(groups(['10.0.4.10'], kept), groups([], kept));
    jest.advanceTimersByTime(600_000);
    expect(draining.of(group)).toEqual([OLD]);
  });

  test('no longer drains once it is registered again', () => {
    draining.change(groups(['10.0.4.10']), groups([]));
    draining.change(groups([]), groups(['10.0.4.10']));
    expect(draining.of(group)).toEqual([]);
    jest.advanceTimersByTime(60_000);
    expect(drained).toBe(0);
  });

  test('drains once, even if two listeners forward to its group', () => {
    const twice = (addresses: string[]) => [...groups(addresses), ...groups(addresses)];
    draining.change(twice(['10.0.4.10']), twice([]));
    expect(draining.of(group)).toEqual([OLD]);
    jest.advanceTimersByTime(120_000);
    expect(drained).toBe(1);
  });

  test("is not another group's, nor one that has only another port", () => {
    draining.change(groups(['10.0.4.10']), groups([], { targets: [{ address: '10.0.4.10', port: 7000 }] }));
    expect(draining.of({ arn: 'another' })).toEqual([]);
    expect(draining.of(group)).toEqual([OLD]);
  });

  test('is forgotten when the data plane stops', () => {
    draining.change(groups(['10.0.4.10']), groups([]));
    draining.stop();
    jest.advanceTimersByTime(60_000);
    expect(drained).toBe(0);
  });
});

test('a target that stays does not drain', () => {
  const draining = new Draining({ timeScale: 1, onDrained: () => {} });
  draining.change(groups(['10.0.4.10']), groups(['10.0.4.10', '10.0.4.20']));
  expect(draining.of(group)).toEqual([]);
});
