import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { App } from 'cdktf';
import type { EnvironmentProps } from '../../config/schema';
import { BaseStack } from './base-stack';

/** The bucket of the states. */
export class StateStack extends BaseStack {
  constructor(app: App, environment: EnvironmentProps) {
    super(app, 'state', environment, environment.service.account);
    const { id: bucket, arn } = new S3Bucket(this, 'bucket', { bucket: environment.state.bucket });
    new S3BucketVersioningA(this, 'versioning', { bucket, versioningConfiguration: { status: 'Enabled' } });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [{ id: 'old', status: 'Enabled', noncurrentVersionExpiration: [{ noncurrentDays: 90 }] }],
    });
    new S3BucketOwnershipControls(this, 'ownership', { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } });
    new S3BucketPublicAccessBlock(this, 'public_access', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const guests = Object.values(environment.accounts).map((account) => `arn:aws:iam::${account.id}:root`);
    new S3BucketPolicy(this, 'policy', {
      bucket,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: guests }, Action: 's3:*', Resource: [arn, `${arn}/*`] }],
      }),
    });
  }
}
