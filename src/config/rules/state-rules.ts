import type { Mistake, Path } from '../mistakes';
import type { IsSound, SoundEnvironment } from './rule';

/** Options of the state bucket that don't go together. */
export function* stateRules(environment: SoundEnvironment, isSound: IsSound): Iterable<Mistake> {
  yield* destinationRules(environment);
  yield* replicationRoleRules(environment);
  yield* replicaKeyRules(environment, isSound);
}

function* destinationRules({ state }: SoundEnvironment): Iterable<Mistake> {
  const destinations: [Path, string | undefined, string][] = [
    [
      ['state', 'accessLogs', 'bucket'],
      state?.accessLogs?.bucket,
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
      'S3 would log the delivery of every log, in an endless loop',
    ],
    [['state', 'replication', 'bucket'], state?.replication?.bucket, 'S3 does not replicate a bucket to itself'],
  ];
  for (const [path, given, why] of destinations) {
    if (given === undefined || given !== state?.bucket) continue;
    yield { path, given, allowed: 'another bucket than state.bucket', why };
  }
}

function* replicationRoleRules({ accounts, service, state }: SoundEnvironment): Iterable<Mistake> {
  const given = state?.replication?.roleArn;
  const owner = service?.account === undefined ? undefined : accounts?.[service.account]?.id;
  if (given === undefined || owner === undefined || given.split(':')[4] === owner) return;
  yield {
    path: ['state', 'replication', 'roleArn'],
    given,
    allowed: `a role of account ${owner}`,
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    why: 'the bucket is in this account, and nobody can pass S3 a role of another',
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html */
function* replicaKeyRules({ state }: SoundEnvironment, isSound: IsSound): Iterable<Mistake> {
  if (!state?.replication || !isSound(['state', 'kmsKeyArn'])) return;
  const path = ['state', 'replication', 'kmsKeyArn'];
  const given = state.replication.kmsKeyArn;
  if (!isSound(path)) return;
  if (state.kmsKeyArn !== undefined && given === undefined) {
    yield {
      path,
      given,
      allowed: "the ARN of a KMS key in the destination bucket's Region",
      why: 'state.kmsKeyArn encrypts the states, and S3 replicates such objects only where a key for the replicas is named',
    };
  }
  if (state.kmsKeyArn === undefined && given !== undefined) {
    yield {
      path,
      given,
      allowed: 'no kmsKeyArn, or state.kmsKeyArn as well',
      why: 'S3 uses it for objects that a KMS key encrypts, and without state.kmsKeyArn there are none',
    };
  }
}
