import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

const PORT = ['a whole number from 1 to 65535', 'no other ports'] as const;
const ID_OR_NAME = ['not both', 'looks it up by the one or the other'] as const;

/** Mistakes of the shape: what is allowed, and why. */
const SWITCH = ['true or false, without quotes', 'a text, even "no", would turn it on'] as const;
const OBJECT = ['an object: { … }', 'each with a name of its own'] as const;

describe('a field of the wrong shape says what it must look like, and why', () => {
  test.each<[path: string, given: unknown, says: readonly [allowed: string, why: string]]>([
    ['deletionProtection', 'yes', SWITCH],
    ['service.redis.tls', 'true', SWITCH],
    ['service.transitGateway.attachVpc', 1, SWITCH],
    ['service.vpc', 'prod', OBJECT],
    ['consumers[0].clients', ['10.3.0.0/16'], OBJECT],
    ['service.servers', { name: 'redis-1' }, ['a list: [ … ]', 'there can be several']],
    ['service.routeTables', [{ name: 'private' }], ['an object: { <name>: … }', 'referred to by its name']],
    ['accounts', [], ['an object: { <name>: … }', 'referred to by its name']],
    ['tags.Team', 1, ['text in quotes', 'only text stays the same']],
    ['service.vpc.id', 5, ['text in quotes', 'only text stays the same']],
    ['service.acceptance', 'never', ['"automatic" or "manual"', 'by itself or on request']],
    ['service.redis.mode', 'replica', ['"standalone" or "sentinel" or "cluster"', 'one of these ways']],
    ['service.redis.announce', 'hosts', ['"addresses" or "names"', 'tells clients']],
    ['service.servers[1].listenerPort', 0, PORT],
    ['service.servers[1].listenerPort', 65536, PORT],
    ['service.servers[1].port', 70000, PORT],
    ['service.servers[2].port', 6379.5, PORT],
    ['service.servers[0].port', '6379', PORT],
    ['service.servers[0].port', Number.NaN, PORT],
  ])('%s: %j', (path, given, [allowed, why]) => {
    expect(mistakesOf({ [path]: given })).toEqual([mistake(path, given, allowed, why)]);
  });

  test.each([1, 65535])('%i is a port', (listenerPort) => {
    expect(environmentWith({ 'service.servers[1].listenerPort': listenerPort })).toBeDefined();
  });
});

describe('a list', () => {
  test.each([
    'service.subnets',
    'service.onPremisesCidrs',
    'service.servers',
    'service.vpc.cidrs',
    'consumers',
    'consumers[0].subnets',
    'consumers[0].vpc.cidrs',
    'consumers[0].clients.cidrs',
    'consumers[0].clients.securityGroupIds',
    'consumers[0].dns.additionalVpcIds',
  ])('%s may not be empty, which would plan the removal of what it held', (path) => {
    expect(mistakesOf({ [path]: [] })).toEqual([mistake(path, [], 'at least one item', 'plan the removal')]);
  });
});

test('the record of route tables may not be empty, which would plan the removal of their routes', () => {
  expect(mistakesOf({ 'service.routeTables': {} })).toEqual([
    mistake('service.routeTables', {}, 'at least one entry', 'plan the removal'),
  ]);
});

describe('a required field', () => {
  test.each([
    'accounts',
    'deletionProtection',
    'service',
    'service.servers',
    'service.vpc',
    'consumers',
    'consumers[0].vpc',
  ])('%s may not be missing', (path) => {
    const [first] = mistakesOf({ [path]: undefined });
    expect(first).toEqual(mistake(path, undefined, '', 'the field is required: it has no default'));
  });

  test.each([
    ['region', 'an AWS Region'],
    ['state.bucket', '3 to 63 lower-case letters'],
    ['service.servers[1].listenerPort', PORT[0]],
    ['consumers[0].dns.zoneName', 'a domain name'],
  ])('%s may not be missing, and the message says what belongs there', (path, allowed) => {
    expect(mistakesOf({ [path]: undefined })[0]).toEqual(mistake(path, undefined, allowed, ''));
  });
});

describe('what exists already is found by its ID or its Name tag', () => {
  test.each<[path: string, rest: object, id: string]>([
    ['service.vpc', { cidrs: ['10.8.0.0/16'] }, 'vpc-0123456789abcdef0'],
    ['service.transitGateway', {}, 'tgw-0123456789abcdef0'],
    ['service.routeTables.private', {}, 'rtb-0123456789abcdef0'],
    ['service.subnets[0]', { zoneId: 'use1-az1' }, 'subnet-0123456789abcdef0'],
    ['consumers[0].vpc', { cidrs: ['10.3.0.0/16'] }, 'vpc-01234567'],
    ['consumers[0].subnets[0]', { zoneId: 'use1-az1' }, 'subnet-01234567'],
  ])('%s: by one of them, not by both nor by neither nor by the ID of something else', (path, rest, id) => {
    const prefix = id.slice(0, id.indexOf('-') + 1);
    const wrong = [
      { ...rest },
      { ...rest, id, name: 'a name' },
      { ...rest, id: 'ami-0123456789abcdef0' },
      { ...rest, id: prefix },
    ];
    // WHEN
    const mistakes = wrong.map((given) => mistakesOf({ [path]: given }));
    // THEN
    expect(mistakes).toEqual(wrong.map((given) => [mistake(path, given, ...ID_OR_NAME)]));
    expect(mistakes.flat().every(({ allowed }) => allowed.includes(`id: '${prefix}`))).toBe(true);
    expect(environmentWith({ [path]: { ...rest, id } })).toBeDefined();
    expect(environmentWith({ [path]: { ...rest, name: 'a name' } })).toBeDefined();
  });
});

describe('credentials', () => {
  test.each([{}, { username: 'app' }, { passwordSecretName: 'redis', passwordParameterName: '/redis' }])(
    '%j: the password is in one place',
    (given) => {
      expect(mistakesOf({ 'consumers[0].credentials': given })).toEqual([
        mistake('consumers[0].credentials', given, 'either passwordSecretName', 'from one place'),
      ]);
    },
  );

  test.each([null, 'redis', 5])('%j is no object, which is the only mistake', (given) => {
    expect(mistakesOf({ 'consumers[0].credentials': given })).toEqual([
      mistake('consumers[0].credentials', given, ...OBJECT),
    ]);
  });
});
