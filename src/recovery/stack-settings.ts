import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { accessOf, assumedRoleSchema } from '../plans/configuration';
import type { AccountAccess } from '../terraform/aws';
import type { Stack } from '../terraform/stacks';

const configurationSchema = z.object({
  provider: z.object({
    aws: z.tuple([
      z.object({
        region: z.string(),
        profile: z.string().optional(),
        assume_role: z.array(assumedRoleSchema).optional(),
        default_tags: z.tuple([z.object({ tags: z.record(z.string(), z.string()) })]),
      }),
    ]),
  }),
});

/** Where a stack's objects are, and who may get at them. */
export interface StackSettings {
  readonly region: string;
  readonly account: AccountAccess;
  /** The tags that the project puts on every object of the stack, those of the environment left out. */
  readonly tags: Readonly<Record<'Project' | 'Environment' | 'Stack', string>>;
}

/** Reads a synthesised stack. */
export function stackSettings({ folder }: Pick<Stack, 'folder'>): StackSettings {
  const json: unknown = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
  const [{ region, profile, assume_role, default_tags }] = configurationSchema.parse(json).provider.aws;
  const { Project = '', Environment = '', Stack = '' } = default_tags[0].tags;
  return { region, account: accessOf(profile, assume_role?.[0]), tags: { Project, Environment, Stack } };
}
