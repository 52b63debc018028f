import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { StateBucket, type StateBucketProps } from '../../../src/constructs/state-bucket';
import { bucketPolicy } from '../../../src/constructs/state-bucket-policy';
import { counts, stackWith, theOnly } from '../../support/synth';

const GUESTS = {
  accountArns: ['arn:aws:iam::222222222222:root'],
  prefix: 'test',
  readsKey: 'test/111111111111/redis-service.tfstate',
  ownerId: '111111111111',
};

const build = (props: Partial<StateBucketProps> = {}) =>
  stackWith((stack) => {
    new StateBucket(stack, 'state', {
      bucketName: 'redis-state',
      bucketArn: 'arn:aws:s3:::redis-state',
      guests: GUESTS,
      deletionProtection: true,
      ...props,
    });
  });

describe('StateBucket', () => {
  test.each([true, false])(
    'with deletion protection %p has the same prevent_destroy and the opposite force_destroy',
    (protect) => {
      expect(build({ deletionProtection: protect }).json).toHaveResourceWithProperties(S3Bucket, {
        bucket: 'redis-state',
        force_destroy: !protect,
        lifecycle: { prevent_destroy: protect },
      });
    },
  );

  test('keeps old versions for 90 days', () => {
    // WHEN
    const stack = build();
    // THEN
    expect(stack.json).toHaveResourceWithProperties(S3BucketVersioningA, {
      versioning_configuration: { status: 'Enabled' },
    });
    expect(theOnly(stack, 'aws_s3_bucket_lifecycle_configuration')).toMatchObject({
      rule: [
        {
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrent_version_expiration: [{ noncurrent_days: 90 }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
        },
      ],
      depends_on: ['aws_s3_bucket_versioning.state_versioning'],
    });
  });

  test('is encrypted with the KMS key, if given', () => {
    expect(theOnly(build({ kmsKeyArn: 'arn:key' }), 'aws_s3_bucket_server_side_encryption_configuration').rule).toEqual(
      [
        {
          apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: 'arn:key' },
          bucket_key_enabled: true,
        },
      ],
    );
  });

  test('leaves encryption to S3 without a key: extensions by AWS would show up in every plan', () => {
    expect(counts(build())).not.toHaveProperty('aws_s3_bucket_server_side_encryption_configuration');
  });

  test('blocks public access, and owns objects that others write', () => {
    expect(build().json).toHaveResourceWithProperties(S3BucketPublicAccessBlock, {
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(build().json).toHaveResourceWithProperties(S3BucketOwnershipControls, {
      rule: { object_ownership: 'BucketOwnerEnforced' },
    });
  });

  test('sets its policy after the public access block: S3 refuses concurrent changes', () => {
    // WHEN
    const policy = theOnly(build(), 'aws_s3_bucket_policy');
    // THEN
    expect(policy.depends_on).toEqual(['aws_s3_bucket_public_access_block.state_public_access']);
  });

  test('has the policy for its guests, with policy variables escaped from Terraform', () => {
    const { policy } = theOnly(build(), 'aws_s3_bucket_policy') as { policy: string };
    expect(policy).toContain('/test/$${aws:PrincipalAccount}/*.tfstate');
    expect(policy.replaceAll('$${', '')).not.toContain('${');
    expect(JSON.parse(policy.replaceAll('$${', () => '${'))).toEqual(bucketPolicy('arn:aws:s3:::redis-state', GUESTS));
  });

  test.each([
    ['its own name and a slash', undefined, 'redis-state/'],
    ['the prefix that is given', 'audit/state-', 'audit/state-'],
  ])('delivers access logs with keys that begin with %s', (_what, prefix, expected) => {
    expect(theOnly(build({ accessLogs: { bucket: 'logs', prefix } }), 'aws_s3_bucket_logging')).toMatchObject({
      target_bucket: 'logs',
      target_prefix: expected,
    });
  });

  const REPLICATION = { bucketArn: 'arn:aws:s3:::copy', roleArn: 'arn:role' };

  test('replicates every object, and the deletion of locks, once versioning is on', () => {
    expect(theOnly(build({ replication: REPLICATION }), 'aws_s3_bucket_replication_configuration')).toMatchObject({
      role: 'arn:role',
      rule: [
        {
          status: 'Enabled',
          filter: { prefix: '' },
          delete_marker_replication: { status: 'Enabled' },
          destination: { bucket: 'arn:aws:s3:::copy' },
        },
      ],
      depends_on: ['aws_s3_bucket_versioning.state_versioning'],
    });
  });

  test('replicates encrypted objects only with a key for the replicas', () => {
    const ruleOf = (kmsKeyArn?: string) =>
      (
        theOnly(build({ replication: { ...REPLICATION, kmsKeyArn } }), 'aws_s3_bucket_replication_configuration')
          .rule as object[]
      )[0];
    expect(ruleOf('arn:replica-key')).toMatchObject({
      source_selection_criteria: { sse_kms_encrypted_objects: { status: 'Enabled' } },
      destination: { encryption_configuration: { replica_kms_key_id: 'arn:replica-key' } },
    });
    expect(ruleOf()).not.toHaveProperty('source_selection_criteria');
    expect(ruleOf()).not.toHaveProperty('destination.encryption_configuration');
  });

  test('neither logs nor replicates by default', () => {
    expect(counts(build())).not.toHaveProperty('aws_s3_bucket_logging');
    expect(counts(build())).not.toHaveProperty('aws_s3_bucket_replication_configuration');
  });

  test('is one bucket with one of each setting', () => {
    // WHEN
    const stack = build({ kmsKeyArn: 'arn:key', accessLogs: { bucket: 'logs' }, replication: REPLICATION });
    // THEN
    expect(counts(stack)).toEqual({
      aws_s3_bucket: 1,
      aws_s3_bucket_lifecycle_configuration: 1,
      aws_s3_bucket_logging: 1,
      aws_s3_bucket_ownership_controls: 1,
      aws_s3_bucket_policy: 1,
      aws_s3_bucket_public_access_block: 1,
      aws_s3_bucket_replication_configuration: 1,
      aws_s3_bucket_server_side_encryption_configuration: 1,
      aws_s3_bucket_versioning: 1,
    });
    const { aws_s3_bucket: _, ...others } = stack.resource;
    const buckets = Object.values(others).flatMap((byName) => Object.values(byName).map(({ bucket }) => bucket));
    expect(new Set(buckets)).toEqual(new Set([`\${aws_s3_bucket.state_bucket.id}`]));
  });
});
