import { type Changes, environmentWith, errorOf, mistake, mistakesOf } from '../../support/environments';

const PORT = ['a whole number from 1 to 65535', 'no other ports'] as const;
const ID_OR_NAME = ['not both', 'looks it up by the one or the other'] as const;
const NETWORK = ['host bits are zero', 'AWS refuses or silently rewrites'] as const;
const LABEL = ['beginning with a letter', 'Terraform addresses'] as const;
const NOT_EMPTY = ['at least one', 'plan the removal'] as const;
const BUCKET = ['3 to 63 lower-case letters', 'S3 takes no other'] as const;
const ROLE = ['the ARN of an IAM role', 'assumes this role'] as const;
const PRINCIPAL = ['the ARN of an account root, role or user', 'never "*"'] as const;
const ADDRESS = ['four decimal parts', 'type ip'] as const;
const ZONE = ['Availability Zone ID', 'different zones in different accounts'] as const;

describe('a field that is wrong by itself', () => {
  test.each<[path: string, given: unknown, says: readonly [allowed: string, why: string]]>([
    ['service.servers[1].listenerPort', 0, PORT],
    ['service.servers[1].listenerPort', 65536, PORT],
    ['service.servers[1].port', 70000, PORT],
    ['service.servers[2].port', 6379.5, PORT],
    ['service.servers[1].address', '10.0.4', ADDRESS],
    ['service.servers[1].address', '10.0.4.256', ADDRESS],
    ['service.servers[1].address', '010.0.4.11', ADDRESS],
    ['service.servers[1].address', 'redis-2.example.com', ADDRESS],
    ['service.servers[1].address', '::1', ADDRESS],
    ['service.servers[1].name', 'Redis-2', LABEL],
    ['service.servers[1].name', 'redis_2', LABEL],
    ['service.servers[1].name', '2-redis', LABEL],
    ['service.servers[1].name', 'redis-', LABEL],
    ['service.servers[1].name', 'redis--2', LABEL],
    ['service.servers[1].name', '', LABEL],
    ['consumers[0].name', 'a'.repeat(64), LABEL],
    ['service.onPremisesCidrs[0]', '10.0.4.1/24', NETWORK],
    ['service.onPremisesCidrs[0]', '10.0.4.0', NETWORK],
    ['service.onPremisesCidrs[0]', '10.0.4.0/33', NETWORK],
    ['service.onPremisesCidrs[0]', '10.0.4.0/24/24', NETWORK],
    ['consumers[0].vpc.cidrs[0]', '10.0.0.0/08', NETWORK],
    ['consumers[0].vpc.cidrs[0]', 'fd00::/64', NETWORK],
    ['consumers[0].clients.cidrs[0]', '10.3.0.9/16', NETWORK],
    ['accounts.prod.id', '1111', ['12 digits', 'refuses to plan']],
    ['accounts.prod.id', '1111-1111-1111', ['12 digits', 'refuses to plan']],
    ['accounts.prod.roleArn', 'arn:aws:iam::1111:role/deploy', ROLE],
    ['accounts.prod.roleArn', 'arn:aws:iam::111111111111:user/deploy', ROLE],
    ['accounts.prod.roleArn', 'deploy', ROLE],
    ['accounts.prod.stateRoleArn', 'arn:aws:sts::111111111111:assumed-role/deploy', ROLE],
    ['accounts.joda-toda-aws.endpointPrincipalArn', '*', PRINCIPAL],
    ['accounts.joda-toda-aws.endpointPrincipalArn', '222222222222', PRINCIPAL],
    ['accounts.joda-toda-aws.endpointPrincipalArn', 'arn:aws:iam::222222222222:group/x', PRINCIPAL],
    ['state.bucket', 'ab', BUCKET],
    ['state.bucket', 'a'.repeat(64), BUCKET],
    ['state.bucket', 'Redis-State', BUCKET],
    ['state.bucket', 'redis.state', BUCKET],
    ['state.bucket', '-redis', BUCKET],
    ['state.bucket', 'xn--redis', BUCKET],
    ['state.bucket', 'redis-s3alias', BUCKET],
    ['state.kmsKeyArn', 'alias/state', ['the ARN of a KMS key', 'by its ARN']],
    ['region', 'us-east-1a', ['such as us-east-1', 'made in it']],
    ['region', 'Virginia', ['such as us-east-1', 'made in it']],
    ['service.subnets[0].zoneId', 'us-east-1a', ZONE],
    ['consumers[0].subnets[1].zoneId', 'us-east-1b', ZONE],
    ['consumers[0].clients.securityGroupIds[0]', 'clients', ['sg-<8 to 17 hex digits>', 'refers to it']],
    ['consumers[0].dns.zoneName', 'redis', ['a domain name', 'DNS has 253']],
    ['consumers[0].dns.zoneName', 'Redis.internal', ['a domain name', 'DNS has 253']],
    ['consumers[0].dns.zoneName', 'redis.internal.', ['a domain name', 'DNS has 253']],
    ['consumers[0].dns.additionalVpcIds[0]', 'dev', ['the ID of a VPC', 'hosted zone']],
    ['service.acceptance', 'never', ['"automatic" or "manual"', 'schema.ts']],
    ['deletionProtection', 'yes', ['a value of type boolean', 'schema.ts']],
    ['service.servers[0].port', '6379', ['a value of type number', 'schema.ts']],
    ['service.servers[0].port', Number.NaN, ['a value of type number', 'schema.ts']],
    ['service.servers', { name: 'redis-1' }, ['a value of type array', 'schema.ts']],
    ['service.vpc', 'prod', ['a value of type object', 'schema.ts']],
    ['tags.Team', 1, ['a value of type string', 'schema.ts']],
    ['accounts', [], ['a value of type record', 'schema.ts']],
  ])('%s: %j', (path, given, [allowed, why]) => {
    // WHEN
    const mistakes = mistakesOf({ [path]: given });
    // THEN
    expect(mistakes).toEqual([mistake(path, given, allowed, why)]);
  });

  test.each([
    'service.subnets',
    'service.routeTables',
    'service.onPremisesCidrs',
    'service.servers',
    'service.vpc.cidrs',
    'consumers',
    'consumers[0].subnets',
    'consumers[0].vpc.cidrs',
    'consumers[0].clients.cidrs',
    'consumers[0].clients.securityGroupIds',
    'consumers[0].dns.additionalVpcIds',
  ])('%s may not be an empty list, which would plan the removal of what it held', (path) => {
    // WHEN
    const mistakes = mistakesOf({ [path]: [] });
    // THEN
    expect(mistakes).toEqual([mistake(path, [], ...NOT_EMPTY)]);
  });

  test.each([
    'region',
    'accounts',
    'state.bucket',
    'deletionProtection',
    'service',
    'service.servers',
    'service.servers[1].listenerPort',
    'service.vpc',
    'consumers',
    'consumers[0].vpc',
    'consumers[0].dns.zoneName',
  ])('%s may not be missing', (path) => {
    // WHEN
    const [first] = mistakesOf({ [path]: undefined });
    // THEN
    expect(first).toEqual(mistake(path, undefined, 'a value of type', 'schema.ts'));
    expect(errorOf({ [path]: undefined }).message).toContain(`${path}\n    given:   nothing\n`);
  });

  test.each([
    'regoin',
    'state.buckett',
    'accounts.prod.role',
    'service.server',
    'service.servers[1].listenPort',
    'service.servers[1].sentinell',
    'service.vpc.cidr',
    'consumers[0].clients.cidr',
  ])('%s is no field: it may be misspelt', (path) => {
    // WHEN
    const mistakes = mistakesOf({ [path]: 26379 });
    // THEN
    expect(mistakes).toEqual([mistake(path, 26379, 'no such field', 'misspelt')]);
  });
});

