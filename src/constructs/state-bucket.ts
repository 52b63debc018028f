import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { acceptFinding } from './accepted-finding';
import { bucketPolicy, type StateGuests } from './state-bucket-policy';

export type { StateGuests };

/** Properties of {@link StateBucket}. */
export interface StateBucketProps {
  /** Globally unique. */
  readonly bucketName: string;
  /** Passed in rather than read from the bucket, so that plans show the policy before the bucket exists. */
  readonly bucketArn: string;
  /** The other accounts that store states in it. */
  readonly guests: StateGuests;
  /** Whether Terraform refuses to destroy the bucket. If not, destroying it deletes all states in it. */
  readonly deletionProtection: boolean;
  /**
   * ARN of the KMS key that encrypts the objects.
   * @default - SSE-S3, S3's own default
   */
  readonly kmsKeyArn?: string;
  /** @default - requests are not logged */
  readonly accessLogs?: AccessLogs;
  /** @default - objects are not replicated */
  readonly replication?: Replication;
}

/** Where S3 delivers access logs. */
export interface AccessLogs {
  /** Name of a bucket in the same account and Region that admits S3's logging service. */
  readonly bucket: string;
  /**
   * How the keys of the logs begin.
   * @default - the name of the state bucket and a slash
   */
  readonly prefix?: string;
}

/** Where S3 replicates objects to. */
export interface Replication {
  /** ARN of a bucket with versioning. */
  readonly bucketArn: string;
  /** ARN of the role that S3 assumes. */
  readonly roleArn: string;
  /**
   * ARN of the KMS key that encrypts the replicas. Required if the state bucket has one.
   * @default - the destination bucket's default encryption
   */
  readonly kmsKeyArn?: string;
}

/** How long overwritten states can be restored, in days. */
const OLD_STATE_DAYS = 90;

/** An S3 bucket for Terraform's state: versioned, encrypted, private, TLS only. */
export class StateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    this.bucket = this.createBucket(props);
    const versioning = this.keepOldVersions();
    if (props.kmsKeyArn) this.encrypt(props.kmsKeyArn);
    if (props.accessLogs) this.logAccess(props.accessLogs, props.bucketName);
    if (props.replication) this.replicate(props.replication, versioning);
    const privacy = this.shutOutThePublic();
    this.letIn(props, privacy);
    this.acceptFindings(props);
  }

  private createBucket({ bucketName, deletionProtection }: StateBucketProps): S3Bucket {
    return new S3Bucket(this, 'bucket', {
      bucket: bucketName,
      forceDestroy: !deletionProtection,
      lifecycle: { preventDestroy: deletionProtection },
    });
  }

  private keepOldVersions(): S3BucketVersioningA {
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
    return versioning;
  }

  /**
   * Needed only with a key: S3 applies SSE-S3 by default, and a resource that repeats that would show a diff whenever
   * AWS extends what it reports (terraform-provider-aws #47320).
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
   */
  private encrypt(kmsMasterKeyId: string): void {
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: this.bucket.id,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId },
          // One data key for the bucket instead of a KMS request per object.
          bucketKeyEnabled: true,
        },
      ],
    });
  }

  private logAccess({ bucket, prefix }: AccessLogs, bucketName: string): void {
    new S3BucketLoggingA(this, 'access_logs', {
      bucket: this.bucket.id,
      targetBucket: bucket,
      targetPrefix: prefix ?? `${bucketName}/`,
    });
  }

  private replicate({ bucketArn, roleArn, kmsKeyArn }: Replication, versioning: S3BucketVersioningA): void {
    new S3BucketReplicationConfigurationA(this, 'replication', {
      bucket: this.bucket.id,
      role: roleArn,
      rule: [
        {
          id: 'all',
          status: 'Enabled',
          filter: { prefix: '' },
          // Terraform deletes its lock files. Otherwise every lock ever taken would lie beside the copies.
          deleteMarkerReplication: { status: 'Enabled' },
          destination: {
            bucket: bucketArn,
            encryptionConfiguration: kmsKeyArn ? { replicaKmsKeyId: kmsKeyArn } : undefined,
          },
          // Without it, S3 skips objects that a KMS key encrypts:
          // https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
          sourceSelectionCriteria: kmsKeyArn ? { sseKmsEncryptedObjects: { status: 'Enabled' } } : undefined,
        },
      ],
      // S3 refuses to replicate a bucket without versioning.
      dependsOn: [versioning],
    });
  }

  private shutOutThePublic(): S3BucketPublicAccessBlock {
    // The bucket's account owns objects written by other accounts. Otherwise it could not read them.
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
      // Escape AWS's policy variables: they look like Terraform's interpolation.
      policy: JSON.stringify(bucketPolicy(bucketArn, guests)).replaceAll('${', () => '$${'),
      // S3 refuses concurrent changes to a bucket's access (OperationAborted).
      dependsOn: [privacy],
    });
  }

  private acceptFindings({ kmsKeyArn, accessLogs, replication }: StateBucketProps): void {
    const accept = (check: string, reason: string) => acceptFinding(this.bucket, check, reason);
    accept('CKV2_AWS_62', 'Nothing would receive the notifications: changes of a state come from a deployment.');
    if (!kmsKeyArn)
      accept('CKV_AWS_145', 'SSE-S3 encrypts the bucket. state.kmsKeyArn encrypts it with a key of your own.');
    if (!accessLogs) accept('CKV_AWS_18', 'The logs need a bucket that exists already: state.accessLogs names it.');
    if (!replication) accept('CKV_AWS_144', 'Replicas need a bucket and a role that exist already: state.replication.');
  }
}
