import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

const ADDRESS = ['four decimal parts', 'type ip'] as const;
const NETWORK = ['host bits are zero', 'AWS refuses or silently rewrites'] as const;
const TOO_WIDE = ['a network of /8 to /32', 'large parts of the Internet'] as const;
const VPC = ['a block of /16 to /28', 'no larger and no smaller'] as const;
const DOMAIN = ['a domain name', 'DNS has 253'] as const;
const outside = (network: string, kind: string) => [`a network outside ${network}`, kind] as const;

describe('addresses, networks and domains that are none', () => {
  test.each<[path: string, given: unknown, says: readonly [allowed: string, why: string]]>([
    ['service.servers[1].address', '10.0.4', ADDRESS],
    ['service.servers[1].address', '10.0.4.256', ADDRESS],
    ['service.servers[1].address', '010.0.4.11', ADDRESS],
    ['service.servers[1].address', 'redis-2.example.com', ADDRESS],
    ['service.servers[1].address', '::1', ADDRESS],
    ['service.onPremisesCidrs[1]', '10.0.4.1/24', NETWORK],
    ['service.onPremisesCidrs[1]', '10.0.4.0', NETWORK],
    ['service.onPremisesCidrs[1]', '10.0.4.0/33', NETWORK],
    ['service.onPremisesCidrs[1]', '10.0.4.0/24/24', NETWORK],
    ['service.onPremisesCidrs[1]', 10, NETWORK],
    ['consumers[0].vpc.cidrs[0]', '10.0.0.0/08', NETWORK],
    ['consumers[0].vpc.cidrs[0]', 'fd00::/64', NETWORK],
    ['consumers[0].clients.cidrs[0]', '10.3.0.9/16', NETWORK],
    ['consumers[0].dns.zoneName', 'redis', DOMAIN],
    ['consumers[0].dns.zoneName', 'Redis.internal', DOMAIN],
    ['consumers[0].dns.zoneName', 'redis.internal.', DOMAIN],
    ['consumers[0].dns.zoneName', 'redis.10', DOMAIN],
    ['consumers[0].dns.zoneName', `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(20)}.io`, DOMAIN],
  ])('%s: %j', (path, given, [allowed, why]) => {
    expect(mistakesOf({ [path]: given })).toEqual([mistake(path, given, allowed, why)]);
  });
});

describe.each(['consumers[0].clients.cidrs[1]', 'service.onPremisesCidrs[1]'])('%s', (path) => {
  test.each([
    ['0.0.0.0/0', ...TOO_WIDE],
    ['0.0.0.0/1', ...TOO_WIDE],
    ['128.0.0.0/1', ...TOO_WIDE],
    ['10.0.0.0/7', ...TOO_WIDE],
    ['0.0.0.0/8', ...outside('0.0.0.0/8', 'this network')],
    ['127.0.0.0/8', ...outside('127.0.0.0/8', 'loopback')],
    ['127.0.0.1/32', ...outside('127.0.0.0/8', 'loopback')],
    ['169.254.0.0/16', ...outside('169.254.0.0/16', 'link-local')],
    ['169.0.0.0/8', ...outside('169.254.0.0/16', 'link-local')],
    ['224.0.0.0/8', ...outside('224.0.0.0/4', 'multicast')],
    ['240.0.0.0/8', ...outside('240.0.0.0/4', 'reserved')],
    ['255.255.255.255/32', ...outside('240.0.0.0/4', 'reserved')],
  ])('is not %s', (given, allowed, why) => {
    expect(mistakesOf({ [path]: given })).toEqual([mistake(path, given, allowed, why)]);
  });

  test.each(['10.0.0.0/8', '172.16.0.0/12', '192.168.7.1/32', '100.64.0.0/10', '52.0.0.0/8'])('may be %s', (given) => {
    expect(environmentWith({ [path]: given })).toBeDefined();
  });
});

describe.each(['service.vpc.cidrs', 'consumers[0].vpc.cidrs'])('%s', (path) => {
  test.each([
    ['0.0.0.0/0', ...VPC],
    ['10.0.0.0/8', ...VPC],
    ['10.8.0.0/15', ...VPC],
    ['10.8.0.0/29', ...VPC],
    ['10.8.0.1/32', ...VPC],
    ['127.0.0.0/16', ...outside('127.0.0.0/8', 'loopback')],
    ['169.254.0.0/24', ...outside('169.254.0.0/16', 'link-local')],
    ['224.0.0.0/16', ...outside('224.0.0.0/4', 'multicast')],
  ])('has no block %s, and that is the only mistake', (given, allowed, why) => {
    expect(mistakesOf({ [path]: [given] })).toEqual([mistake(`${path}[0]`, given, allowed, why)]);
  });

  test.each(['10.8.0.0/16', '10.8.0.0/28', '198.19.0.0/16', '100.64.0.0/20'])('may have a block %s', (given) => {
    expect(environmentWith({ [path]: [given] })).toBeDefined();
  });
});