describe('what exists already is named by its ID or its Name tag', () => {
  test.each<[path: string, rest: object, id: string]>([
    ['service.vpc', { cidrs: ['10.8.0.0/16'] }, 'vpc-0123456789abcdef0'],
    ['service.transitGateway', {}, 'tgw-0123456789abcdef0'],
    ['service.routeTables[0]', {}, 'rtb-0123456789abcdef0'],
    ['service.subnets[0]', { zoneId: 'use1-az1' }, 'subnet-0123456789abcdef0'],
    ['consumers[0].vpc', { cidrs: ['10.3.0.0/16'] }, 'vpc-01234567'],
    ['consumers[0].subnets[0]', { zoneId: 'use1-az1' }, 'subnet-01234567'],
  ])('%s: by one of them, not by both nor by neither nor by the ID of something else', (path, rest, id) => {
    const prefix = id.slice(0, id.indexOf('-') + 1);
    const wrong = [
      { ...rest },
      { ...rest, id, name: 'a name' },
      { ...rest, name: '' },
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

describe('fields at the edge of what is allowed', () => {
  test.each<[what: string, changes: Changes]>([
    ['the lowest port', { 'service.servers[1].listenerPort': 1 }],
    ['the highest port', { 'service.servers[1].listenerPort': 65535 }],
    ['a bucket name of 3 characters', { 'state.bucket': 'abc' }],
    ['a bucket name of 63 characters', { 'state.bucket': 'a'.repeat(63) }],
    ['a role below a path', { 'accounts.prod.roleArn': 'arn:aws:iam::111111111111:role/ci/deploy' }],
    ['a principal that is the whole account', principal('root')],
    ['a principal that is a role', principal('role/app')],
    ['no role: the ambient credentials', { 'accounts.prod.roleArn': undefined }],
    ['a single address as a network', { 'service.onPremisesCidrs[1]': '10.0.5.1/32' }],
    ['a Local Zone', zone('use1-bos1-az1')],
    ['a KMS key', { 'state.kmsKeyArn': 'arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab' }],
  ])('%s', (_what, changes) => {
    expect(environmentWith(changes)).toBeDefined();
  });

  function principal(whom: string): Changes {
    return { 'accounts.joda-toda-aws.endpointPrincipalArn': `arn:aws:iam::222222222222:${whom}` };
  }

  function zone(id: string): Changes {
    return { 'service.subnets[0].zoneId': id, 'consumers[0].subnets[0].zoneId': id };
  }
});
