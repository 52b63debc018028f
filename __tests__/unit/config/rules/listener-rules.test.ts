import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

const server = (i: number) => ({ name: `redis-${i}`, address: `10.0.4.${i}`, port: 6379, listenerPort: 6000 + i });
const servers = (count: number) => Array.from({ length: count }, (_, i) => server(i + 1));
const SENTINEL_MODE = { 'service.redis': { mode: 'sentinel', masterName: 'mymaster' } };

describe('listeners', () => {
  test('refuses a port that two servers have', () => {
    expect(mistakesOf({ 'service.servers[2].listenerPort': 6379 })).toEqual([
      mistake('service.servers[2].listenerPort', 6379, 'no other listener', 'service.servers[0].listenerPort has it'),
    ]);
  });

  test('does not take two invalid ports for one', () => {
    const changes = { 'service.servers[0].listenerPort': 0, 'service.servers[1].listenerPort': -1 };
    expect(mistakesOf(changes).map(({ path }) => path)).toEqual(Object.keys(changes));
  });

  test("refuses a port that a server and another's Sentinel have", () => {
    expect(
      mistakesOf({ ...SENTINEL_MODE, 'service.servers[0].sentinel': { port: 26379, listenerPort: 6381 } }),
    ).toEqual([
      mistake(
        'service.servers[2].listenerPort',
        6381,
        'Sentinel listeners included',
        'service.servers[0].sentinel.listenerPort has it already',
      ),
    ]);
  });

  test('refuses a port that several Sentinels have, and reports each', () => {
    const sentinel = { port: 26379, listenerPort: 26379 };
    expect(
      mistakesOf({
        ...SENTINEL_MODE,
        'service.servers[0].sentinel': sentinel,
        'service.servers[1].sentinel': sentinel,
        'service.servers[2].sentinel': sentinel,
      }).map(({ path }) => path),
    ).toEqual(['service.servers[1].sentinel.listenerPort', 'service.servers[2].sentinel.listenerPort']);
  });

  test('refuses more than the 50 of a load balancer', () => {
    expect(environmentWith({ 'service.servers': servers(50) }).service.servers).toHaveLength(50);
    expect(mistakesOf({ 'service.servers': servers(51) })).toEqual([
      mistake('service.servers', '51 listeners', '50 at most', 'does not raise this quota'),
    ]);
  });

  test("counts Sentinels' among the 50", () => {
    // GIVEN
    const withSentinels = servers(26).map((server, i) => ({
      ...server,
      sentinel: { port: 26379, listenerPort: 26000 + i },
    }));
    // THEN
    expect(mistakesOf({ ...SENTINEL_MODE, 'service.servers': withSentinels })).toEqual([
      mistake('service.servers', '52 listeners', 'Sentinel and former listeners included', 'quota'),
    ]);
  });
});

describe('a former listener port', () => {
  test.each([
    ['its own', 6379, 'service.servers[0].formerListenerPort', 'service.servers[0].listenerPort'],
    ["another server's", 6380, 'service.servers[1].listenerPort', 'service.servers[0].formerListenerPort'],
  ])('cannot be one in use: %s', (_what, port, second, first) => {
    expect(mistakesOf({ 'service.servers[0].formerListenerPort': port })).toEqual([
      mistake(second, port, 'no other listener has', `${first} has it already`),
    ]);
  });

  test('counts among the 50', () => {
    const former = servers(26).map((one, i) => ({ ...one, formerListenerPort: 26000 + i }));
    expect(mistakesOf({ 'service.servers': former })).toEqual([
      mistake('service.servers', '52 listeners', 'former listeners included', 'quota'),
    ]);
  });

  test('of a Sentinel may be any free one', () => {
    const sentinel = { port: 26379, listenerPort: 26379, formerListenerPort: 26400 };
    expect(environmentWith({ ...SENTINEL_MODE, 'service.servers[0].sentinel': sentinel })).toBeDefined();
  });
});

describe('ports on premises', () => {
  test('refuses an address and port that two servers have', () => {
    expect(mistakesOf({ 'service.servers[2].address': '10.0.4.10' })).toEqual([
      mistake(
        'service.servers[2].port',
        '10.0.4.10:6379',
        'no other server',
        'service.servers[0].port has it already; two listeners would lead to one Redis',
      ),
    ]);
  });

  test("refuses a Sentinel on its own server's port", () => {
    expect(
      mistakesOf({ ...SENTINEL_MODE, 'service.servers[0].sentinel': { port: 6379, listenerPort: 26379 } }),
    ).toEqual([mistake('service.servers[0].sentinel.port', '10.0.4.10:6379', 'no other server', 'one Redis')]);
  });

  test('accepts two servers on one host, on two ports', () => {
    expect(
      environmentWith({ 'service.servers[2].address': '10.0.4.10', 'service.servers[2].port': 6390 }),
    ).toBeDefined();
  });

  test.each([55536, 65535])('refuses %i in mode cluster: it leaves no port for the cluster bus', (port) => {
    expect(mistakesOf({ 'service.servers[1].port': port })).toEqual([
      mistake('service.servers[1].port', port, '55535 at most', 'its port + 10000 as well'),
    ]);
  });

  test.each([
    [{ 'service.servers[1].port': 55535 }],
    [{ 'service.servers[1].port': 65535, 'service.redis': { mode: 'standalone' } }],
  ])('accepts %j', (changes) => {
    expect(environmentWith(changes)).toBeDefined();
  });

  test('refuses a server on the bus port of another one on its host', () => {
    const changes = { 'service.servers[2].address': '10.0.4.10', 'service.servers[2].port': 16379 };
    expect(mistakesOf(changes)).toEqual([
      mistake('service.servers[0].port', 6379, 'not 10000 below', 'its port + 10000 as well, and that one is taken'),
    ]);
    expect(environmentWith({ ...changes, 'service.redis': { mode: 'standalone' } })).toBeDefined();
    expect(environmentWith({ ...changes, 'service.servers[2].address': '10.0.4.12' })).toBeDefined();
  });
});
