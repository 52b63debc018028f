import { type Changes, environmentWith, mistake, mistakesOf } from '../../../support/environments';

const ROLE = 'arn:aws:iam::111111111111:role/replication';
const STATE_KEY = 'arn:aws:kms:us-east-1:111111111111:key/12345678-90ab-4def-9234-567890abcdef';
const REPLICA_KEY = 'arn:aws:kms:us-west-2:444444444444:key/mrk-1234567890abcdef1234567890abcdef';

const replicated = (changes: Changes = {}): Changes => ({
  'state.replication.bucket': 'redis-state-copy',
  'state.replication.roleArn': ROLE,
  ...changes,
});

describe('access logs', () => {
  test.each([undefined, 'state/', "a_b!.*'()/"])('go to another bucket, with the prefix %p', (prefix) => {
    const accessLogs = { bucket: 'redis-logs', ...(prefix && { prefix }) };
    expect(environmentWith({ 'state.accessLogs': accessLogs }).state.accessLogs).toEqual(accessLogs);
  });

  test('do not go to the state bucket, whose log would grow without end', () => {
    const given = 'redis-privatelink-state-111111111111';
    expect(mistakesOf({ 'state.accessLogs.bucket': given })).toEqual([
      mistake('state.accessLogs.bucket', given, 'another bucket', 'endless loop'),
    ]);
  });

  test.each(['', 'two words', 'a'.repeat(513), `\${path.module}`])('have no keys that begin with %j', (given) => {
    expect(mistakesOf({ 'state.accessLogs': { bucket: 'redis-logs', prefix: given } })).toEqual([
      mistake('state.accessLogs.prefix', given, '1 to 512 letters', 'the keys of the logs'),
    ]);
  });
});

describe('replication', () => {
  test.each<[what: string, changes: Changes]>([
    ['a role and a bucket', {}],
    [
      "keys for states and replicas, of any Region and of an account that isn't in the environment",
      { 'state.kmsKeyArn': STATE_KEY, 'state.replication.kmsKeyArn': REPLICA_KEY },
    ],
  ])('takes %s', (_what, changes) => {
    expect(environmentWith(replicated(changes)).state.replication).toMatchObject({ roleArn: ROLE });
  });

  test('needs a role', () => {
    expect(mistakesOf({ 'state.replication': { bucket: 'redis-state-copy' } })).toEqual([
      mistake('state.replication.roleArn', undefined, 'the ARN of an IAM role', 'S3 assumes this role'),
    ]);
  });

  test('does not go to the state bucket itself', () => {
    const given = 'redis-privatelink-state-111111111111';
    expect(mistakesOf(replicated({ 'state.replication.bucket': given }))).toEqual([
      mistake('state.replication.bucket', given, 'another bucket', 'to itself'),
    ]);
  });

  test("takes no role of another account than the bucket's", () => {
    const given = 'arn:aws:iam::222222222222:role/replication';
    expect(mistakesOf(replicated({ 'state.replication.roleArn': given }))).toEqual([
      mistake('state.replication.roleArn', given, 'a role of account 111111111111', 'nobody can pass'),
    ]);
  });

  test.each<[path: string, given: string]>([
    ['state.replication.roleArn', 'arn:aws-cn:iam::111111111111:role/replication'],
    ['state.replication.kmsKeyArn', 'arn:aws-cn:kms:cn-north-1:111111111111:key/12345678-90ab-4def-9234-567890abcdef'],
  ])('takes no ARN of another partition: %s', (path, given) => {
    const changes = { 'state.kmsKeyArn': STATE_KEY, 'state.replication.kmsKeyArn': REPLICA_KEY, [path]: given };
    expect(mistakesOf(replicated(changes))).toEqual([
      mistake(path, given, 'begins with arn:aws:', 'in the partition aws'),
    ]);
  });

  test('of encrypted states needs a key for the replicas', () => {
    expect(mistakesOf(replicated({ 'state.kmsKeyArn': STATE_KEY }))).toEqual([
      mistake('state.replication.kmsKeyArn', undefined, "destination bucket's Region", 'only where a key'),
    ]);
  });

  test('has no use for a key where the states have none', () => {
    expect(mistakesOf(replicated({ 'state.replication.kmsKeyArn': REPLICA_KEY }))).toEqual([
      mistake('state.replication.kmsKeyArn', REPLICA_KEY, 'state.kmsKeyArn as well', 'there are none'),
    ]);
  });

  test.each([
    ['state.kmsKeyArn', 'alias/state'],
    ['state.replication.kmsKeyArn', 'alias/copy'],
  ])('reports a malformed %s once', (path, given) => {
    const keys = { 'state.kmsKeyArn': STATE_KEY, 'state.replication.kmsKeyArn': REPLICA_KEY };
    expect(mistakesOf(replicated({ ...keys, [path]: given })).map(({ path }) => path)).toEqual([path]);
  });
});
