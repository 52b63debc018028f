import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AccountAccess } from '../terraform/aws';
import { LOCK_FILE } from '../terraform/lock-file';
import type { Stack } from '../terraform/stacks';

/** The role that the provider or the backend assumes, as Terraform's JSON has it. */
export const assumedRoleSchema = z.object({
  role_arn: z.string(),
  external_id: z.string().optional(),
  session_name: z.string().optional(),
});

/** Location of a state in S3, and who reads it. */
const locationSchema = z.object({
  bucket: z.string(),
  key: z.string(),
  region: z.string(),
  profile: z.string().optional(),
  assume_role: assumedRoleSchema.optional(),
});

/** A stack's JSON, where planning reads it. */
const configurationSchema = z.object({
  terraform: z.looseObject({ backend: z.object({ s3: locationSchema }) }),
  data: z
    .object({ terraform_remote_state: z.record(z.string(), z.object({ config: locationSchema })).default({}) })
    .default({ terraform_remote_state: {} }),
});

/** Location of a state in S3, and who reads it. */
export type StateLocation = Readonly<z.infer<typeof locationSchema>>;

/** Whom a provider or a backend acts as, for the AWS SDK. */
export const accessOf = (
  profile: string | undefined,
  role: z.infer<typeof assumedRoleSchema> | undefined,
): AccountAccess => ({
  profile,
  roleArn: role?.role_arn,
  externalId: role?.external_id,
  sessionName: role?.session_name,
});

/** Outputs of another stack that a stack reads from its state. */
export interface Reading {
  /** The other state's key in the bucket. */
  readonly key: string;
  /** Names of the outputs. */
  readonly outputs: readonly string[];
}

/** A synthesised stack, as far as planning depends on it. */
export interface Configuration {
  /** Where the stack keeps its state. */
  readonly state: StateLocation;
  readonly readings: readonly Reading[];
  /** The `terraform` block: backend and required providers. */
  readonly terraform: unknown;
  /** Hash of the JSON. */
  readonly sha256: string;
}

/** Reads the JSON of a synthesised stack. */
export function readConfiguration({ folder }: Pick<Stack, 'folder'>): Configuration {
  const text = readFileSync(join(folder, 'cdk.tf.json'), 'utf8');
  const { terraform, data } = configurationSchema.parse(JSON.parse(text));
  const readings = Object.entries(data.terraform_remote_state).map(([name, { config }]) => {
    const reads = text.matchAll(new RegExp(`data\\.terraform_remote_state\\.${name}\\.outputs\\.([\\w-]+)`, 'g'));
    return { key: config.key, outputs: [...new Set([...reads].map(([, output]) => output as string))] };
  });
  return { state: terraform.backend.s3, readings, terraform, sha256: sha256(text) };
}

/** Hash of the stack's dependency lock file, which `terraform init` has written or checked. */
export function lockFileHash({ folder }: Pick<Stack, 'folder'>): string {
  const file = join(folder, LOCK_FILE);
  return existsSync(file) ? sha256(readFileSync(file)) : 'none';
}

/** SHA-256 in hexadecimal. */
export const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
