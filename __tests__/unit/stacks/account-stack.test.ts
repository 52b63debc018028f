import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { TerraformOutput, type TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { UserError } from '../../../src/config/mistakes';
import { accountOf } from '../../../src/config/names';
import { AccountStack, type AccountStackProps } from '../../../src/stacks/account-stack';
import { type Changes, environmentWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import { readStack, stackWith, testApp } from '../../support/synth';

class TestStack extends AccountStack {}

const build = (changes: Changes = {}, props: Partial<AccountStackProps> = {}) =>
  readStack(new TestStack(testApp(), 'a-stack', { environment: environmentWith(changes), account: 'prod', ...props }));

describe("a stack's provider", () => {
  test('is restricted to its account', () => {
    expect(build({}, { account: 'joda-toda-aws' }).provider.aws).toEqual([
      expect.objectContaining({
        alias: 'joda-toda-aws',
        region: 'us-east-1',
        allowed_account_ids: ['222222222222'],
        assume_role: [{ role_arn: 'arn:aws:iam::222222222222:role/redis-privatelink-deploy' }],
      }),
    ]);
  });

  test('assumes no role if the account has none', () => {
    expect(build({ 'accounts.prod.roleArn': undefined }).provider.aws[0]).not.toHaveProperty('assume_role');
  });

  test('uses the profile of its account, whose credentials assume the role', () => {
    const [provider] = build({ 'accounts.prod.profile': 'prod-admin' }).provider.aws;
    expect(provider).toMatchObject({
      profile: 'prod-admin',
      assume_role: [{ role_arn: 'arn:aws:iam::111111111111:role/redis-privatelink-deploy' }],
    });
    expect(build().provider.aws[0]).not.toHaveProperty('profile');
  });

  test('assumes the role with the external ID and session name of its account', () => {
    const fields = { 'accounts.prod.externalId': 'redis-7f3a', 'accounts.prod.sessionName': 'deploy' };
    expect(build(fields).provider.aws[0]?.assume_role).toEqual([
      {
        role_arn: 'arn:aws:iam::111111111111:role/redis-privatelink-deploy',
        external_id: 'redis-7f3a',
        session_name: 'deploy',
      },
    ]);
  });

  test('assumes the planning role on request, and so do its state and the states that it reads', () => {
    const planRole = 'arn:aws:iam::111111111111:role/redis-privatelink-plan';
    const stack = build({ 'accounts.prod.stateRoleArn': 'arn:aws:iam::111111111111:role/state' }, { role: 'plan' });
    expect(stack.provider.aws[0]?.assume_role).toEqual([{ role_arn: planRole }]);
    expect(stack.terraform.backend).toMatchObject({ s3: { assume_role: { role_arn: planRole } } });
  });

  test("tags everything with project, environment, stack and the environment's tags", () => {
    expect(build({ tags: { Team: 'data', CostCentre: '1' } }).provider.aws[0]?.default_tags).toEqual([
      {
        tags: {
          Project: 'redis-privatelink',
          Environment: 'test',
          Stack: 'a-stack',
          Team: 'data',
          CostCentre: '1',
        },
      },
    ]);
  });

  test('has the default version constraint, unless another is requested', () => {
    const version = (stack: ReturnType<typeof build>) =>
      (stack.terraform.required_providers as { aws: { source: string; version: string } }).aws;
    expect(version(build())).toEqual({ source: 'hashicorp/aws', version: '>= 6.40, < 7' });
    expect(version(build({}, { awsProviderVersion: '' }))).toEqual({
      source: 'hashicorp/aws',
      version: '>= 6.40, < 7',
    });
    expect(version(build({}, { awsProviderVersion: '>= 5.100' }))).toEqual({
      source: 'hashicorp/aws',
      version: '>= 5.100',
    });
  });

  test('needs an account that the environment has', () => {
    expect(() => accountOf(environmentWith(), 'dev')).toThrow('no account "dev"');
  });
});

describe("a stack's state", () => {
  test('has its own key, encryption and S3 state locking', () => {
    expect(build().terraform.backend).toEqual({
      s3: {
        bucket: 'redis-privatelink-state-111111111111',
        key: 'test/111111111111/a-stack.tfstate',
        region: 'us-east-1',
        encrypt: true,
        use_lockfile: true,
        assume_role: { role_arn: 'arn:aws:iam::111111111111:role/redis-privatelink-deploy' },
      },
    });
  });

  test.each<[what: string, changes: Changes, backend: object]>([
    [
      'with the state role, if any',
      { 'accounts.prod.stateRoleArn': 'arn:aws:iam::111111111111:role/state' },
      { assume_role: { role_arn: 'arn:aws:iam::111111111111:role/state' } },
    ],
    [
      'with the profile, if any, which assumes the role',
      { 'accounts.prod.profile': 'prod-admin' },
      {
        profile: 'prod-admin',
        assume_role: { role_arn: 'arn:aws:iam::111111111111:role/redis-privatelink-deploy' },
      },
    ],
    [
      'with the external ID and session name, if any',
      { 'accounts.prod.externalId': 'redis-7f3a', 'accounts.prod.sessionName': 'deploy' },
      {
        assume_role: {
          role_arn: 'arn:aws:iam::111111111111:role/redis-privatelink-deploy',
          external_id: 'redis-7f3a',
          session_name: 'deploy',
        },
      },
    ],
    [
      'with the KMS key, if any',
      { 'state.kmsKeyArn': 'arn:aws:kms:us-east-1:111111111111:key/12345678-90ab-4def-9234-567890abcdef' },
      { kms_key_id: 'arn:aws:kms:us-east-1:111111111111:key/12345678-90ab-4def-9234-567890abcdef' },
    ],
  ])('is written %s', (_what, changes, backend) => {
    expect(build(changes).terraform.backend).toMatchObject({ s3: backend });
    expect(build().terraform.backend).not.toMatchObject({ s3: backend });
  });

  test('is read by other stacks with the profile of their own account', () => {
    // GIVEN
    const stacks = synthesised(environmentWith({ 'accounts.joda-toda-aws.profile': 'dev' }));
    // WHEN
    const remote = stacks['redis-consumer-joda-toda-aws']?.data.terraform_remote_state?.redis_service;
    // THEN
    expect(remote).toMatchObject({ config: { profile: 'dev', key: 'test/111111111111/redis-service.tfstate' } });
    expect(stacks['redis-service']?.terraform.backend).not.toMatchObject({ s3: { profile: 'dev' } });
  });

  test("is read by other stacks with their own account's external ID and session name", () => {
    // GIVEN
    const stacks = synthesised(
      environmentWith({
        'accounts.prod.externalId': 'for-prod',
        'accounts.joda-toda-aws.externalId': 'redis-7f3a',
        'accounts.joda-toda-aws.sessionName': 'deploy',
      }),
    );
    // WHEN
    const remote = stacks['redis-consumer-joda-toda-aws']?.data.terraform_remote_state?.redis_service;
    // THEN
    expect(remote).toMatchObject({
      config: {
        assume_role: {
          role_arn: 'arn:aws:iam::222222222222:role/redis-privatelink-deploy',
          external_id: 'redis-7f3a',
          session_name: 'deploy',
        },
      },
    });
  });

  test('is written with ambient credentials if the account has no role', () => {
    const { s3 } = build({ 'accounts.prod.roleArn': undefined }).terraform.backend as { s3: object };
    expect(s3).not.toHaveProperty('assume_role');
  });

  test('requires a Terraform version with S3 state locking', () => {
    expect(build().terraform.required_version).toBe('>= 1.10');
  });
});

describe('addresses', () => {
  const bucket = (scope: Construct, id: string) => new S3Bucket(scope, id, { bucket: id });

  test('are the path of ids below the stack, as valid Terraform names', () => {
    const { resource } = stackWith((stack) => {
      const outer = new Construct(stack, 'redis-1');
      bucket(outer, 'target.group');
      bucket(new Construct(outer, 'in-10.3.0.0/16'), 'Resource');
    });
    expect(Object.keys(resource.aws_s3_bucket ?? {})).toEqual(['redis_1_in_10_3_0_0_16', 'redis_1_target_group']);
  });

  test.each<[what: string, build: (stack: TerraformStack) => void, both: string[]]>([
    [
      'of one type',
      (stack) => {
        bucket(stack, 'a-b');
        bucket(stack, 'a_b');
      },
      ['test/a-b', 'test/a_b'],
    ],
    [
      'at different depths',
      (stack) => {
        bucket(stack, 'a-b');
        bucket(new Construct(stack, 'a'), 'b');
      },
      ['test/a-b', 'test/a/b'],
    ],
    [
      'of different types',
      (stack) => {
        bucket(stack, 'a-b');
        new TerraformOutput(stack, 'a_b', { value: '' });
      },
      ['test/a-b', 'test/a_b'],
    ],
  ])('shared by two elements %s are an error', (_what, build, [one, other]) => {
    expect(() => stackWith(build)).toThrow(UserError);
    expect(() => stackWith(build)).toThrow('would both have the address a_b');
    expect(() => stackWith(build)).toThrow('in the environment "test"');
    expect(() => stackWith(build)).toThrow(one);
    expect(() => stackWith(build)).toThrow(other);
  });
});
