import { GetObjectCommand, HeadBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { accountOf, stackNames, stateKey, stateRoleArn } from '../config/names';
import type { Environment } from '../config/schema';
import { type AccountAccess, type AwsConfig, accountConfig } from '../terraform/aws';

/** The part of a state file that two copies must agree on. Their lineage differs: a move to S3 changes it. */
export interface State {
  readonly resources: readonly unknown[];
}

/** The state bucket, and in it the state of the stack that makes the bucket. */
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
   * Gets credentials before S3 is asked anything: a 403 of STS would look like one of S3.
   *
   * @throws Error that names the role or the profile, and what AWS said
   */
  async requireAccess(): Promise<void> {
    try {
      await this.s3.config.credentials();
    } catch (error) {
      const { profile, roleArn } = this.access;
      const problem = roleArn ? `The role ${roleArn} can't be assumed` : 'There are no AWS credentials';
      const by = profile ? ` with the profile "${profile}"` : '';
      throw new Error(
        `${problem}${by}: ${(error as Error).message}\n` +
          'Sign in, or choose other credentials with AWS_PROFILE. A role must exist, and its trust policy must allow you in.',
        { cause: error },
      );
    }
  }

  /** Whether a bucket of that name exists, in this account or in any other. */
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
    return this.get(this.key);
  }

  /** The keys of all other states in the bucket that still have resources, those of other environments too. */
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
      // 403: in a bucket that this account may not list, S3 does not say whether there is an object.
      const status = statusOf(error);
      if (status === 404 || status === 403 || status === 301) return undefined;
      throw error;
    }
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
