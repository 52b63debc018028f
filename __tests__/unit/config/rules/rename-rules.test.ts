import { anotherConsumer, environmentWith, mistake, mistakesOf } from '../../../support/environments';

const SENTINELS = {
  'service.redis': { mode: 'sentinel', masterName: 'mymaster' },
  'service.servers[0].sentinel': { port: 26379, listenerPort: 26379 },
};

describe('former names', () => {
  test.each([
    ['its own', 'redis-1'],
    ["another server's", 'redis-2'],
  ])('a server cannot have had a name in use: %s', (_what, formerly) => {
    expect(mistakesOf({ 'service.servers[0].formerly': formerly })).toEqual([
      mistake('service.servers[0].formerly', formerly, 'no server has now', 'one listener to two addresses'),
    ]);
  });

  test("a server cannot have had the name that a Sentinel's server has", () => {
    const changes = { ...SENTINELS, 'service.servers[1].formerly': 'redis-1-sentinel' };
    expect(mistakesOf(changes)).toEqual([
      mistake('service.servers[1].formerly', 'redis-1-sentinel', 'no server has now', 'two addresses'),
    ]);
  });

  test("a server cannot have had a name whose Sentinel's is in use", () => {
    const changes = { 'service.servers[0].name': 'a-sentinel', 'service.servers[1].formerly': 'a' };
    expect(mistakesOf(changes)).toEqual([
      mistake('service.servers[1].formerly', 'a', 'no server has now', 'two addresses'),
    ]);
  });

  test('two servers cannot have had one name', () => {
    const changes = { 'service.servers[0].formerly': 'old', 'service.servers[2].formerly': 'old' };
    expect(mistakesOf(changes)).toEqual([
      mistake('service.servers[2].formerly', 'old', 'no other server had', 'service.servers[0].formerly has it'),
    ]);
  });

  test('a consumer cannot have had a name in use, which its state would be shared under', () => {
    const consumers = [anotherConsumer('dev', 'joda-toda-aws', { 'dns.zoneName': 'a.internal' })];
    expect(mistakesOf({ consumers: [{ ...consumers[0], formerly: 'dev' }] })).toEqual([
      mistake('consumers[0].formerly', 'dev', 'no consumer has now', 'write one state'),
    ]);
  });

  test('servers, consumers and the environment may have had free names', () => {
    const changes = {
      stateName: 'old',
      'service.servers[0].formerly': 'old',
      'service.servers[1].formerly': 'older',
      'consumers[0].formerly': 'old',
    };
    expect(environmentWith(changes)).toMatchObject({ name: 'test', stateName: 'old' });
    expect(environmentWith()).toMatchObject({ name: 'test', stateName: 'test' });
  });
});
