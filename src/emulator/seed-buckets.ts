import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { accountOf } from '../config/names';
import { partition } from '../config/regions';
import type { Environment } from '../config/schema';
import { accountConfig } from '../terraform/aws';
import { emulatorAwsConfig } from './aws';

/** Creates in the emulator the buckets that the state bucket's logs and replicas go to. */
export async function seedBuckets(environment: Environment, endpoint: string): Promise<void> {
  const { region, service, state } = environment;
  const { accessLogs, replication } = state;
  if (!accessLogs && !replication) return;
  const owner = accountOf(environment, service.account);
  const s3 = new S3Client(accountConfig(emulatorAwsConfig(endpoint, region), owner));
  if (accessLogs) {
    const { bucket: Bucket } = accessLogs;
    await s3.send(new CreateBucketCommand(inRegion(Bucket, region)));
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: logDelivery(Bucket, region) }));
  }
  if (replication) {
    const { bucket: Bucket } = replication;
    await s3.send(new CreateBucketCommand(inRegion(Bucket, region)));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  s3.destroy();
}

/** us-east-1 is the default, and not allowed as a constraint: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
function inRegion(Bucket: string, region: string): CreateBucketCommandInput {
  if (region === 'us-east-1') return { Bucket };
  const LocationConstraint = region as NonNullable<
    CreateBucketCommandInput['CreateBucketConfiguration']
  >['LocationConstraint'];
  return { Bucket, CreateBucketConfiguration: { LocationConstraint } };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general */
function logDelivery(bucket: string, region: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: ['s3:PutObject'],
        Resource: `arn:${partition(region)}:s3:::${bucket}/*`,
      },
    ],
  });
}
