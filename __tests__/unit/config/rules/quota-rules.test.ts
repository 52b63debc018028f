import { QUOTAS, STATE_POLICY_BYTES } from '../../../../src/config/quotas';
import { anotherConsumer, environmentWith, mistake, mistakesOf } from '../../../support/environments';

const networks = (count: number) =>
  Array.from({ length: count }, (_, i) => `10.${100 + Math.floor(i / 250)}.${i % 250}.0/24`);
const premises = (count: number) => ['10.0.4.0/24', ...networks(count - 1)];
/** Consumers of one account in one VPC each, with so many zones of three. */
const consumers = (count: number, zones: number, vpc = (i: number) => `dev-${i}`) =>
  Array.from({ length: count }, (_, i) => {
    const consumer = anotherConsumer(`app-${i}`, 'joda-toda-aws', {
      'vpc.name': vpc(i),
      'dns.zoneName': `app-${i}.internal`,
    });
    return { ...consumer, subnets: consumer.subnets?.slice(0, zones) };
  });

describe('the quotas of AWS', () => {
  test('each have a name, a limit and a page of AWS that documents them', () => {
    for (const quota of [...Object.values(QUOTAS), STATE_POLICY_BYTES]) {
      expect(quota).toMatchObject({
        name: expect.stringMatching(/./),
        most: expect.any(Number),
        adjustable: quota !== STATE_POLICY_BYTES,
        page: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//),
        help: expect.stringMatching(/./),
      });
    }
  });

  // 3 contiguous listeners are 1 run; 1 network on premises has a rule of its own.
  test.each([
    [
      'in the load balancer’s group',
      { 'consumers[0].clients.cidrs': networks(59) },
      { 'consumers[0].clients.cidrs': networks(60) },
      'consumers',
      '61: ',
    ],
    [
      "in the endpoints' group",
      { 'service.enforceRulesOnPrivateLink': false, 'consumers[0].clients.cidrs': networks(60) },
      { 'service.enforceRulesOnPrivateLink': false, 'consumers[0].clients.cidrs': networks(61) },
      'consumers[0].clients',
      '61: ',
    ],
    [
      'in the group, for path MTU discovery',
      { 'service.enforceRulesOnPrivateLink': false, 'service.onPremisesCidrs': premises(60) },
      { 'service.enforceRulesOnPrivateLink': false, 'service.onPremisesCidrs': premises(61) },
      'service.onPremisesCidrs',
      '61: ',
    ],
  ])('allow 60 rules %s, and no more', (_where, most, tooMany, path, given) => {
    expect(() => environmentWith(most)).not.toThrow();
    expect(mistakesOf(tooMany)).toContainEqual({
      path,
      given: expect.stringContaining(given),
      allowed: expect.stringMatching(/^60 at most: wider networks/),
      why: expect.stringMatching(/"Inbound or outbound rules per security group".*quotas\.rulesPerSecurityGroup/),
    });
  });

  test('count runs of listener ports, not ports', () => {
    const apart = { 'service.servers[2].listenerPort': 7000 };
    expect(() => environmentWith({ ...apart, 'consumers[0].clients.cidrs': networks(29) })).not.toThrow();
    expect(mistakesOf({ ...apart, 'consumers[0].clients.cidrs': networks(30) })).toMatchObject([
      { given: expect.stringContaining('30 client networks times 2 runs') },
    ]);
  });

  test.each([
    [
      'interface endpoints in a VPC',
      50,
      consumers(16, 3, () => 'dev'),
      consumers(17, 3, () => 'dev'),
      'interfaceEndpointsPerVpc',
      51,
    ],
    ['health checks in an account', 200, consumers(66, 3), consumers(67, 3), 'healthChecksPerAccount', 201],
  ])('allow so many %s: %i', (_what, most, few, many, quota, count) => {
    const changes = (list: object[]) => ({
      consumers: list,
      ...(quota !== 'healthChecksPerAccount' && { 'endpointHealth.enabled': false }),
    });
    expect(() => environmentWith(changes(few))).not.toThrow();
    expect(mistakesOf(changes(many))).toEqual([
      mistake(
        `consumers[${many.length - 1}].subnets`,
        expect.stringContaining(`${count}: `),
        `${most} at most`,
        `quotas.${quota}`,
      ),
    ]);
  });

  test('are as large as the environment says that AWS has raised them', () => {
    const changes = { consumers: consumers(67, 3) };
    expect(() => environmentWith({ ...changes, 'quotas.healthChecksPerAccount': 201 })).not.toThrow();
    expect(() => environmentWith({ ...changes, 'endpointHealth.enabled': false })).not.toThrow();
  });

  test('count one endpoint in all zones once, and no health check for it', () => {
    const one = (count: number) => consumers(count, 3).map((consumer) => ({ ...consumer, endpoints: 'one' }));
    expect(() => environmentWith({ consumers: one(201) })).not.toThrow();
    const shared = (count: number) =>
      one(count).map((consumer, i) => ({
        ...consumer,
        vpc: { name: 'dev', cidrs: ['10.3.0.0/16'] },
        dns: { zoneName: `redis.app-${i}.internal` },
      }));
    expect(() => environmentWith({ consumers: shared(50) })).not.toThrow();
    expect(mistakesOf({ consumers: shared(51) })).toEqual([
      mistake(
        'consumers[50].subnets',
        expect.stringContaining('51: '),
        '50 at most',
        'quotas.interfaceEndpointsPerVpc',
      ),
    ]);
  });

  test('are never lowered by a figure below what AWS allows anybody', () => {
    expect(mistakesOf({ 'quotas.rulesPerSecurityGroup': 59 })).toEqual([
      mistake('quotas.rulesPerSecurityGroup', 59, 'a whole number from 60', 'without a request'),
    ]);
  });

  test.each([
    [
      'routesPerRouteTable',
      { 'service.onPremisesCidrs': premises(501), 'quotas.rulesPerSecurityGroup': 1000 },
      'service.onPremisesCidrs',
    ],
    [
      'vpcsPerHostedZone',
      {
        'consumers[0].clients.cidrs': ['10.3.0.0/16', '10.9.0.0/16'],
        'consumers[0].dns.authorizedVpcIds': Array.from({ length: 300 }, (_, i) => `vpc-${String(i).padStart(8, '0')}`),
      },
      'consumers[0].dns',
    ],
  ])('hold for %s too', (quota, changes, path) => {
    expect(mistakesOf(changes)).toEqual([
      mistake(path, expect.stringMatching(/^\d+01: /), 'at most', `quotas.${quota}`),
    ]);
  });
});
