import { type Changes, environmentWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import { addresses, type Block, counts, resources, type StackJson } from '../../support/synth';

const build = (changes: Changes = {}) => {
  const stacks = synthesised(environmentWith({ 'service.acceptance': 'manual', ...changes }));
  return stacks as Record<'redis-publication-joda-toda-aws' | 'redis-consumer-joda-toda-aws', StackJson>;
};
const stacks = build();
const publication = stacks['redis-publication-joda-toda-aws'];
const ZONES = ['use1_az1', 'use1_az2', 'use1_az4'];
const outputs = `data.terraform_remote_state.redis_consumer.outputs`;

describe("the stack that publishes a consumer's endpoints, with manual acceptance", () => {
  test.each(ZONES)('publishes the endpoint in %s with the attributes from the consumer stack', (zone) => {
    const of = (which: string) => publication.resource.aws_route53_record?.[`published_${zone}_${which}`] as Block;
    const endpoint = `${outputs}.endpoints["${zone.replace('_', '-')}"]`;
    expect(of('all')).toMatchObject({
      name: 'redis.joda-toda.internal',
      zone_id: `\${${outputs}.hosted_zone_id}`,
      records: [expect.stringContaining(`${endpoint}.address`)],
      health_check_id: `\${${outputs}.health_check_ids["${zone.replace('_', '-')}"]}`,
    });
    expect(of('zone')).toMatchObject({
      zone_id: `\${${outputs}.hosted_zone_id}`,
      alias: { name: `\${${endpoint}.dnsName}`, zone_id: `\${${endpoint}.hostedZoneId}` },
    });
    expect(publication.data.aws_vpc_endpoint?.[`published_${zone}_endpoint`]?.id).toBe(`\${${endpoint}.id}`);
  });

  test('publishes one endpoint for all zones under the same names, with its regional and zonal names', () => {
    const one = build({ 'consumers[0].endpoints': 'one' })['redis-publication-joda-toda-aws'];
    const records = resources(one, 'aws_route53_record') as { name: string; alias: { name: string } }[];
    expect(Object.fromEntries(records.map(({ name, alias }) => [name, alias.name]))).toEqual({
      'redis.joda-toda.internal': `\${${outputs}.endpoints.all.dnsName}`,
      'use1-az1.redis.joda-toda.internal': `\${${outputs}.endpoints["use1-az1"].dnsName}`,
      'use1-az2.redis.joda-toda.internal': `\${${outputs}.endpoints["use1-az2"].dnsName}`,
      'use1-az4.redis.joda-toda.internal': `\${${outputs}.endpoints["use1-az4"].dnsName}`,
    });
    expect(one.json).not.toContain('health_check');
  });

  test('names the stack to deploy first if an endpoint is pending', () => {
    const [record] = resources(publication, 'aws_route53_record') as { lifecycle: { precondition: Block[] } }[];
    expect(record?.lifecycle.precondition[0]?.error_message).toContain('redis-acceptance-joda-toda-aws');
  });

  test("is in the consumer's account and reads its state", () => {
    expect(publication.provider.aws[0]?.allowed_account_ids).toEqual(['222222222222']);
    expect(publication.data.terraform_remote_state?.redis_consumer).toMatchObject({
      config: { assume_role: { role_arn: 'arn:aws:iam::222222222222:role/redis-privatelink-deploy' } },
    });
    expect(counts(publication)).toEqual({
      aws_route53_record: 6,
      'data.aws_vpc_endpoint': 3,
      'data.terraform_remote_state': 1,
      terraform_data: 1,
    });
  });

  test("is in the consumer's Region", () => {
    const abroad = build({
      'consumers[0].region': 'eu-west-1',
      'consumers[0].subnets': [{ name: 'dev-private-1', zoneId: 'euw1-az1' }],
    })['redis-publication-joda-toda-aws'];
    expect(abroad.provider.aws).toMatchObject([{ region: 'eu-west-1' }]);
    expect(abroad.json).not.toContain('health_check');
  });

  test('refers to no health check if there is none', () => {
    const unchecked = build({ 'endpointHealth.enabled': false })['redis-publication-joda-toda-aws'];
    for (const record of resources(unchecked, 'aws_route53_record'))
      expect(record).not.toHaveProperty('health_check_id');
  });

  test('overwrites records of the consumer stack, which forgets them without destroying them', () => {
    const before = synthesised(environmentWith())['redis-consumer-joda-toda-aws'] as StackJson;
    const published = Object.keys(before.resource.aws_route53_record ?? {}).filter((name) => /^published_/.test(name));
    const { removed } = JSON.parse(stacks['redis-consumer-joda-toda-aws'].json);
    expect(published).toHaveLength(6);
    const forgotten = [...published.map((name) => `aws_route53_record.${name}`), 'terraform_data.published_routing'];
    expect(removed).toEqual(forgotten.map((from) => ({ from, lifecycle: { destroy: false } })));
    expect(before.json).not.toContain('"removed"');
    expect(resources(publication, 'aws_route53_record').map((record) => record.allow_overwrite)).toEqual(
      Array(6).fill(true),
    );
  });

  test('is the only stack that publishes an address', () => {
    const records = resources(stacks['redis-consumer-joda-toda-aws'], 'aws_route53_record');
    expect(records.filter(({ type }) => type === 'A')).toEqual([]);
  });

  test.each(['per-zone', 'one'])(
    'forgets its records when acceptance becomes automatic, as the consumer stack overwrites them: endpoints %s',
    (endpoints) => {
      // GIVEN
      const before = build({ 'consumers[0].endpoints': endpoints })['redis-publication-joda-toda-aws'];
      // WHEN
      const after = build({ 'consumers[0].endpoints': endpoints, 'service.acceptance': 'formerly-manual' });
      // THEN
      const left = after['redis-publication-joda-toda-aws'];
      expect(counts(left)).toEqual({});
      const forgotten = (JSON.parse(left.json).removed as { from: string; lifecycle: Block }[]).map(
        ({ from, lifecycle }) => [from, lifecycle.destroy],
      );
      expect(forgotten.sort()).toEqual(addresses({ ...before, data: {} }).map((address) => [address, false]));
      expect(left.dependencies).toEqual(['redis-acceptance-joda-toda-aws', 'redis-consumer-joda-toda-aws']);
      const published = (stack: StackJson) =>
        resources(stack, 'aws_route53_record')
          .filter(({ type }) => type === 'A')
          .map(({ name }) => name);
      expect(published(after['redis-consumer-joda-toda-aws'])).toEqual(published(before));
    },
  );
});
