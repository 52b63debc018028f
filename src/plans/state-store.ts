import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { type AwsConfig, accountConfig, requireCredentials } from '../terraform/aws';
import { accessOf, type StateLocation } from './configuration';

/** https://developer.hashicorp.com/terraform/internals/json-format does not cover state files; these fields are stable. */
const stateSchema = z.object({
  lineage: z.string(),
  serial: z.number(),
  outputs: z.record(z.string(), z.unknown()).default({}),
  resources: z.array(z.object({ mode: z.string() })).default([]),
});

/** The identity and size of a state. */
export interface StoredState {
  /** Identifies the state: another one under the same key has another lineage. */
  readonly lineage: string;
  /** Increases with each change. */
  readonly serial: number;
  /** Names of the outputs. */
  readonly outputs: readonly string[];
  /** Whether it has any resource; a destroyed stack's state has none. */
  readonly hasResources: boolean;
}

/** How to reach S3, except for what the location of a state says itself. */
export type StoreConfig = Omit<AwsConfig, 'region'>;

/** S3 refuses to show a state. */
export class StateRefused extends Error {
  override readonly name = 'StateRefused';
}

/** Reads the states of stacks. */
export interface StateReader {
  /** @returns undefined if there is none */
  read(location: StateLocation): Promise<StoredState | undefined>;
}

/** Reads states from S3, each with the profile and role that Terraform uses for it. */
export class StateStore implements StateReader {
  private readonly clients = new Map<string, S3Client>();

  constructor(private readonly aws: StoreConfig) {}

  /**
   * A stack's state.
   *
   * @returns undefined if there is none
   * @throws StateRefused if S3 denies access
   * @throws Error if there is no bucket or no credentials. The message says what to do.
   */
  async read(location: StateLocation): Promise<StoredState | undefined> {
    const { bucket, key } = location;
    try {
      const client = await this.client(location);
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const { lineage, serial, outputs, resources } = stateSchema.parse(
        JSON.parse((await Body?.transformToString()) ?? ''),
      );
      const hasResources = resources.some(({ mode }) => mode === 'managed');
      return { lineage, serial, outputs: Object.keys(outputs), hasResources };
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') return undefined;
      if ((error as Error).name === 'NoSuchBucket') {
        throw new Error(`The state bucket "${bucket}" does not exist. Create it first: npm run bootstrap`, {
          cause: error,
        });
      }
      if ((error as Error).name === 'AccessDenied') {
        throw new StateRefused(`S3 refuses to show the state s3://${bucket}/${key}: ${(error as Error).message}`);
      }
      throw error;
    }
  }

  /** Keys of all states that the bucket shows to this reader; undefined if it shows none of its keys. */
  async keys(location: StateLocation): Promise<string[] | undefined> {
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    try {
      const client = await this.client(location);
      do {
        const page = await client.send(new ListObjectsV2Command({ Bucket: location.bucket, ContinuationToken }));
        keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      return keys.filter((key) => key.endsWith('.tfstate'));
    } catch {
      return undefined; // the review does without
    }
  }

  private async client({ region, profile, assume_role }: StateLocation): Promise<S3Client> {
    const access = accessOf(profile, assume_role);
    const name = JSON.stringify([region, access]);
    const client = this.clients.get(name) ?? new S3Client(accountConfig({ ...this.aws, region }, access));
    this.clients.set(name, client);
    await requireCredentials(() => client.config.credentials(), access);
    return client;
  }
}
