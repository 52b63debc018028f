import { networks } from '../../../src/emulator/networks';

describe('networks', () => {
  const vpc = (name: string) => ({ name, cidrs: ['10.0.0.0/16'] });
  const subnet = (name: string) => ({ name, zoneId: 'use1-az1' });

  test('lists a shared VPC once, with the subnets of all its users', () => {
    // GIVEN
    const users = [
      { vpc: vpc('shared'), subnets: [subnet('a'), subnet('b')] },
      { vpc: vpc('other'), subnets: [subnet('a')] },
      { vpc: vpc('shared'), subnets: [subnet('b'), subnet('c')] },
    ];
    // THEN
    expect(networks(users)).toEqual([
      { vpc: vpc('shared'), subnets: [subnet('a'), subnet('b'), subnet('c')] },
      { vpc: vpc('other'), subnets: [subnet('a')] },
    ]);
  });
});
