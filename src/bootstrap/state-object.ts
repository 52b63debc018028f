import { GetObjectCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { accountOf, stackNames, stateKey, stateRoleArn } from '../config/names';
import type { Environment } from '../config/schema';
import { type AwsConfig, inRole } from '../terraform/aws';

/** What matters of a state file. Not its lineage: a state that moves to S3 gets another one. */
export interface State {
  readonly resources: readonly unknown[];
}

/** The state of the `state` stack, in the bucket that this stack makes. */
export class StateObject {
  readonly bucket: string;
  readonly key: string;
  private readonly s3: S3Client;

  constructor(environment: Environment, aws: AwsConfig) {
    const account = accountOf(environment, environment.service.account);
    this.bucket = environment.state.bucket;
    this.key = stateKey(environment, account, stackNames.state);
    this.s3 = new S3Client(inRole(aws, stateRoleArn(account)));
  }

  /** Whether anybody, not only this account, has a bucket of that name. */
  async bucketExists(): Promise<boolean> {
    try {
      await this.s3.send(new HeadBucketCommand({ Bucket: this.bucket }));
      return true;
    } catch (error) {
      const status = statusOf(error);
      if (status === 404) return false;
      // Another account's, or in another Region: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
      if (status === 403 || status === 301) return true;
      throw error;
    }
  }

  /** The state that the bucket holds, if any. */
  async read(): Promise<State | undefined> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: this.key }));
      return JSON.parse((await Body?.transformToString()) ?? '');
    } catch (error) {
      // 403: of a bucket that this account may not list, S3 does not say whether it holds an object.
      const status = statusOf(error);
      if (status === 404 || status === 403 || status === 301) return undefined;
      throw error;
    }
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
