import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketReplicationCommand,
  GetObjectCommand,
  type LifecycleRule,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type ReplicationRule,
} from '@aws-sdk/client-s3';
import { bucketPolicy } from '../../../src/constructs/state-bucket-policy';
import { type Account, account, CONSUMER, emulatorForAll, PROD, role, STRANGER } from './harness';

const emulator = emulatorForAll();
const Bucket = 'redis-state';
const arn = `arn:aws:s3:::${Bucket}`;
const Key = 'consumer/terraform.tfstate';

const policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${arn}/sealed/*` },
    {
      Effect: 'Allow',
      Principal: { AWS: role(CONSUMER) },
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: `${arn}/consumer/*`,
    },
    {
      Effect: 'Allow',
      Principal: { AWS: role(CONSUMER) },
      Action: 's3:ListBucket',
      Resource: arn,
      Condition: { StringLike: { 's3:prefix': 'consumer/*' } },
    },
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${STRANGER}:root` },
      Action: 's3:Get*',
      Resource: `${arn}/service/*`,
    },
  ],
};

let prod: Account;
let consumer: Account;
beforeAll(async () => {
  prod = await account(emulator.endpoint);
  consumer = await account(emulator.endpoint, role(CONSUMER));
  await prod.s3.send(new CreateBucketCommand({ Bucket }));
  await prod.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
  for (const key of [Key, 'service/terraform.tfstate']) await put(prod, key);
});

const put = ({ s3 }: Account, key: string) => s3.send(new PutObjectCommand({ Bucket, Key: key, Body: '{}' }));
const get = ({ s3 }: Account, key: string) => s3.send(new GetObjectCommand({ Bucket, Key: key }));
const list = ({ s3 }: Account, Prefix?: string) => s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
const remove = ({ s3 }: Account, key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
const accessDenied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };

describe("a bucket's policy", () => {
  test('allows the role of another account what it grants', async () => {
    await expect(put(consumer, Key)).resolves.toBeDefined();
    await expect(get(consumer, Key)).resolves.toBeDefined();
    await expect(list(consumer, 'consumer/')).resolves.toMatchObject({ KeyCount: 1 });
    await expect(remove(consumer, 'consumer/lock')).resolves.toBeDefined();
  });

  test('denies that role everything else', async () => {
    await expect(get(consumer, 'service/terraform.tfstate')).rejects.toMatchObject(accessDenied);
    await expect(put(consumer, 'service/terraform.tfstate')).rejects.toMatchObject(accessDenied);
    await expect(remove(consumer, 'service/terraform.tfstate')).rejects.toMatchObject(accessDenied);
    await expect(list(consumer)).rejects.toMatchObject(accessDenied);
    await expect(list(consumer, 'service/')).rejects.toMatchObject(accessDenied);
  });

  test('denies other roles of the same account', async () => {
    const other = await account(emulator.endpoint, role(CONSUMER, 'other'));
    await expect(get(other, Key)).rejects.toMatchObject(accessDenied);
  });

  test('allows every role of an account whose root it names', async () => {
    const stranger = await account(emulator.endpoint, role(STRANGER, 'any'));
    await expect(get(stranger, 'service/terraform.tfstate')).resolves.toBeDefined();
    await expect(put(stranger, 'service/terraform.tfstate')).rejects.toMatchObject(accessDenied);
  });

  test('reveals that an object is missing only to callers that may list it', async () => {
    const stranger = await account(emulator.endpoint, role(STRANGER));
    await expect(get(consumer, 'consumer/none')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(get(stranger, 'service/none')).rejects.toMatchObject(accessDenied);
  });

  test("restricts the bucket's own account only by a Deny", async () => {
    await expect(put(prod, 'elsewhere')).resolves.toBeDefined();
    await expect(put(prod, 'sealed/elsewhere')).rejects.toMatchObject(accessDenied);
  });
});

describe("the state bucket's policy of this project", () => {
  const guests = {
    accountArns: [CONSUMER, STRANGER].map((id) => `arn:aws:iam::${id}:root`),
    principalArns: ['arn:aws:iam::*:role/deploy'],
    prefix: 'test',
    readsKey: `test/${PROD}/redis-service.tfstate`,
    ownerId: PROD,
  };
  const shared = { Bucket: 'redis-shared' };
  const own = `test/${CONSUMER}/redis-consumer-dev.tfstate`;
  const write = ({ s3 }: Account, Key: string) => s3.send(new PutObjectCommand({ ...shared, Key, Body: '{}' }));
  const read = ({ s3 }: Account, Key: string) => s3.send(new GetObjectCommand({ ...shared, Key }));
  const erase = ({ s3 }: Account, Key: string) => s3.send(new DeleteObjectCommand({ ...shared, Key }));
  const keys = ({ s3 }: Account, Prefix?: string) => s3.send(new ListObjectsV2Command({ ...shared, Prefix }));

  beforeAll(async () => {
    await prod.s3.send(new CreateBucketCommand(shared));
    const Policy = JSON.stringify(bucketPolicy(`arn:aws:s3:::${shared.Bucket}`, guests));
    await prod.s3.send(new PutBucketPolicyCommand({ ...shared, Policy }));
    await write(prod, guests.readsKey);
  });

  test("allows an account's role to use, lock and unlock the states under the account's ID", async () => {
    await expect(write(consumer, own)).resolves.toBeDefined();
    await expect(read(consumer, own)).resolves.toBeDefined();
    await expect(write(consumer, `${own}.tflock`)).resolves.toBeDefined();
    await expect(erase(consumer, `${own}.tflock`)).resolves.toBeDefined();
    await expect(keys(consumer, `test/${CONSUMER}/`)).resolves.toMatchObject({ KeyCount: 1 });
    await expect(read(consumer, guests.readsKey)).resolves.toBeDefined();
  });

  test.each<[what: string, attempt: (guest: Account) => Promise<unknown>]>([
    ["overwrite another account's state", (guest) => write(guest, `test/${STRANGER}/redis-consumer-x.tfstate`)],
    ["read another account's state", (guest) => read(guest, `test/${STRANGER}/redis-consumer-x.tfstate`)],
    ["overwrite the service's state", (guest) => write(guest, guests.readsKey)],
    ["lock the service's state", (guest) => write(guest, `${guests.readsKey}.tflock`)],
    ['delete a state, even its own', (guest) => erase(guest, own)],
    ['write anything but states and locks', (guest) => write(guest, `test/${CONSUMER}/other`)],
    ['write to another environment', (guest) => write(guest, `other/${CONSUMER}/redis-consumer-dev.tfstate`)],
    ["list another account's states", (guest) => keys(guest, `test/${STRANGER}/`)],
    ['list everything', (guest) => keys(guest)],
  ])('allows no guest to %s', async (_what, attempt) => {
    await expect(attempt(consumer)).rejects.toMatchObject(accessDenied);
  });

  test('denies roles of other names, and other accounts', async () => {
    const other = await account(emulator.endpoint, role(CONSUMER, 'other'));
    const nobody = await account(emulator.endpoint, role('444444444444'));
    await expect(read(other, guests.readsKey)).rejects.toMatchObject(accessDenied);
    await expect(read(nobody, guests.readsKey)).rejects.toMatchObject(accessDenied);
  });

  test('allows the accounts of an organization, and no others', async () => {
    // GIVEN an organization with the tests' account, and a bucket of another account
    const { OrganizationId } = await organizations('CreateOrganization', {});
    const theirs = { Bucket: 'redis-organization' };
    const Policy = JSON.stringify(
      bucketPolicy(`arn:aws:s3:::${theirs.Bucket}`, {
        ...guests,
        accountArns: [],
        principalArns: undefined,
        organizationId: OrganizationId,
        ownerId: CONSUMER,
      }),
    );
    await consumer.s3.send(new CreateBucketCommand(theirs));
    await consumer.s3.send(new PutBucketPolicyCommand({ ...theirs, Policy }));
    // WHEN
    const put = ({ s3 }: Account, id: string) =>
      s3.send(new PutObjectCommand({ ...theirs, Key: `test/${id}/a.tfstate`, Body: '{}' }));
    const stranger = await account(emulator.endpoint, role(STRANGER));
    // THEN
    await expect(put(prod, PROD)).resolves.toBeDefined();
    await expect(put(stranger, STRANGER)).rejects.toMatchObject(accessDenied);
  });

  // By hand: a client package is not worth it for one request.
  async function organizations(action: string, body: object): Promise<{ OrganizationId: string }> {
    const scope = 'testing/20260101/us-east-1/organizations/aws4_request';
    const response = await fetch(emulator.endpoint, {
      method: 'POST',
      headers: {
        Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSOrganizationsV20161128.${action}`,
      },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return { OrganizationId: ((await response.json()) as { Organization: { Id: string } }).Organization.Id };
  }
});

describe('an ARN pattern', () => {
  test.each([
    ['arn:aws:iam::*:role/deploy', true],
    ['arn:aws:iam::222222222222:*', true],
    ['arn:aws:iam::*:role/dep*', true],
    ['arn:*:role/deploy', false],
    ['arn:aws:iam::222222222222:role', false],
  ])('%s matches part by part: %p', async (pattern, matches) => {
    // GIVEN
    const own = { Bucket: `redis-arn-${pattern.length}` };
    const Statement = {
      Effect: 'Allow',
      Principal: { AWS: CONSUMER },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${own.Bucket}/*`,
      Condition: { ArnLike: { 'aws:PrincipalArn': pattern } },
    };
    await prod.s3.send(new CreateBucketCommand(own));
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await prod.s3.send(new PutBucketPolicyCommand({ ...own, Policy }));
    // WHEN
    const writing = consumer.s3.send(new PutObjectCommand({ ...own, Key: 'a', Body: '{}' }));
    // THEN
    await (matches ? expect(writing).resolves.toBeDefined() : expect(writing).rejects.toMatchObject(accessDenied));
  });
});

describe('a state lock', () => {
  test('is taken once', async () => {
    // GIVEN
    const take = () =>
      consumer.s3.send(new PutObjectCommand({ Bucket, Key: `${Key}.tflock`, Body: '{}', IfNoneMatch: '*' }));
    await take();
    // WHEN
    const second = take();
    // THEN
    await expect(second).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  });
});

describe('a lifecycle configuration', () => {
  test.each([
    ['an empty filter', {}],
    ['an empty prefix', { Prefix: '' }],
    ['a prefix', { Prefix: 'consumer/' }],
  ])('with %s is returned as sent', async (_, Filter) => {
    // GIVEN
    const rule: LifecycleRule = {
      ID: 'old-versions',
      Status: 'Enabled',
      Filter,
      NoncurrentVersionExpiration: { NoncurrentDays: 90, NewerNoncurrentVersions: 10 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    };
    // WHEN
    const LifecycleConfiguration = { Rules: [rule] };
    await prod.s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    // THEN
    const read = await prod.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(read.Rules).toEqual([rule]);
    expect(read.TransitionDefaultMinimumObjectSize).toBe('all_storage_classes_128K');
  });
});

describe('a replication configuration', () => {
  const source = { Bucket: 'redis-source' };
  const key = 'arn:aws:kms:us-west-2:111111111111:key/k-1';
  const rule = (bucket: string, changes: Partial<ReplicationRule> = {}): ReplicationRule => ({
    ID: 'all',
    Status: 'Enabled',
    Priority: 0,
    Filter: { Prefix: '' },
    DeleteMarkerReplication: { Status: 'Enabled' },
    Destination: { Bucket: `arn:aws:s3:::${bucket}` },
    ...changes,
  });
  const replicate = (...Rules: ReplicationRule[]) =>
    prod.s3.send(
      new PutBucketReplicationCommand({
        ...source,
        ReplicationConfiguration: { Role: role(PROD, 'replication'), Rules },
      }),
    );

  beforeAll(async () => {
    for (const Bucket of [source.Bucket, 'redis-copy', 'redis-unversioned']) {
      await prod.s3.send(new CreateBucketCommand({ Bucket }));
      if (Bucket === 'redis-unversioned') continue;
      await prod.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    }
  });

  test('is returned as sent, keys included', async () => {
    // GIVEN
    const rules = [
      rule('redis-copy'),
      rule('redis-copy', {
        ID: 'encrypted',
        Priority: 1,
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Destination: { Bucket: 'arn:aws:s3:::redis-copy', EncryptionConfiguration: { ReplicaKmsKeyID: key } },
      }),
    ];
    // WHEN
    await replicate(...rules);
    // THEN
    const { ReplicationConfiguration } = await prod.s3.send(new GetBucketReplicationCommand(source));
    expect(ReplicationConfiguration).toEqual({ Role: role(PROD, 'replication'), Rules: rules });
  });

  test.each<[what: string, rule: ReplicationRule, message: string]>([
    ['to a bucket that does not exist', rule('redis-nowhere'), 'must exist'],
    ['to a bucket without versioning', rule('redis-unversioned'), 'must have versioning enabled'],
    ['to the bucket itself', rule(source.Bucket), 'same as the source'],
    [
      'of encrypted objects without a key for the replicas',
      rule('redis-copy', { SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } } }),
      'EncryptionConfiguration must be specified',
    ],
  ])('%s is refused', async (_what, rule, message) => {
    await expect(replicate(rule)).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining(message),
    });
  });
});

describe('access logs', () => {
  test('need a bucket whose policy admits the logging service', async () => {
    // GIVEN
    const target = { Bucket: 'redis-logs' };
    await prod.s3.send(new CreateBucketCommand(target));
    const log = () =>
      prod.s3.send(
        new PutBucketLoggingCommand({
          Bucket,
          BucketLoggingStatus: { LoggingEnabled: { TargetBucket: target.Bucket, TargetPrefix: 'state/' } },
        }),
      );
    await expect(log()).rejects.toMatchObject({ name: 'InvalidTargetBucketForLogging' });
    // WHEN
    const Statement = {
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: ['s3:PutObject'],
      Resource: `arn:aws:s3:::${target.Bucket}/*`,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
    await prod.s3.send(new PutBucketPolicyCommand({ ...target, Policy }));
    await log();
    // THEN
    const { LoggingEnabled } = await prod.s3.send(new GetBucketLoggingCommand({ Bucket }));
    expect(LoggingEnabled).toEqual({ TargetBucket: target.Bucket, TargetPrefix: 'state/' });
  });
});

describe('a bucket whose versioning is suspended', () => {
  test('can be emptied of its versions and delete markers', async () => {
    // GIVEN
    const versioned = { Bucket: 'redis-versions' };
    const version = (Status: 'Enabled' | 'Suspended') =>
      prod.s3.send(new PutBucketVersioningCommand({ ...versioned, VersioningConfiguration: { Status } }));
    await prod.s3.send(new CreateBucketCommand(versioned));
    await version('Enabled');
    await prod.s3.send(new PutObjectCommand({ ...versioned, Key, Body: 'one' }));
    await prod.s3.send(new DeleteObjectCommand({ ...versioned, Key }));
    await version('Suspended');
    const { Versions = [], DeleteMarkers = [] } = await prod.s3.send(new ListObjectVersionsCommand(versioned));
    // WHEN
    const Objects = [...Versions, ...DeleteMarkers].map(({ VersionId }) => ({ Key, VersionId }));
    const { Deleted, Errors } = await prod.s3.send(new DeleteObjectsCommand({ ...versioned, Delete: { Objects } }));
    // THEN
    expect(Errors).toBeUndefined();
    expect(Deleted).toHaveLength(2);
    await expect(prod.s3.send(new DeleteBucketCommand(versioned))).resolves.toBeDefined();
  });
});
