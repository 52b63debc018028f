import { anotherConsumer, type Changes, environmentWith, movedTo, THIRD_ACCOUNT } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import { addresses, type StackJson, theOnly } from '../../support/synth';

const build = (changes: Changes = {}) => synthesised(environmentWith(changes)).state as StackJson;

/** The keys that a principal may put something under. */
function writable(stack: StackJson, principal: string): string[] {
  const { Statement } = JSON.parse(theOnly(stack, 'aws_s3_bucket_policy').policy as string);
  return (Statement as { Principal: { AWS?: string }; Action: string[]; Resource: string[] }[])
    .filter(({ Principal, Action }) => Principal.AWS === principal && Action.includes('s3:PutObject'))
    .flatMap(({ Resource }) => Resource)
    .filter((object) => !object.endsWith('.tflock'));
}

describe('the stack of the state', () => {
  test('is the bucket, at an address that never changes', () => {
    expect(addresses(build(), (type) => type === 'aws_s3_bucket')).toEqual(['aws_s3_bucket.state_bucket']);
    expect(theOnly(build(), 'aws_s3_bucket').bucket).toBe('redis-privatelink-state-111111111111');
  });

  test("is in the service's account", () => {
    expect(build().provider.aws[0]?.allowed_account_ids).toEqual(['111111111111']);
  });

  test.each([true, false])('is protected as everything is: %p', (deletionProtection) => {
    expect(theOnly(build({ deletionProtection }), 'aws_s3_bucket')).toMatchObject({
      lifecycle: { prevent_destroy: deletionProtection },
      force_destroy: !deletionProtection,
    });
  });

  test("is encrypted with the environment's key", () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:111111111111:key/k-1';
    expect(build({ 'state.kmsKeyArn': kmsKeyArn }).json).toContain(`"kms_master_key_id": "${kmsKeyArn}"`);
    expect(build().json).not.toContain('kms_master_key_id');
  });

  test("lets each consumer's role write the states of its consumers, and nobody else", () => {
    // WHEN
    const stack = build({
      'accounts.test': THIRD_ACCOUNT,
      'consumers[1]': anotherConsumer('second'),
      'consumers[2]': anotherConsumer('third', 'test'),
    });
    // THEN
    const bucket = 'arn:aws:s3:::redis-privatelink-state-111111111111';
    expect(writable(stack, 'arn:aws:iam::222222222222:role/redis-privatelink-deploy')).toEqual([
      `${bucket}/test/redis-consumer-joda-toda-aws.tfstate`,
      `${bucket}/test/redis-consumer-second.tfstate`,
    ]);
    expect(writable(stack, THIRD_ACCOUNT.roleArn)).toEqual([`${bucket}/test/redis-consumer-third.tfstate`]);
    const { policy } = theOnly(stack, 'aws_s3_bucket_policy');
    expect([...new Set(String(policy).match(/arn:aws:iam::[^"]+/g))]).toHaveLength(2);
  });

  test.each<[what: string, changes: Changes, principal: string]>([
    [
      'its state role',
      { 'accounts.joda-toda-aws.stateRoleArn': 'arn:aws:iam::222222222222:role/state' },
      'arn:aws:iam::222222222222:role/state',
    ],
    [
      'the whole account where it has no role',
      { 'accounts.joda-toda-aws.roleArn': undefined },
      'arn:aws:iam::222222222222:root',
    ],
  ])('lets a consumer in by %s', (_what, changes, principal) => {
    expect(writable(build(changes), principal)).toHaveLength(1);
  });

  test('lets in nobody of its own account: they need no statement', () => {
    // WHEN
    const stack = build({ 'consumers[0].account': 'prod' });
    // THEN
    expect(theOnly(stack, 'aws_s3_bucket_policy').policy).not.toContain('arn:aws:iam::');
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('of %s names the bucket in the partition %s', (region, partition) => {
    expect(theOnly(build(movedTo(region, partition)), 'aws_s3_bucket_policy').policy).toContain(
      `arn:${partition}:s3:::redis-private`,
    );
  });

  test('tells its name', () => {
    expect(build().output).toEqual({
      bucket_name: { description: expect.stringContaining('state'), value: `\${aws_s3_bucket.state_bucket.bucket}` },
    });
  });
});
