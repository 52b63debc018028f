import { GetBucketLoggingCommand, GetBucketReplicationCommand, S3Client } from '@aws-sdk/client-s3';
import { type Emulated, emulate } from '../support/emulated';

const MINUTES = 60_000;
const Bucket = 'redis-privatelink-state-111111111111';
const ROLE = 'arn:aws:iam::111111111111:role/state-replication';

/** The options of the state bucket, through Terraform and the real provider. */
describe('a state bucket with access logs and replication', () => {
  let emulated: Emulated;
  let s3: S3Client;

  beforeAll(async () => {
    emulated = await emulate({
      'state.accessLogs': { bucket: 'redis-privatelink-logs' },
      'state.replication': { bucket: 'redis-privatelink-copy', roleArn: ROLE },
    });
    s3 = new S3Client({ ...emulated.account('prod'), forcePathStyle: true });
  }, 2 * MINUTES);

  afterAll(() => emulated?.stop(), MINUTES);

  test(
    'is created with both',
    async () => {
      expect(await emulated.deployment().bootstrap()).toBe('created');

      const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
      expect(LoggingEnabled).toEqual({ TargetBucket: 'redis-privatelink-logs', TargetPrefix: `${Bucket}/` });
      const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket }));
      expect(ReplicationConfiguration).toMatchObject({
        Role: ROLE,
        Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::redis-privatelink-copy' } }],
      });
    },
    5 * MINUTES,
  );

  test(
    'shows no difference afterwards',
    async () => {
      expect(await emulated.deployment().bootstrap()).toBe('unchanged');
    },
    2 * MINUTES,
  );

  test(
    'replicates encrypted states once there are keys, and shows no difference afterwards',
    async () => {
      const keyArn = (region: string) => `arn:aws:kms:${region}:111111111111:key/12345678-90ab-4def-9234-567890abcdef`;
      const encrypted = emulated.deployment({
        'state.kmsKeyArn': keyArn('us-east-1'),
        'state.replication.kmsKeyArn': keyArn('us-west-2'),
      });
      expect(await encrypted.bootstrap()).toBe('changed');

      const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket }));
      expect(ReplicationConfiguration?.Rules).toEqual([
        expect.objectContaining({
          SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
          Destination: {
            Bucket: 'arn:aws:s3:::redis-privatelink-copy',
            EncryptionConfiguration: { ReplicaKmsKeyID: keyArn('us-west-2') },
          },
        }),
      ]);
      expect(await encrypted.bootstrap()).toBe('unchanged');
    },
    5 * MINUTES,
  );
});
