import { anotherConsumer, environmentWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import { type Block, counts, type StackJson } from '../../support/synth';

const stacks = synthesised(
  environmentWith({ 'service.acceptance': 'manual', 'consumers[1]': anotherConsumer('second') }),
);
const stack = stacks['redis-acceptance-joda-toda-aws'] as StackJson;

describe("the stack that accepts a consumer's endpoints", () => {
  test('accepts the endpoint in each zone, keyed by zone', () => {
    expect(stack.resource.aws_vpc_endpoint_connection_accepter).toMatchObject(
      Object.fromEntries(
        ['use1-az1', 'use1-az2', 'use1-az4'].map((zone) => [
          zone.replace('-', '_'),
          {
            vpc_endpoint_service_id: `\${data.terraform_remote_state.redis_service.outputs.endpoint_service_id}`,
            vpc_endpoint_id: expect.stringMatching(
              new RegExp(`^\\$\\{.*terraform_remote_state\\.redis_consumer\\.outputs\\.endpoint_ids.*${zone}.*\\}$`),
            ),
          },
        ]),
      ),
    );
    expect(counts(stack)).toEqual({
      aws_vpc_endpoint_connection_accepter: 3,
      'data.terraform_remote_state': 2,
    });
  });

  test('accepts the only endpoint once, if there is one for all zones', () => {
    const environment = environmentWith({ 'service.acceptance': 'manual', 'consumers[0].endpoints': 'one' });
    const { resource } = synthesised(environment)['redis-acceptance-joda-toda-aws'] as StackJson;
    expect(Object.entries(resource.aws_vpc_endpoint_connection_accepter ?? {})).toMatchObject([
      ['all', { vpc_endpoint_id: expect.stringMatching(/outputs\.endpoint_ids\.all\}/) }],
    ]);
  });

  test.each([true, false])(
    'is protected as everything is, since destroying it rejects the endpoints: %p',
    (protection) => {
      const environment = environmentWith({ 'service.acceptance': 'manual', deletionProtection: protection });
      const { resource } = synthesised(environment)['redis-acceptance-joda-toda-aws'] as StackJson;
      const accepters = Object.values(resource.aws_vpc_endpoint_connection_accepter ?? {});
      expect(accepters.map(({ lifecycle }) => lifecycle)).toEqual(Array(3).fill({ prevent_destroy: protection }));
    },
  );

  test("is in the service's account", () => {
    expect(stack.provider.aws).toMatchObject([{ alias: 'prod', allowed_account_ids: ['111111111111'] }]);
  });

  test.each(['joda-toda-aws', 'second'])(
    "reads the states of the service and of %s, with the service's role",
    (name) => {
      const { redis_service, redis_consumer } = (stacks[`redis-acceptance-${name}`] as StackJson).data
        .terraform_remote_state as Record<string, { config: Block }>;
      const role = { role_arn: 'arn:aws:iam::111111111111:role/redis-privatelink-deploy' };
      expect(redis_service?.config).toMatchObject({
        key: 'test/111111111111/redis-service.tfstate',
        assume_role: role,
      });
      expect(redis_consumer?.config).toMatchObject({
        key: `test/222222222222/redis-consumer-${name}.tfstate`,
        assume_role: role,
      });
    },
  );

  test('has its own state', () => {
    expect(stack.terraform.backend).toMatchObject({
      s3: { key: 'test/111111111111/redis-acceptance-joda-toda-aws.tfstate' },
    });
  });

  test('forgets its accepters when acceptance becomes automatic, and destroys none', () => {
    // WHEN
    const stacks = synthesised(environmentWith({ 'service.acceptance': 'formerly-manual' }));
    const { json, dependencies, ...left } = stacks['redis-acceptance-joda-toda-aws'] as StackJson;
    // THEN
    expect(JSON.parse(json).removed).toEqual(
      Object.keys(stack.resource.aws_vpc_endpoint_connection_accepter ?? {}).map((name) => ({
        from: `aws_vpc_endpoint_connection_accepter.${name}`,
        lifecycle: { destroy: false },
      })),
    );
    expect(counts({ json, dependencies, ...left })).toEqual({});
    expect(left.terraform.backend).toEqual(
      (synthesised(environmentWith({ 'service.acceptance': 'manual' }))['redis-acceptance-joda-toda-aws'] as StackJson)
        .terraform.backend,
    );
    expect(dependencies).toEqual(['redis-consumer-joda-toda-aws']);
  });
});
