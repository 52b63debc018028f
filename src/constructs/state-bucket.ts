import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { bucketPolicy, type StateGuests } from './state-bucket-policy';

export type { StateGuests };

/** Properties of {@link StateBucket}. */
export interface StateBucketProps {
  /** Globally unique. */
  readonly bucketName: string;
  /** Given, not taken from the bucket, so that a plan shows the policy before the bucket exists. */
  readonly bucketArn: string;
  /** The other accounts that keep states in it. */
  readonly guests: StateGuests;
  /** Whether Terraform refuses to destroy the bucket. Otherwise destroying it deletes the states in it. */
  readonly deletionProtection: boolean;
  /**
   * ARN of the KMS key that encrypts the objects.
   * @default - SSE-S3, which S3 does by itself
   */
  readonly kmsKeyArn?: string;
}

/** Days for which an overwritten state can be restored. */
const OLD_STATE_DAYS = 90;

/** An S3 bucket for Terraform's state: versioned, encrypted, private, TLS only. */
export class StateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    this.bucket = this.createBucket(props);
    this.keepOldVersions();
    if (props.kmsKeyArn) this.encrypt(props.kmsKeyArn);
    const privacy = this.shutOutThePublic();
    this.letIn(props, privacy);
  }

  private createBucket({ bucketName, deletionProtection }: StateBucketProps): S3Bucket {
    return new S3Bucket(this, 'bucket', {
      bucket: bucketName,
      forceDestroy: !deletionProtection,
      lifecycle: { preventDestroy: deletionProtection },
    });
  }

  private keepOldVersions(): void {
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket: this.bucket.id,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket: this.bucket.id,
      rule: [
        {
          id: 'expire-old-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrentVersionExpiration: [{ noncurrentDays: OLD_STATE_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      // Without versioning there are no noncurrent versions to expire.
      dependsOn: [versioning],
    });
  }

  /**
   * Not without a key: S3 encrypts every object by SSE-S3 on its own, and a resource that says so would differ from what
   * AWS reports whenever AWS adds to it (terraform-provider-aws #47320).
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
   */
  private encrypt(kmsMasterKeyId: string): void {
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: this.bucket.id,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId },
          // One data key for the bucket instead of a KMS request an object.
          bucketKeyEnabled: true,
        },
      ],
    });
  }

  private shutOutThePublic(): S3BucketPublicAccessBlock {
    // The bucket's account owns objects that other accounts write. Otherwise it could not read them.
    new S3BucketOwnershipControls(this, 'ownership', {
      bucket: this.bucket.id,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    return new S3BucketPublicAccessBlock(this, 'public_access', {
      bucket: this.bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  }

  private letIn({ bucketArn, guests }: StateBucketProps, privacy: S3BucketPublicAccessBlock): void {
    new S3BucketPolicy(this, 'policy', {
      bucket: this.bucket.id,
      // AWS's policy variables look like Terraform's interpolation, and must get past it.
      policy: JSON.stringify(bucketPolicy(bucketArn, guests)).replaceAll('${', () => '$${'),
      // S3 refuses two changes to one bucket's access at a time (OperationAborted).
      dependsOn: [privacy],
    });
  }
}
