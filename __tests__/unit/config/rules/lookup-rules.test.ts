import { anotherConsumer, environmentWith, mistake, mistakesOf } from '../../../support/environments';

describe('a route table', () => {
  test.each([
    ['name', 'prod-private'],
    ['id', 'rtb-01234567'],
  ])('has one entry: EC2 refuses to create its routes twice (%s)', (key, value) => {
    expect(mistakesOf({ 'service.routeTables': { a: { [key]: value }, b: { [key]: value } } })).toEqual([
      mistake(`service.routeTables.b.${key}`, value, 'no other entry', `service.routeTables.a.${key} has it already`),
    ]);
  });

  test.each(['Private', 'private_a', '1st', 'a--b'])(
    'may not be named %s, which no Terraform address can hold',
    (key) => {
      expect(mistakesOf({ [`service.routeTables.${key}`]: { name: 'other' } })).toEqual([
        mistake(`service.routeTables.${key}`, key, 'beginning with a letter', 'Terraform addresses'),
      ]);
    },
  );

  test.each(['constructor', '__proto__'])('may not be named %s, which every JavaScript object has', (key) => {
    const routeTables = Object.fromEntries([
      ['private', { name: 'prod-private' }],
      [key, { name: 'other' }],
    ]);
    expect(mistakesOf({ 'service.routeTables': routeTables })).toEqual([
      mistake(`service.routeTables.${key}`, key, 'any other name', 'JavaScript objects have a property of this name'),
    ]);
  });
});

describe('a subnet', () => {
  test.each([
    ['service.subnets', 'name', 'prod-private-1'],
    ['consumers[0].subnets', 'name', 'dev-private-1'],
    ['service.subnets', 'id', 'subnet-01234567'],
    ['consumers[0].subnets', 'id', 'subnet-01234567'],
  ])('of %s is in one zone, so its %s is there once', (path, key, value) => {
    const subnet = (zoneId: string) => ({ [key]: value, zoneId });
    expect(mistakesOf({ [`${path}[0]`]: subnet('use1-az1'), [`${path}[1]`]: subnet('use1-az2') })).toEqual([
      mistake(`${path}[1].${key}`, value, 'not in the list yet', `${path}[0].${key} has it already`),
    ]);
  });

  test("of the service may be a consumer's as well", () => {
    const changes = { 'consumers[0].account': 'prod', 'consumers[0].vpc': { name: 'prod', cidrs: ['10.8.0.0/16'] } };
    expect(environmentWith({ ...changes, 'consumers[0].subnets[0].name': 'prod-private-1' })).toBeDefined();
  });
});

describe('one thing that is stated twice', () => {
  const other = (changes = {}) => ({
    'consumers[1]': anotherConsumer('other', 'joda-toda-aws', {
      'vpc.name': 'dev',
      'dns.zoneName': 'b.internal',
      ...changes,
    }),
  });

  test('is accepted where both agree', () => {
    expect(environmentWith(other())).toBeDefined();
  });

  test.each<[by: string, vpc: object]>([
    ['name', {}],
    ['ID', { 'consumers[0].vpc': { id: 'vpc-01234567', cidrs: ['10.3.0.0/16'] } }],
  ])('a VPC, by its %s, has one list of CIDR blocks', (_by, vpc) => {
    const same = _by === 'ID' && { vpc: { id: 'vpc-01234567', cidrs: ['10.3.0.0/16', '10.4.0.0/16'] } };
    const changes = { ...vpc, ...other({ 'vpc.cidrs': ['10.4.0.0/16', '10.3.0.0/16'], ...same }) };
    expect(mistakesOf(changes)).toEqual([
      mistake(
        'consumers[1].vpc.cidrs',
        '10.3.0.0/16, 10.4.0.0/16',
        '10.3.0.0/16, as consumers[0].vpc.cidrs has it',
        'AWS knows only one',
      ),
    ]);
  });

  test('is not assumed where neither ID nor name is given', () => {
    const changes = other({ vpc: { cidrs: ['10.4.0.0/16'] }, 'subnets[0]': { zoneId: 'use1-az1' } });
    const nameless = {
      'consumers[0].vpc': { cidrs: ['10.3.0.0/16'] },
      'consumers[0].subnets[1]': { zoneId: 'use1-az2' },
    };
    expect(mistakesOf({ ...changes, ...nameless }).map(({ path }) => path)).toEqual([
      'consumers[0].vpc',
      'consumers[0].subnets[1]',
      'consumers[1].vpc',
      'consumers[1].subnets[0]',
    ]);
    // Nor is one whose blocks are wrong by themselves.
    expect(mistakesOf(other({ 'vpc.cidrs': ['10.4/16'] })).map(({ path }) => path)).toEqual([
      'consumers[1].vpc.cidrs[0]',
    ]);
  });

  test('can be a VPC of the service and of a consumer', () => {
    const consumer = anotherConsumer('own', 'prod', { vpc: { name: 'prod', cidrs: ['10.9.0.0/16'] } });
    expect(mistakesOf({ 'consumers[1]': consumer }).map(({ path }) => path)).toEqual(['consumers[1].vpc.cidrs']);
  });

  test('a subnet is in one zone', () => {
    const swapped = { 'subnets[0].zoneId': 'use1-az2', 'subnets[1].zoneId': 'use1-az1' };
    expect(mistakesOf(other(swapped))).toEqual([
      mistake(
        'consumers[1].subnets[0].zoneId',
        'use1-az2',
        'use1-az1, as consumers[0].subnets[0].zoneId',
        'the subnet',
      ),
      mistake(
        'consumers[1].subnets[1].zoneId',
        'use1-az1',
        'use1-az2, as consumers[0].subnets[1].zoneId',
        'the subnet',
      ),
    ]);
    // Names repeat from VPC to VPC.
    expect(environmentWith({ 'consumers[1]': anotherConsumer('other', 'joda-toda-aws', swapped) })).toBeDefined();
  });
});
