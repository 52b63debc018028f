import type { Needs, Permission } from '../permission';
import type { Use } from '../use';

/** The state bucket. Each of these resources is a part of its configuration. */
export const STATE_BUCKET_KINDS: Readonly<Record<string, (use: Use) => Needs>> = {
  aws_s3_bucket: (use) => ({
    read: [
      on(use, 's3:ListBucket', { call: 'HeadBucket' }),
      ...READ_BY_BUCKET.map((action) => on(use, action)),
      on(use, 's3:ListTagsForResource', { onlyOnAws: TAGGING_OF_PROVIDER_6 }),
    ],
    create: [
      on(use, 's3:CreateBucket'),
      on(use, 's3:PutBucketTagging'),
      on(use, 's3:TagResource', { onlyOnAws: TAGGING_OF_PROVIDER_6 }),
    ],
    update: [
      on(use, 's3:PutBucketTagging'),
      on(use, 's3:TagResource', { onlyOnAws: TAGGING_OF_PROVIDER_6 }),
      on(use, 's3:UntagResource', { onlyOnAws: TAGGING_OF_PROVIDER_6 }),
    ],
    delete: use.blocks.some(({ args }) => args.force_destroy === true) ? emptyAndDelete(use) : [],
  }),
  aws_s3_bucket_versioning: (use) => part(use, 'BucketVersioning'),
  aws_s3_bucket_lifecycle_configuration: (use) => part(use, 'LifecycleConfiguration'),
  aws_s3_bucket_server_side_encryption_configuration: (use) => part(use, 'EncryptionConfiguration'),
  aws_s3_bucket_ownership_controls: (use) => part(use, 'BucketOwnershipControls'),
  aws_s3_bucket_public_access_block: (use) => part(use, 'BucketPublicAccessBlock'),
  aws_s3_bucket_logging: (use) => part(use, 'BucketLogging'),
  aws_s3_bucket_replication_configuration: (use) => {
    const { create = [], ...needs } = part(use, 'ReplicationConfiguration');
    const configure = [...create, passRole(use)];
    return { ...needs, create: configure, update: configure };
  },
  aws_s3_bucket_policy: (use) => ({
    ...part(use, 'BucketPolicy'),
    delete: [on(use, 's3:DeleteBucketPolicy')],
  }),
};

/** The provider reads everything that the resource once configured itself. */
const READ_BY_BUCKET = [
  's3:GetAccelerateConfiguration',
  's3:GetBucketAcl',
  's3:GetBucketCORS',
  's3:GetBucketLogging',
  's3:GetBucketObjectLockConfiguration',
  's3:GetBucketPolicy',
  's3:GetBucketRequestPayment',
  's3:GetBucketTagging',
  's3:GetBucketVersioning',
  's3:GetBucketWebsite',
  's3:GetEncryptionConfiguration',
  's3:GetLifecycleConfiguration',
  's3:GetReplicationConfiguration',
];

/**
 * Since 6.23 the provider tags buckets by these actions. Without them it falls back to the older ones, and each run leaves
 * refused requests in CloudTrail.
 */
const TAGGING_OF_PROVIDER_6 = 'https://github.com/hashicorp/terraform-provider-aws/pull/45251';

const bucketArn = (use: Use) => {
  const bucket = use.others.find(({ kind }) => kind === 'aws_s3_bucket')?.args.bucket as string;
  return `arn:${use.partition}:s3:::${bucket}`;
};

const on = (use: Use, action: string, more: Partial<Permission> = {}): Permission => ({
  action,
  resources: [bucketArn(use)],
  ...more,
});

/** S3 assumes the role that the configuration names. */
const passRole = (use: Use): Permission => ({
  action: 'iam:PassRole',
  resources: use.values('role'),
  condition: { StringEquals: { 'iam:PassedToService': 's3.amazonaws.com' } },
  onlyOnAws: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html',
});

/** A part is put whether it is created, changed or, in most cases, removed. */
function part(use: Use, name: string): Needs {
  const put = [on(use, `s3:Put${name}`)];
  return { read: [on(use, `s3:Get${name}`)], create: put, update: put, delete: put };
}

/** Without deletion protection, destroying the bucket deletes every version of every state in it. */
function emptyAndDelete(use: Use): Permission[] {
  const objects = [`${bucketArn(use)}/*`];
  return [
    on(use, 's3:DeleteBucket'),
    on(use, 's3:ListBucketVersions'),
    { action: 's3:DeleteObject', resources: objects },
    { action: 's3:DeleteObjectVersion', resources: objects },
    { action: 's3:GetObject', resources: objects, call: 'npm run destroy -- state: whether a state is in use' },
  ];
}
