import { GetObjectCommand, HeadBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { accountOf, stackNames, stateKey, stateRoleArn } from '../config/names';
import type { Environment } from '../config/schema';
import { type AccountAccess, type AwsConfig, accountConfig, requireCredentials } from '../terraform/aws';

/** The part of a state file in which two copies must agree. A move to S3 changes the lineage. */
export interface State {
  readonly resources: readonly unknown[];
}

/** The state bucket, and the state of its own stack in it. */
export class StateObject {
  readonly bucket: string;
  readonly key: string;
  private readonly s3: S3Client;
  private readonly access: AccountAccess;

  constructor(environment: Environment, aws: AwsConfig) {
    const account = accountOf(environment, environment.service.account);
    this.bucket = environment.state.bucket;
    this.key = stateKey(environment, account, stackNames.state);
    this.access = { ...account, roleArn: stateRoleArn(account) };
    this.s3 = new S3Client(accountConfig(aws, this.access));
  }

  /**
   * Gets credentials before the first request to S3: a 403 from STS would look like one from S3.
   *
   * @throws Error that names the role or profile, with AWS's message
   */
  async requireAccess(): Promise<void> {
    await requireCredentials(() => this.s3.config.credentials(), this.access);
  }

  /** Whether a bucket of that name exists, in any account. */
  async bucketExists(): Promise<boolean> {
    try {
      await this.s3.send(new HeadBucketCommand({ Bucket: this.bucket }));
      return true;
    } catch (error) {
      const status = statusOf(error);
      if (status === 404) return false;
      // It belongs to another account, or is in another Region: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
      if (status === 403 || status === 301) return true;
      throw error;
    }
  }

  /** The state of the bucket's own stack, if there is one. */
  async read(): Promise<State | undefined> {
    return this.get(this.key);
  }

  /** Keys of all other states in the bucket that still have resources, including those of other environments. */
  async othersInUse(): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: this.bucket }));
    const keys = Contents.map(({ Key = '' }) => Key).filter((key) => key.endsWith('.tfstate') && key !== this.key);
    const states = await Promise.all(keys.map((key) => this.get(key)));
    return keys.filter((_, i) => states[i] && states[i].resources.length > 0);
  }

  private async get(key: string): Promise<State | undefined> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return JSON.parse((await Body?.transformToString()) ?? '');
    } catch (error) {
      // 403: without permission to list the bucket, S3 does not reveal whether the object exists.
      const status = statusOf(error);
      if (status === 404 || status === 403 || status === 301) return undefined;
      throw error;
    }
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
