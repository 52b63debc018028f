import { DROP_THE_REST, EMPTY_PLAN, GATEWAY, via } from '../../../src/data-plane/plan';

describe('plans', () => {
  test('use a link-local gateway, which no VPC and no premises can have', () => {
    // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    expect(GATEWAY).toMatch(/^169\.254\./);
  });

  test('route by the gateway although no network contains it', () => {
    expect(via('10.0.4.0/24', 'premises')).toBe('10.0.4.0/24 via 169.254.1.1 dev premises onlink');
  });

  test('drop packets without a route silently', () => {
    // `unreachable` would send an ICMP error, which a VPC does not.
    expect(DROP_THE_REST).toBe('blackhole default');
  });

  test('begin empty', () => {
    expect(EMPTY_PLAN.namespaces.size).toBe(0);
    expect(EMPTY_PLAN.links).toEqual([]);
  });
});
