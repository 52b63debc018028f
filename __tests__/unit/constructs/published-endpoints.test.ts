import { PublishedEndpoints, type PublishedEndpointsProps } from '../../../src/constructs/published-endpoints';
import { addresses, counts, resources, type StackJson, stackWith } from '../../support/synth';

const CONSUMER = {
  subnets: [
    { name: 'one', zoneId: 'use1-az1' },
    { name: 'two', zoneId: 'use1-az2' },
  ],
};

const build = (props: Partial<PublishedEndpointsProps>): StackJson =>
  stackWith((stack) => {
    new PublishedEndpoints(stack, 'published', {
      ...CONSUMER,
      hostedZoneId: 'Z1',
      zoneName: 'redis.internal',
      attributes: (key) => ({ id: 'vpce-1', address: '10.3.0.4', dnsName: `${key}.vpce`, hostedZoneId: 'ZVPCE' }),
      healthCheckId: (zoneId) => `check-${zoneId}`,
      otherwise: 'Accept it.',
      ...props,
    });
  });
const records = (stack: StackJson) => resources(stack, 'aws_route53_record');

describe('the records of one endpoint in all zones', () => {
  const one = build({ endpoints: 'one' });

  test('are aliases of its regional name and of its zonal names', () => {
    expect(Object.fromEntries(records(one).map(({ name, alias }) => [name, alias]))).toEqual({
      'redis.internal': { name: 'all.vpce', zone_id: 'ZVPCE', evaluate_target_health: false },
      'use1-az1.redis.internal': { name: 'use1-az1.vpce', zone_id: 'ZVPCE', evaluate_target_health: false },
      'use1-az2.redis.internal': { name: 'use1-az2.vpce', zone_id: 'ZVPCE', evaluate_target_health: false },
    });
    expect(counts(one)).toEqual({ aws_route53_record: 3, 'data.aws_vpc_endpoint': 1, terraform_data: 1 });
  });

  test('come with the private DNS name of the service, once the endpoint is available', () => {
    const named = build({ endpoints: 'one', hasPrivateDns: true });
    expect(named.resource.aws_vpc_endpoint_private_dns).toEqual({
      published_private_dns: expect.objectContaining({
        vpc_endpoint_id: 'vpce-1',
        private_dns_enabled: true,
        lifecycle: {
          precondition: [expect.objectContaining({ error_message: expect.stringContaining('Accept it.') })],
        },
      }),
    });
  });

  test('have no health check, no routing policy and no address of our own', () => {
    for (const record of records(one)) {
      for (const field of ['records', 'health_check_id', 'multivalue_answer_routing_policy', 'set_identifier'])
        expect(record).not.toHaveProperty(field);
    }
  });

  test('overwrite what another stack published, and wait until the endpoint is available', () => {
    for (const record of records(one)) {
      expect(record).toMatchObject({
        zone_id: 'Z1',
        type: 'A',
        allow_overwrite: true,
        lifecycle: {
          precondition: [
            {
              condition: `\${(data.aws_vpc_endpoint.published_endpoint.state == "available")}`,
              error_message: expect.stringMatching(/in use1-az1, use1-az2 is .*Accept it\./),
            },
          ],
        },
      });
    }
    expect(one.data.aws_vpc_endpoint?.published_endpoint?.id).toBe('vpce-1');
  });

  test('look the endpoint up after changes to it', () => {
    const keys: string[] = [];
    const { data } = build({
      endpoints: 'one',
      resource: (key) => {
        keys.push(key);
        return { fqn: 'aws_vpc_endpoint.endpoint' };
      },
    });
    expect(keys).toEqual(['all']);
    expect(data.aws_vpc_endpoint?.published_endpoint?.depends_on).toEqual(['aws_vpc_endpoint.endpoint']);
  });
});

describe.each(['one', 'per-zone'] as const)('the records of endpoints: %s', (endpoints) => {
  const stack = build({ endpoints });

  test('replace those of the other kind, never stand beside them', () => {
    expect(stack.resource.terraform_data?.published_routing?.triggers_replace).toEqual({ endpoints });
    for (const record of records(stack)) expect(record.depends_on).toEqual(['terraform_data.published_routing']);
  });

  test('have the addresses that another stack forgets', () => {
    expect(PublishedEndpoints.addresses('published', { ...CONSUMER, endpoints }).sort()).toEqual(
      addresses({ ...stack, data: {} }),
    );
  });
});

test('endpoints are published one by one unless there is only one', () => {
  const stack = build({});
  expect(stack.json).toBe(build({ endpoints: 'per-zone' }).json);
  expect(stack.resource.aws_route53_record).toMatchObject({
    published_use1_az1_all: { health_check_id: 'check-use1-az1' },
    published_use1_az2_all: { health_check_id: 'check-use1-az2' },
  });
});
