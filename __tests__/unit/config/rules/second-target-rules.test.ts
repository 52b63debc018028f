import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

const alsoAt = (address: string, port: number) => ({ 'service.servers[0].alsoAt': { address, port } });
const SENTINELS = {
  'service.redis': { mode: 'sentinel', masterName: 'mymaster' },
  'service.servers[0].sentinel': { port: 26379, listenerPort: 26379 },
};

describe('the second target of a server', () => {
  test.each([
    ['at another address', alsoAt('10.0.4.20', 6379)],
    ['at another port', alsoAt('10.0.4.10', 7000)],
    ['of its Sentinel', { ...SENTINELS, 'service.servers[0].sentinel.alsoAt': { address: '10.0.4.20', port: 26379 } }],
  ])('is allowed %s', (_where, changes) => {
    expect(() => environmentWith(changes)).not.toThrow();
  });

  test('is where the premises are', () => {
    expect(mistakesOf(alsoAt('10.0.9.20', 6379))).toEqual([
      mistake('service.servers[0].alsoAt.address', '10.0.9.20', '10.0.4.0/24', 'on premises'),
    ]);
  });

  test.each([
    ["another server's", alsoAt('10.0.4.11', 6379), 'service.servers[0].alsoAt', 'service.servers[1] has'],
    ['its own', alsoAt('10.0.4.10', 6379), 'service.servers[0].alsoAt', 'service.servers[0] has'],
    [
      "another server's second",
      { ...alsoAt('10.0.4.20', 6379), 'service.servers[2].alsoAt': { address: '10.0.4.20', port: 6379 } },
      'service.servers[2].alsoAt',
      'service.servers[0].alsoAt has',
    ],
    ["a Sentinel's", { ...SENTINELS, ...alsoAt('10.0.4.10', 26379) }, 'service.servers[0].alsoAt', 'sentinel has'],
  ])('is not %s address and port', (_whose, changes, path, why) => {
    expect(mistakesOf(changes)).toEqual([mistake(path, expect.anything(), 'no other target', why)]);
  });
});
