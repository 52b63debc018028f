import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AccountAccess } from '../terraform/aws';
import type { Stack } from '../terraform/stacks';

const configurationSchema = z.object({
  provider: z.object({
    aws: z.tuple([
      z.object({
        region: z.string(),
        profile: z.string().optional(),
        assume_role: z.array(z.object({ role_arn: z.string() })).optional(),
        default_tags: z.tuple([z.object({ tags: z.record(z.string(), z.string()) })]),
      }),
    ]),
  }),
  terraform: z.object({
    backend: z.object({
      s3: z.object({
        bucket: z.string(),
        key: z.string(),
        region: z.string(),
        profile: z.string().optional(),
        assume_role: z.object({ role_arn: z.string() }).optional(),
      }),
    }),
  }),
});

/** Where a stack's objects and its state are, and who may get at them. */
export interface StackSettings {
  readonly region: string;
  readonly account: AccountAccess;
  /** The tags that the project puts on every object of the stack, those of the environment left out. */
  readonly tags: Readonly<Record<'Project' | 'Environment' | 'Stack', string>>;
  readonly state: {
    readonly bucket: string;
    readonly key: string;
    readonly region: string;
    readonly access: AccountAccess;
  };
}

/** Reads a synthesised stack. */
export function stackSettings({ folder }: Pick<Stack, 'folder'>): StackSettings {
  const json: unknown = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
  const { provider, terraform } = configurationSchema.parse(json);
  const [{ region, profile, assume_role, default_tags }] = provider.aws;
  const { s3 } = terraform.backend;
  const { Project = '', Environment = '', Stack = '' } = default_tags[0].tags;
  return {
    region,
    account: { profile, roleArn: assume_role?.[0]?.role_arn },
    tags: { Project, Environment, Stack },
    state: {
      bucket: s3.bucket,
      key: s3.key,
      region: s3.region,
      access: { profile: s3.profile, roleArn: s3.assume_role?.role_arn },
    },
  };
}
