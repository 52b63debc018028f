import { partition } from '../config/regions';
import type { StackBlocks, StateLocation } from './blocks';
import type { NeededPermission, Permission } from './permission';

/**
 * Access to the states that some stacks keep and read.
 *
 * @param writes whether to change them, and lock them meanwhile
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
 */
export function stateAccess(stacks: readonly StackBlocks[], region: string, writes: boolean): NeededPermission[] {
  const inAws = partition(region);
  const s3 = (path: string) => `arn:${inAws}:s3:::${path}`;
  const keys = stacks.flatMap(({ state, reads }) => [
    state.key,
    ...(writes ? [`${state.key}.tflock`] : []),
    ...reads.map(({ key }) => key),
  ]);
  const prefixes = ['env:/', ...new Set(keys)];
  return stacks.flatMap(({ name, state, reads }) => {
    const object = s3(`${state.bucket}/${state.key}`);
    const lock = `${object}.tflock`;
    const needs: Permission[] = [
      {
        action: 's3:ListBucket',
        resources: [s3(state.bucket)],
        // Terraform lists workspaces at init. The keys: whether a missing object is an error 404 or 403.
        condition: { StringEquals: { 's3:prefix': prefixes } },
      },
      ...[state, ...reads].map(({ bucket, key }) => ({ action: 's3:GetObject', resources: [s3(`${bucket}/${key}`)] })),
      ...(writes
        ? [
            { action: 's3:PutObject', resources: [object], call: 'saving the state' },
            { action: 's3:PutObject', resources: [lock], call: 'locking' },
            { action: 's3:GetObject', resources: [lock], call: 'unlocking' },
            { action: 's3:DeleteObject', resources: [lock], call: 'unlocking' },
          ]
        : []),
      ...keyAccess(state, region, writes),
    ];
    return needs.map((need) => ({ ...need, neededBy: `state of ${name}${need.call ? `: ${need.call}` : ''}` }));
  });
}

/** S3 uses the key on the role's behalf. */
function keyAccess({ kmsKeyArn }: StateLocation, region: string, writes: boolean): Permission[] {
  if (!kmsKeyArn) return [];
  const actions = writes ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'];
  return actions.map((action) => ({
    action,
    resources: [kmsKeyArn],
    condition: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
    onlyOnAws: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms',
  }));
}
