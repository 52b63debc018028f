import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

describe('addresses', () => {
  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1'])('refuses %s, which no load balancer targets', (address) => {
    expect(
      mistakesOf({ 'service.servers[1].address': address, 'service.onPremisesCidrs[1]': `${address}/32` }),
    ).toEqual([mistake('service.servers[1].address', address, '192.168.0.0/16', 'targets no other addresses')]);
  });

  test.each(['10.255.255.255', '172.31.255.255', '192.168.0.1', '100.127.0.1'])('accepts %s as a target', (address) => {
    expect(
      environmentWith({ 'service.servers[1].address': address, 'service.onPremisesCidrs[1]': `${address}/32` }),
    ).toBeDefined();
  });

  test('refuses addresses inside the provider VPC, where no packet goes on premises', () => {
    expect(mistakesOf({ 'service.vpc.cidrs[1]': '10.0.4.0/28' }).map(({ path, given }) => [path, given])).toEqual([
      ['service.servers[0].address', '10.0.4.10'],
      ['service.servers[1].address', '10.0.4.11'],
      ['service.servers[2].address', '10.0.4.12'],
    ]);
    expect(mistakesOf({ 'service.vpc.cidrs[1]': '10.0.4.32/28', 'service.servers[2].address': '10.0.4.40' })).toEqual([
      mistake('service.servers[2].address', '10.0.4.40', 'outside 10.8.0.0/16, 10.0.4.32/28', 'local route wins'),
    ]);
  });

  test('refuses an address that is not routed to the Transit Gateway', () => {
    expect(mistakesOf({ 'service.servers[1].address': '10.0.5.11' })).toEqual([
      mistake('service.servers[1].address', '10.0.5.11', 'service.onPremisesCidrs: 10.0.4.0/24', 'routed'),
    ]);
  });
});

describe('networks', () => {
  test.each(['10.8.0.0/16', '10.8.4.0/24'])('refuses %s on premises: it is inside the VPC', (cidr) => {
    expect(mistakesOf({ 'service.onPremisesCidrs[1]': cidr })).toEqual([
      mistake('service.onPremisesCidrs[1]', cidr, 'not inside the VPC', 'local route wins'),
    ]);
  });

  test('a network inside any block of the VPC is not on premises', () => {
    const changes = {
      'service.vpc.cidrs': ['10.8.0.0/16', '10.9.0.0/16'],
      'service.onPremisesCidrs[1]': '10.9.4.0/24',
    };
    expect(mistakesOf(changes).map(({ path }) => path)).toEqual(['service.onPremisesCidrs[1]']);
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
  ])('%s lists nothing twice', (path, entry) => {
    expect(mistakesOf({ [path]: [entry, entry] })).toEqual([
      mistake(`${path}[1]`, entry, 'once', `${path}[0] has it already`),
    ]);
  });

  test.each(['service.vpc.cidrs', 'consumers[0].vpc.cidrs'])('the blocks %s do not overlap', (path) => {
    const given = ['10.8.0.0/20', '10.9.0.0/16', '10.8.0.0/16'];
    expect(mistakesOf({ [path]: given })).toEqual([
      mistake(`${path}[2]`, '10.8.0.0/16', 'does not overlap 10.8.0.0/20', 'never overlap'),
    ]);
    expect(environmentWith({ [path]: given.slice(0, 2) })).toBeDefined();
  });

  /** Every network of /8 that a host can be in: in effect 0.0.0.0/0. */
  const EVERYTHING = Array.from({ length: 223 }, (_, i) => i + 1).filter((i) => i !== 127 && i !== 169);

  test.each(['consumers[0].clients.cidrs', 'service.onPremisesCidrs'])('%s do not amount to 0.0.0.0/0', (path) => {
    const networks = (numbers: number[]) => ['10.0.4.0/24', ...numbers.map((number) => `${number}.0.0.0/8`)];
    const raised = { 'quotas.rulesPerSecurityGroup': 1000 };
    expect(mistakesOf({ ...raised, [path]: networks(EVERYTHING) })).toEqual([
      mistake(path, `${221 * 2 ** 24} addresses in 222 networks`, 'as many as sixteen', 'amount to'),
    ]);
    expect(mistakesOf({ [path]: networks(EVERYTHING.slice(0, 17)) })).toHaveLength(1);
    expect(environmentWith({ [path]: networks(EVERYTHING.slice(0, 16)) })).toBeDefined();
  });
});
