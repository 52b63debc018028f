import { type Health, probed, REGISTERED } from '../../../src/data-plane/health-check';

const CHECK = { interval: 5, timeout: 3, healthyThreshold: 2, unhealthyThreshold: 3 };
const statuses = (start: Health, ...probes: boolean[]) =>
  probes.map((passed) => (start = probed(start, passed, CHECK))).map(({ status }) => status);

describe('probed', () => {
  test('makes a new target healthy with the first check that passes', () => {
    expect(statuses(REGISTERED, true)).toEqual(['healthy']);
  });

  test('makes a new target unhealthy after the unhealthy threshold', () => {
    expect(statuses(REGISTERED, false, false, false)).toEqual(['initial', 'initial', 'unhealthy']);
  });

  test('makes a new target healthy even after some failed checks', () => {
    expect(statuses(REGISTERED, false, false, true)).toEqual(['initial', 'initial', 'healthy']);
  });

  test('tolerates fewer consecutive failures than the unhealthy threshold', () => {
    const healthy: Health = { status: 'healthy', contrary: 0 };
    expect(statuses(healthy, false, false, true, false, false)).toEqual(Array(5).fill('healthy'));
    expect(statuses(healthy, false, false, false)).toEqual(['healthy', 'healthy', 'unhealthy']);
  });

  test('counts anew after each change', () => {
    const healthy: Health = { status: 'healthy', contrary: 0 };
    expect(statuses(healthy, false, false, false, true, true, false, false, false).slice(2)).toEqual([
      ...['unhealthy', 'unhealthy', 'healthy'],
      ...['healthy', 'healthy', 'unhealthy'],
    ]);
  });

  test('makes an unhealthy target healthy after the healthy threshold of consecutive passes', () => {
    const unhealthy: Health = { status: 'unhealthy', contrary: 0 };
    expect(statuses(unhealthy, true, false, true, true)).toEqual(['unhealthy', 'unhealthy', 'unhealthy', 'healthy']);
  });
});
