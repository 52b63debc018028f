import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';

/** Terraform's lock on a state in S3: https://developer.hashicorp.com/terraform/language/backend/s3#state-locking */
const lockSchema = z.object({
  ID: z.string(),
  /** `OperationTypeApply` and the like. */
  Operation: z.string(),
  /** `user@host` */
  Who: z.string(),
  /** When it was taken, as an ISO 8601 timestamp. */
  Created: z.string(),
});

/** Who holds the lock on a state, and since when. */
export type StateLock = Readonly<z.infer<typeof lockSchema>>;

/**
 * Reads the lock on a state.
 *
 * @param key the state's key; its lock file is beside it
 * @returns `undefined` if the state is not locked
 */
export async function readLock(s3: S3Client, bucket: string, key: string): Promise<StateLock | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `${key}.tflock` }));
    return lockSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
