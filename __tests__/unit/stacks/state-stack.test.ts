import { EnvironmentError } from '../../../src/config/mistakes';
import { StateStack } from '../../../src/stacks/state-stack';
import { anotherConsumer, type Changes, environmentWith, movedTo, THIRD_ACCOUNT } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import { addresses, readStack, type StackJson, testApp, theOnly } from '../../support/synth';

/** Only this stack: tests with many accounts don't need the others. */
const build = (changes: Changes = {}) =>
  readStack(new StateStack(testApp(), { environment: environmentWith(changes) }));

interface Statement {
  readonly Sid: string;
  readonly Principal: { readonly AWS?: readonly string[] } | '*';
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statements of the bucket's policy, as Terraform sends them to AWS. */
const policyOf = (stack: StackJson): Statement[] =>
  JSON.parse((theOnly(stack, 'aws_s3_bucket_policy').policy as string).replaceAll('$${', () => '${')).Statement;
const usage = (stack: StackJson) => policyOf(stack).find(({ Sid }) => Sid.startsWith('UseOwnStates'));
const keyOf = (stack: StackJson) => (stack.terraform.backend as { s3: { key: string } }).s3.key;

describe('the stack of the state', () => {
  test('has the bucket at an address that never changes', () => {
    expect(addresses(build(), (type) => type === 'aws_s3_bucket')).toEqual(['aws_s3_bucket.state_bucket']);
    expect(theOnly(build(), 'aws_s3_bucket').bucket).toBe('redis-privatelink-state-111111111111');
  });

  test("is in the service's account", () => {
    expect(build().provider.aws[0]?.allowed_account_ids).toEqual(['111111111111']);
  });

  test.each([true, false])('is protected like everything else: %p', (deletionProtection) => {
    expect(theOnly(build({ deletionProtection }), 'aws_s3_bucket')).toMatchObject({
      lifecycle: { prevent_destroy: deletionProtection },
      force_destroy: !deletionProtection,
    });
  });

  test("is encrypted with the environment's key", () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:111111111111:key/12345678-90ab-4def-9234-567890abcdef';
    expect(build({ 'state.kmsKeyArn': kmsKeyArn }).json).toContain(`"kms_master_key_id": "${kmsKeyArn}"`);
    expect(build().json).not.toContain('kms_master_key_id');
  });

  test('logs and replicates to the buckets of the environment, in its partition', () => {
    const stack = build({
      ...movedTo('cn-north-1', 'aws-cn'),
      'state.accessLogs': { bucket: 'logs', prefix: 'state/' },
      'state.replication': { bucket: 'copy', roleArn: 'arn:aws-cn:iam::111111111111:role/replication' },
    });
    expect(theOnly(stack, 'aws_s3_bucket_logging')).toMatchObject({ target_bucket: 'logs', target_prefix: 'state/' });
    expect(theOnly(stack, 'aws_s3_bucket_replication_configuration')).toMatchObject({
      role: 'arn:aws-cn:iam::111111111111:role/replication',
      rule: [{ destination: { bucket: 'arn:aws-cn:s3:::copy' } }],
    });
  });

  test("allows each consumer's account to use its own stacks' states and to read the service's", () => {
    // WHEN
    const environment = environmentWith({
      'accounts.test': THIRD_ACCOUNT,
      'consumers[1]': anotherConsumer('second'),
      'consumers[2]': anotherConsumer('third', 'test'),
      'service.acceptance': 'manual',
    });
    const stacks = synthesised(environment) as Record<string, StackJson>;
    // THEN
    const bucket = 'arn:aws:s3:::redis-privatelink-state-111111111111';
    const statement = usage(stacks.state as StackJson);
    expect(statement).toMatchObject({
      Principal: { AWS: ['arn:aws:iam::222222222222:root', 'arn:aws:iam::333333333333:root'] },
      Resource: expect.arrayContaining([
        `${bucket}/test/\${aws:PrincipalAccount}/*.tfstate`,
        `${bucket}/${keyOf(stacks['redis-service'] as StackJson)}`,
      ]),
    });
    for (const [name, account] of [
      ['redis-consumer-joda-toda-aws', '222222222222'],
      ['redis-publication-second', '222222222222'],
      ['redis-consumer-third', '333333333333'],
    ] as const) {
      expect(keyOf(stacks[name] as StackJson)).toBe(`test/${account}/${name}.tfstate`);
    }
    expect(keyOf(stacks['redis-acceptance-second'] as StackJson)).toBe(
      'test/111111111111/redis-acceptance-second.tfstate',
    );
  });

  const PLAN = 'arn:aws:iam::*:role/redis-privatelink-plan';

  test.each<[what: string, changes: Changes, patterns: string[] | undefined]>([
    ['its roles', {}, ['arn:aws:iam::*:role/redis-privatelink-deploy', PLAN]],
    [
      'its only role, if none plans',
      { 'accounts.joda-toda-aws.planRoleArn': undefined },
      ['arn:aws:iam::*:role/redis-privatelink-deploy'],
    ],
    [
      'its state role',
      { 'accounts.joda-toda-aws.stateRoleArn': 'arn:aws:iam::222222222222:role/ci/state' },
      ['arn:aws:iam::*:role/ci/state', PLAN],
    ],
    [
      'any of its principals, if it has no role',
      { 'accounts.joda-toda-aws.roleArn': undefined },
      ['arn:aws:iam::222222222222:*'],
    ],
    [
      'one pattern for all accounts with the same role name',
      { 'accounts.test': THIRD_ACCOUNT, 'consumers[1]': anotherConsumer('third', 'test') },
      ['arn:aws:iam::*:role/redis-privatelink-deploy', PLAN],
    ],
    [
      'any principal of the organization, if an account has no role',
      { 'accounts.joda-toda-aws.roleArn': undefined, 'state.organizationId': 'o-1234567890' },
      undefined,
    ],
  ])("allows a consumer's account by %s", (_what, changes, patterns) => {
    expect(usage(build(changes))?.Condition?.ArnLike?.['aws:PrincipalArn']).toEqual(patterns);
  });

  test('has no statement for its own account, which needs none', () => {
    expect(policyOf(build({ 'consumers[0].account': 'prod' })).map(({ Sid }) => Sid)).toEqual(['TlsOnly']);
  });

  const withAccounts = (count: number): Changes => {
    const names = Array.from({ length: count }, (_, i) => `guest-${i}`);
    const account = (i: number) => {
      const id = String(400_000_000_000 + i);
      return { id, roleArn: `arn:aws:iam::${id}:role/redis-privatelink-deploy` };
    };
    return {
      'service.enforceRulesOnPrivateLink': false,
      accounts: {
        prod: environmentWith().accounts.prod,
        ...Object.fromEntries(names.map((name, i) => [name, account(i)])),
      },
      consumers: names.map((name) => anotherConsumer(name, name)),
    };
  };

  test('has room for 200 consumer accounts, and lists none with an organization', () => {
    const size = (changes: Changes) =>
      Buffer.byteLength(theOnly(build({ ...withAccounts(200), ...changes }), 'aws_s3_bucket_policy').policy as string);
    expect(size({})).toBeLessThanOrEqual(20 * 1024);
    expect(size({ 'state.organizationId': 'o-1234567890' })).toBeLessThan(2048);
    expect(policyOf(build({ ...withAccounts(200), 'state.organizationId': 'o-1234567890' }))).toMatchObject(
      Array(5).fill({ Principal: '*' }),
    );
  });

  test('reports a policy beyond the size that AWS allows, with advice', () => {
    expect(() => build(withAccounts(300))).toThrow(EnvironmentError);
    expect(() => build(withAccounts(300))).toThrow(/300 accounts.*\n.*state\.organizationId.*\n.*\d+ bytes.*20480/);
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('in %s names the bucket in the partition %s', (region, partition) => {
    expect(theOnly(build(movedTo(region, partition)), 'aws_s3_bucket_policy').policy).toContain(
      `arn:${partition}:s3:::redis-private`,
    );
  });

  test('outputs its name', () => {
    expect(build().output).toEqual({
      bucket_name: { description: expect.stringContaining('state'), value: `\${aws_s3_bucket.state_bucket.bucket}` },
    });
  });
});
