import { anotherConsumer, environmentWith, mistake, mistakesOf, THIRD_ACCOUNT } from '../../support/environments';

const server = (i: number) => ({ name: `redis-${i}`, address: `10.0.4.${i}`, port: 6379, listenerPort: 6000 + i });
const servers = (count: number) => Array.from({ length: count }, (_, i) => server(i + 1));
const SENTINEL_MODE = { 'service.redis': { mode: 'sentinel', masterName: 'mymaster' } };

describe('listeners', () => {
  test('a port that two servers have', () => {
    expect(mistakesOf({ 'service.servers[2].listenerPort': 6379 })).toEqual([
      mistake('service.servers[2].listenerPort', 6379, 'no other listener', 'service.servers[0].listenerPort has it'),
    ]);
  });

  test("a port that a server and another's Sentinel have", () => {
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

  test('a port that two Sentinels have, each told', () => {
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

  test('more than 50, which no load balancer has', () => {
    expect(environmentWith({ 'service.servers': servers(50) }).service.servers).toHaveLength(50);
    expect(mistakesOf({ 'service.servers': servers(51) })).toEqual([
      mistake('service.servers', '51 listeners', '50 at most', 'does not raise this quota'),
    ]);
  });

  test("Sentinels' count among the 50", () => {
    // GIVEN
    const withSentinels = servers(26).map((server, i) => ({
      ...server,
      sentinel: { port: 26379, listenerPort: 26000 + i },
    }));
    // THEN
    expect(mistakesOf({ ...SENTINEL_MODE, 'service.servers': withSentinels })).toEqual([
      mistake('service.servers', '52 listeners', 'Sentinel listeners included', 'quota'),
    ]);
  });
});

describe('addresses', () => {
  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '127.0.0.1', '169.254.1.1'])('%s is no target', (address) => {
    expect(
      mistakesOf({ 'service.servers[1].address': address, 'service.onPremisesCidrs[1]': `${address}/32` }),
    ).toEqual([mistake('service.servers[1].address', address, '192.168.0.0/16', 'targets no other addresses')]);
  });

  test.each(['10.255.255.255', '172.31.255.255', '192.168.0.1', '100.127.0.1'])('%s is a target', (address) => {
    expect(
      environmentWith({ 'service.servers[1].address': address, 'service.onPremisesCidrs[1]': `${address}/32` }),
    ).toBeDefined();
  });

  test("inside the provider VPC's CIDR: no packet would go on premises", () => {
    expect(mistakesOf({ 'service.vpc.cidrs[1]': '10.0.4.8/30' }).map(({ path, given }) => [path, given])).toEqual([
      ['service.servers[0].address', '10.0.4.10'],
      ['service.servers[1].address', '10.0.4.11'],
    ]);
    expect(mistakesOf({ 'service.vpc.cidrs[1]': '10.0.4.12/32' })).toEqual([
      mistake('service.servers[2].address', '10.0.4.12', 'outside 10.8.0.0/16, 10.0.4.12/32', 'local route wins'),
    ]);
  });

  test('not routed to the Transit Gateway', () => {
    expect(mistakesOf({ 'service.servers[1].address': '10.0.5.11' })).toEqual([
      mistake('service.servers[1].address', '10.0.5.11', 'service.onPremisesCidrs: 10.0.4.0/24', 'routed'),
    ]);
  });

  test('the same address and port twice: two listeners would lead to one Redis', () => {
    expect(mistakesOf({ 'service.servers[2].address': '10.0.4.10' })).toEqual([
      mistake(
        'service.servers[2].port',
        '10.0.4.10:6379',
        'no other server',
        'service.servers[0].port has it already; two listeners would lead to one Redis',
      ),
    ]);
  });

  test("a Sentinel on its own server's port", () => {
    expect(
      mistakesOf({ ...SENTINEL_MODE, 'service.servers[0].sentinel': { port: 6379, listenerPort: 26379 } }),
    ).toEqual([mistake('service.servers[0].sentinel.port', '10.0.4.10:6379', 'no other server', 'one Redis')]);
  });

  test('one host may have two servers, on two ports', () => {
    expect(
      environmentWith({ 'service.servers[2].address': '10.0.4.10', 'service.servers[2].port': 6390 }),
    ).toBeDefined();
  });
});

describe('networks', () => {
  test.each(['10.8.0.0/16', '10.8.4.0/24'])('%s is inside the VPC, so not on premises', (cidr) => {
    expect(mistakesOf({ 'service.onPremisesCidrs[1]': cidr })).toEqual([
      mistake('service.onPremisesCidrs[1]', cidr, 'not inside the VPC', 'local route wins'),
    ]);
  });

  test("a network on premises may be wider than the VPC's: the VPC's own route is the narrower", () => {
    expect(environmentWith({ 'service.onPremisesCidrs': ['10.0.0.0/8'] })).toBeDefined();
    expect(environmentWith({ 'service.onPremisesCidrs[1]': '10.8.0.0/13' })).toBeDefined();
  });

  test.each([
    ['service.onPremisesCidrs', '10.0.4.0/24'],
    ['service.vpc.cidrs', '10.8.0.0/16'],
    ['consumers[0].vpc.cidrs', '10.3.0.0/16'],
    ['consumers[0].clients.cidrs', '10.3.0.0/16'],
    ['consumers[0].clients.securityGroupIds', 'sg-01234567'],
    ['consumers[0].dns.additionalVpcIds', 'vpc-01234567'],
  ])('%s names nothing twice', (path, entry) => {
    expect(
      mistakesOf({ 'consumers[0].clients.cidrs': ['10.3.0.0/16', '10.9.0.0/16'], [path]: [entry, entry] }),
    ).toEqual([mistake(`${path}[1]`, entry, 'once', `${path}[0] has it already`)]);
  });

  test.each(['prod-private', 'prod_private', 'prod private'])('a route table twice, or one address: %s', (name) => {
    expect(mistakesOf({ 'service.routeTables[1]': { name } })).toEqual([
      mistake('service.routeTables[1]', name, 'once', 'service.routeTables[0] has it already'),
    ]);
  });

  test("the consumer's own VPC among the further ones of its hosted zone", () => {
    expect(
      mistakesOf({
        'consumers[0].vpc': { id: 'vpc-01234567', cidrs: ['10.3.0.0/16'] },
        'consumers[0].clients.cidrs': ['10.3.0.0/16', '10.9.0.0/16'],
        'consumers[0].dns.additionalVpcIds': ['vpc-76543210', 'vpc-01234567'],
      }),
    ).toEqual([mistake('consumers[0].dns.additionalVpcIds[1]', 'vpc-01234567', 'further VPCs', 'already')]);
  });
});

describe('zones', () => {
  test('two endpoints in one', () => {
    expect(mistakesOf({ 'consumers[0].subnets[2].zoneId': 'use1-az2' })).toEqual([
      mistake(
        'consumers[0].subnets[2].zoneId',
        'use1-az2',
        'no other subnet',
        'consumers[0].subnets[1].zoneId has it already; each zone has one endpoint',
      ),
    ]);
  });

  test("two of the load balancer's subnets in one", () => {
    expect(mistakesOf({ 'service.subnets[3]': { name: 'prod-private-5', zoneId: 'use1-az4' } })).toEqual([
      mistake('service.subnets[3].zoneId', 'use1-az4', 'no other subnet', 'one subnet a zone'),
    ]);
  });

  test('one that the load balancer is not in', () => {
    expect(mistakesOf({ 'consumers[0].subnets[1].zoneId': 'use1-az6' })).toEqual([
      mistake(
        'consumers[0].subnets[1].zoneId',
        'use1-az6',
        'use1-az1 or use1-az2 or use1-az4',
        'that the load balancer is in',
      ),
    ]);
  });

  test('a consumer need not be in all of them', () => {
    const [subnet] = environmentWith().consumers[0]?.subnets ?? [];
    expect(environmentWith({ 'consumers[0].subnets': [subnet] }).consumers[0]?.subnets).toHaveLength(1);
  });
});

describe('names', () => {
  test.each(['a'.repeat(33), 'internal-redis', 'sg-redis', 'sg'])('%s names no load balancer and group', (name) => {
    expect(mistakesOf({ 'service.name': name })).toEqual([
      mistake('service.name', name, '32 characters at most, not beginning with "internal-"', 'names load balancer'),
    ]);
  });

  test.each(['a'.repeat(32), 'internal', 'sgx'])('%s does', (name) => {
    expect(environmentWith({ 'service.name': name })).toBeDefined();
  });

  test('two servers of one name', () => {
    expect(mistakesOf({ 'service.servers[2].name': 'redis-1' })).toEqual([
      mistake('service.servers[2].name', 'redis-1', 'no other server', 'service.servers[0].name has it already'),
    ]);
  });

  test("a server named like another's Sentinel", () => {
    expect(
      mistakesOf({
        ...SENTINEL_MODE,
        'service.servers[0].name': 'redis-2-sentinel',
        'service.servers[1].sentinel': { port: 26379, listenerPort: 26379 },
      }),
    ).toEqual([
      mistake(
        'service.servers[1].sentinel',
        'redis-2-sentinel',
        'Sentinel of one',
        'service.servers[0].name has it already',
      ),
    ]);
  });

  test('the name that cdktf keeps for itself', () => {
    expect(mistakesOf({ 'service.servers[1].name': 'backend' })).toEqual([
      mistake('service.servers[1].name', 'backend', 'any other name', 'cdktf keeps'),
    ]);
  });

  test('two consumers of one name, which would write one state key', () => {
    expect(mistakesOf({ 'consumers[1]': anotherConsumer('joda-toda-aws') })).toEqual([
      mistake('consumers[1].name', 'joda-toda-aws', 'no other consumer', 'one state key'),
    ]);
  });
});

describe('accounts', () => {
  test('one that is not written down', () => {
    expect(mistakesOf({ 'service.account': 'production', 'consumers[0].account': 'dev' })).toEqual([
      mistake('service.account', 'production', 'prod or joda-toda-aws', 'under "accounts"'),
      mistake('consumers[0].account', 'dev', 'prod or joda-toda-aws', 'under "accounts"'),
    ]);
    expect(mistakesOf({ accounts: {} })[0]).toEqual(
      mistake('service.account', 'prod', 'of which there are none', 'under "accounts"'),
    );
  });

  test.each(['Prod', 'constructor_', '1st'])('%s is no name of one', (name) => {
    expect(mistakesOf({ [`accounts.${name}`]: THIRD_ACCOUNT })).toEqual([
      mistake(`accounts.${name}`, name, 'beginning with a letter', 'Terraform addresses'),
    ]);
  });

  test.each(['roleArn', 'endpointPrincipalArn'])('the %s of another account', (key) => {
    const given = 'arn:aws:iam::333333333333:role/deploy';
    expect(mistakesOf({ [`accounts.prod.${key}`]: given })).toEqual([
      mistake(`accounts.prod.${key}`, given, 'an ARN of account 111111111111', 'acts in this account'),
    ]);
  });

  test("a state role may be another account's: the bucket's, for one", () => {
    expect(
      environmentWith({ 'accounts.joda-toda-aws.stateRoleArn': 'arn:aws:iam::111111111111:role/state' }),
    ).toBeDefined();
  });

  test('one account by two names', () => {
    expect(mistakesOf({ 'accounts.another': { id: '111111111111' } })).toEqual([
      mistake('accounts.another.id', '111111111111', 'no other account', 'accounts.prod.id has it already'),
    ]);
  });
});
