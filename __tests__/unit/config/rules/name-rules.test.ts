import { addressOf } from '../../../../src/config/names';
import { SERVICE_STACK_IDS } from '../../../../src/config/rules/name-rules';
import { anotherConsumer, environmentWith, mistake, mistakesOf } from '../../../support/environments';
import { synthesised } from '../../../support/stacks';
import { addresses, type StackJson } from '../../../support/synth';

const SENTINEL_MODE = { 'service.redis': { mode: 'sentinel', masterName: 'mymaster' } };

describe('names', () => {
  test.each(['a'.repeat(33), 'internal-redis', 'sg-redis', 'sg'])(
    'refuses %s for load balancer and security groups',
    (name) => {
      expect(mistakesOf({ 'service.name': name })).toEqual([
        mistake('service.name', name, '32 characters at most, not beginning with "internal-"', 'names load balancer'),
      ]);
    },
  );

  test.each(['a'.repeat(32), 'internal', 'sgx'])('accepts %s for them', (name) => {
    expect(environmentWith({ 'service.name': name })).toBeDefined();
  });

  test('refuses two servers with one name', () => {
    expect(mistakesOf({ 'service.servers[2].name': 'redis-1' })).toEqual([
      mistake('service.servers[2].name', 'redis-1', 'no other server', 'service.servers[0].name has it already'),
    ]);
  });

  test("refuses a server named like another's Sentinel", () => {
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

  test.each([
    ['backend', 'backend'],
    ['load-balancer', 'load-balancer'],
    ['load-balancer-security-group-out-redis-1', 'load-balancer'],
    ['endpoint-service-allow-x', 'endpoint-service'],
    ['existing-vpc-route-table-x', 'existing-vpc'],
    ['aws-provider', 'aws-provider'],
  ])('a server named %s, whose addresses the stack may use itself', (name, taken) => {
    expect(mistakesOf({ 'service.servers[1].name': name })).toEqual([
      mistake('service.servers[1].name', name, `nor begins with "${taken}"`, 'Terraform addresses'),
    ]);
  });

  test.each(['loadbalancer', 'load', 'on-premises-1', 'backends', 'listener', 'target-group'])(
    'a server may be named %s',
    (name) => {
      expect(environmentWith({ 'service.servers[1].name': name })).toBeDefined();
    },
  );

  test("every address of the service stack that is not a server's begins with a name that no server can have", () => {
    // GIVEN
    const service = synthesised(environmentWith({ 'service.transitGateway.attachVpc': true }))['redis-service'];
    // WHEN
    const all = addresses(service as StackJson).map((address) => address.replace(/^(data\.)?\w+\./, ''));
    const others = all.filter((address) => !/^redis_\d_/.test(address));
    // THEN
    const begins = (address: string) =>
      SERVICE_STACK_IDS.some((id) => address === addressOf([id]) || address.startsWith(`${addressOf([id])}_`));
    const free = others.filter((address) => !begins(address));
    // Those below on_premises end in no part of a listener, so a server may have such a name.
    expect(free.filter((address) => !/^on_premises_(attachment|transit_gateway|\w+_\d+)$/.test(address))).toEqual([]);
    expect(free).toContain('on_premises_attachment');
    expect(others.length).toBeGreaterThan(free.length);
  });

  test('refuses two consumers with one name, which would write one state key', () => {
    expect(mistakesOf({ 'consumers[1]': anotherConsumer('joda-toda-aws') })).toEqual([
      mistake('consumers[1].name', 'joda-toda-aws', 'no other consumer', 'one state key'),
    ]);
  });
});
