import { anotherConsumer, environmentWith, mistake, mistakesOf } from '../../../support/environments';

const ZONE = 'consumers[0].dns.zoneName';

describe('names in the hosted zone', () => {
  test("refuses a server that is named like an endpoint's zone", () => {
    expect(mistakesOf({ 'service.servers[1].name': 'use1-az2' })).toEqual([
      mistake('service.servers[1].name', 'use1-az2', 'the ID of a zone', 'the same name in the hosted zone'),
    ]);
  });
});

describe('further VPCs', () => {
  // Their networks must be let in.
  const clients = { 'consumers[0].clients.cidrs': ['10.3.0.0/16', '10.9.0.0/16'] };

  test('are each listed once', () => {
    const path = 'consumers[0].dns.additionalVpcIds';
    expect(mistakesOf({ ...clients, [path]: ['vpc-01234567', 'vpc-01234567'] })).toEqual([
      mistake(`${path}[1]`, 'vpc-01234567', 'once', `${path}[0] has it already`),
    ]);
  });

  test("do not include the consumer's own VPC", () => {
    expect(
      mistakesOf({
        ...clients,
        'consumers[0].vpc': { id: 'vpc-01234567', cidrs: ['10.3.0.0/16'] },
        'consumers[0].dns.additionalVpcIds': ['vpc-01234567', 'vpc-76543210'],
      }),
    ).toEqual([mistake('consumers[0].dns.additionalVpcIds[0]', 'vpc-01234567', 'further VPCs', 'already')]);
  });
});

describe("domains that are not the consumer's", () => {
  test.each([
    ['amazonaws.com', 'amazonaws.com'],
    ['redis.us-east-1.amazonaws.com', 'amazonaws.com'],
    ['com.cn', 'amazonaws.com.cn'],
    ['s3.cn-north-1.amazonaws.com.cn', 'amazonaws.com.cn'],
    ['amazonaws.eu', 'amazonaws.eu'],
    ['api.aws', 'aws'],
    ['ec2.us-east-1.api.aws', 'aws'],
    ['ec2.internal', 'ec2.internal'],
    ['redis.ec2.internal', 'ec2.internal'],
    ['compute.internal', 'compute.internal'],
    ['us-west-2.compute.internal', 'compute.internal'],
    ['10.in-addr.arpa', 'arpa'],
    ['redis.localhost', 'localhost'],
  ])('%s would hide names of %s', (given, domain) => {
    expect(mistakesOf({ [ZONE]: given })).toEqual([mistake(ZONE, given, `nor below, ${domain}`, 'would hide names')]);
  });

  test.each(['redis.internal', 'myamazonaws.com', 'amazonaws.com.example.org', 'aws.example.com', 'my-ec2.internal'])(
    '%s hides none',
    (given) => {
      expect(environmentWith({ [ZONE]: given })).toBeDefined();
    },
  );
});

describe('two consumers in one VPC', () => {
  const dns = (zoneName: string, ...additionalVpcIds: string[]) =>
    additionalVpcIds.length > 0 ? { zoneName, additionalVpcIds } : { zoneName };
  const vpc = (ref: object) => ({ ...ref, cidrs: ['10.3.0.0/16'] });
  // Networks of further VPCs must be let in.
  const clients = { cidrs: ['10.3.0.0/16', '10.9.0.0/16'] };
  const two = (one: object, other: object) => ({
    consumers: [
      { ...anotherConsumer('one'), clients, ...one },
      { ...anotherConsumer('two'), clients, ...other },
    ],
  });
  const ID = { id: 'vpc-01234567' };

  test.each<[by: string, one: object, other: object]>([
    ['its ID', { vpc: vpc(ID) }, { vpc: vpc(ID) }],
    ['its ID, shared with another account', { vpc: vpc(ID) }, { vpc: vpc(ID), account: 'prod' }],
    ['its name in one account', { vpc: vpc({ name: 'dev' }) }, { vpc: vpc({ name: 'dev' }) }],
    ['further VPCs of both', { dns: dns('redis.internal', ID.id) }, { dns: dns('redis.internal', ID.id) }],
    ['a further VPC of one', { vpc: vpc(ID), dns: dns('redis.internal') }, { dns: dns('redis.internal', ID.id) }],
  ])('by %s have two zone names', (_by, one, other) => {
    const zoneName = 'dns' in one ? 'redis.internal' : 'redis.joda-toda.internal';
    expect(mistakesOf(two(one, other))).toEqual([
      mistake('consumers[1].dns.zoneName', zoneName, 'no other consumer of this VPC', 'ConflictingDomainExists'),
    ]);
    expect(
      environmentWith(two(one, { ...other, dns: { ...Object(other).dns, zoneName: 'other.internal' } })),
    ).toBeDefined();
  });

  test('are not assumed where the account is wrong by itself', () => {
    const other = { ...anotherConsumer('two', 'Dev'), vpc: vpc({ name: 'dev' }) };
    const changes = { 'consumers[0].account': 'Dev', 'consumers[1]': other };
    expect(mistakesOf(changes).map(({ path }) => path)).toEqual(['consumers[0].account', 'consumers[1].account']);
  });

  test('VPCs of one name in two accounts are two', () => {
    const third = { ...anotherConsumer('two', 'prod'), vpc: vpc({ name: 'dev' }) };
    expect(environmentWith({ 'consumers[1]': third })).toBeDefined();
  });

  test('the zone of one does not hide a name of the other', () => {
    const at = (name: string) => ({ vpc: vpc(ID), dns: dns(name) });
    for (const hidden of ['redis-2.redis.internal', 'a.redis-2.redis.internal', 'use1-az4.redis.internal']) {
      expect(mistakesOf(two(at('redis.internal'), at(hidden)))).toEqual([
        mistake('consumers[1].dns.zoneName', hidden, 'not below redis.internal', 'would hide the name'),
      ]);
      expect(mistakesOf(two(at(hidden), at('redis.internal'))).map(({ path }) => path)).toEqual([
        'consumers[0].dns.zoneName',
      ]);
    }
    expect(environmentWith(two(at('redis.internal'), at('team.redis.internal')))).toBeDefined();
  });
});
