import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

const LABEL = ['beginning with a letter', 'Terraform addresses'] as const;
const INHERITED = ['any other name', 'JavaScript objects have a property of this name'] as const;
const TEMPLATE = ['no "${" or "%{"', 'Terraform would evaluate it'] as const;
const WILDCARD = ['no "*", "?" or "\\"', 'wildcards'] as const;
const TAG = ['visible characters', 'no Name tag'] as const;
const MASTER = ['letters, digits and ".", "-", "_"', 'Sentinel takes no other'] as const;
const USER = ['letters, digits and ._@:+=/~-', 'Redis takes no spaces'] as const;
const PROFILE = ['the name of a profile in ~/.aws/config', 'look the profile up'] as const;

const SENTINEL_MODE = {
  'service.redis': { mode: 'sentinel', masterName: 'mymaster' },
  'service.servers[0].sentinel': { port: 26379, listenerPort: 26379 },
};

describe('names that do not fit', () => {
  test.each<[path: string, given: unknown, says: readonly [allowed: string, why: string]]>([
    ['service.servers[1].name', 'Redis-2', LABEL],
    ['service.servers[1].name', 'redis_2', LABEL],
    ['service.servers[1].name', '2-redis', LABEL],
    ['service.servers[1].name', 'redis-', LABEL],
    ['service.servers[1].name', 'redis--2', LABEL],
    ['service.servers[1].name', 'redis-2\n', LABEL],
    ['service.servers[1].name', '', LABEL],
    ['service.servers[1].name', 2, LABEL],
    ['service.servers[1].name', 'prototype_', LABEL],
    ['service.servers[1].name', 'constructor', INHERITED],
    ['service.servers[1].name', 'toString', INHERITED],
    ['service.servers[1].name', '__proto__', INHERITED],
    ['consumers[0].name', 'constructor', INHERITED],
    ['consumers[0].name', 'a'.repeat(64), LABEL],
    ['service.transitGateway.name', `on-$\{premises}`, TEMPLATE],
    ['service.subnets[0].name', 'prod-%{if true}', TEMPLATE],
    ['service.subnets[0].name', 'prod-*', WILDCARD],
    ['service.vpc.name', 'pro?', WILDCARD],
    ['consumers[0].vpc.name', 'de\\v', WILDCARD],
    ['service.routeTables.private.name', 'a\nb', TAG],
    ['service.routeTables.private.name', ' a', TAG],
    ['service.routeTables.private.name', 'a ', TAG],
    ['service.routeTables.private.name', '', TAG],
    ['service.routeTables.private.name', 'a'.repeat(257), TAG],
    ['service.routeTables.private.name', 5, TAG],
    ['consumers[0].credentials.username', 'app user', USER],
    ['consumers[0].credentials.username', 'app\nnopass', USER],
    ['consumers[0].credentials.username', 'app"', USER],
    ['consumers[0].credentials.username', `app$\{x}`, USER],
    ['consumers[0].credentials.username', '', USER],
    ['accounts.prod.profile', '', PROFILE],
    ['accounts.prod.profile', 'prod admin', PROFILE],
    ['accounts.prod.profile', 'a'.repeat(129), PROFILE],
    ['consumers[0].credentials.username', 'a'.repeat(129), USER],
    ['accounts.prod.profile', `$\{profile}`, PROFILE],
  ])('%s: %j', (path, given, [allowed, why]) => {
    const credentials = path.includes('username') && { 'consumers[0].credentials.passwordSecretName': 'redis' };
    expect(mistakesOf({ ...credentials, [path]: given })).toEqual([mistake(path, given, allowed, why)]);
  });

  test.each(['', 'a'.repeat(129), 'my master', 'my\nmaster', 'my"master', `my$\{master}`, 5])(
    'a master name: %j',
    (masterName) => {
      expect(mistakesOf({ ...SENTINEL_MODE, 'service.redis.masterName': masterName })).toEqual([
        mistake('service.redis.masterName', masterName, ...MASTER),
      ]);
    },
  );
});

describe('names that fit', () => {
  test.each<[path: string, given: string]>([
    ['service.servers[1].name', 'a'.repeat(63)],
    ['service.servers[1].name', 'r2-d2'],
    ['service.vpc.name', 'Prod VPC (größer), 10% & mehr: $5'],
    ['service.vpc.name', 'a'.repeat(256)],
    ['accounts.prod.profile', 'AdministratorAccess-111111111111'],
    ['accounts.prod.profile', 'a'.repeat(128)],
  ])('%s: %j', (path, given) => {
    expect(environmentWith({ [path]: given })).toBeDefined();
  });

  test.each(['mymaster', 'my.master_1-a', 'a'.repeat(128)])('a master name: %s', (masterName) => {
    expect(environmentWith({ ...SENTINEL_MODE, 'service.redis.masterName': masterName })).toBeDefined();
  });

  test.each(['app', 'a'.repeat(128), 'default', 'app@example.com', 'größe'])('an ACL user: %s', (username) => {
    const credentials = { username, passwordSecretName: 'redis' };
    expect(environmentWith({ 'consumers[0].credentials': credentials })).toBeDefined();
  });
});
