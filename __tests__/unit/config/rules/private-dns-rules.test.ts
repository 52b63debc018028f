import { anotherConsumer, environmentWith, mistake, mistakesOf } from '../../../support/environments';

const NAMED = {
  'service.privateDns': { name: 'redis.example.com', publicZoneName: 'example.com' },
  'consumers[0].endpoints': 'one',
};
const PER_ZONE = mistake('consumers[0].endpoints', undefined, '"one", or no service.privateDns', 'cannot share');

describe('a private DNS name', () => {
  test.each(['redis.example.com', 'example.com'])('is in the public zone that proves its ownership: %s', (name) => {
    expect(environmentWith({ ...NAMED, 'service.privateDns.name': name }).service.privateDns?.name).toBe(name);
  });

  test.each(['redis.example.org', 'redisexample.com', 'com'])('is in no other zone: %s', (name) => {
    // "com" has no dot, and is no domain name here at all.
    const [first] = mistakesOf({ ...NAMED, 'service.privateDns.name': name });
    expect(first?.path).toBe('service.privateDns.name');
  });

  test('needs one endpoint for each consumer', () => {
    expect(mistakesOf({ ...NAMED, 'consumers[0].endpoints': undefined })).toEqual([PER_ZONE]);
    expect(mistakesOf({ ...NAMED, 'consumers[0].endpoints': 'per-zone' })).toEqual([
      { ...PER_ZONE, given: 'per-zone' },
    ]);
  });

  test('needs a VPC for each consumer', () => {
    const second = anotherConsumer('second', 'joda-toda-aws', {
      endpoints: 'one',
      vpc: { name: 'dev', cidrs: ['10.3.0.0/16'] },
      'dns.zoneName': 'redis.second.internal',
    });
    expect(mistakesOf({ ...NAMED, 'consumers[1]': second })).toEqual([
      mistake(
        'consumers[1].vpc',
        '"dev" of joda-toda-aws',
        'no other consumer is in',
        'consumers[0].vpc has it already',
      ),
    ]);
    const own = { ...second, vpc: { name: 'other', cidrs: ['10.3.0.0/16'] } };
    expect(environmentWith({ ...NAMED, 'consumers[1]': own })).toBeDefined();
  });

  test.each(['redis.example.com', 'example.com'])("is not in a consumer's own hosted zone: %s", (zoneName) => {
    expect(mistakesOf({ ...NAMED, 'consumers[0].dns.zoneName': zoneName })).toEqual([
      mistake('consumers[0].dns.zoneName', zoneName, 'redis.example.com, is not in', 'clash with this one or hide'),
    ]);
  });

  test('may be above that zone', () => {
    expect(environmentWith({ ...NAMED, 'consumers[0].dns.zoneName': 'dev.redis.example.com' })).toBeDefined();
  });
});
