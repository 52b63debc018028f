import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Stack } from '../terraform/stacks';

/** The arguments of a resource, data source, provider or backend. */
export type Arguments = Readonly<Record<string, unknown>>;

/** A resource or data source of a stack. */
export interface Block {
  /** Its type, such as `aws_route`; with `data.` in front, of a data source. */
  readonly kind: string;
  /** The value of the tag `Stack` of the stack's resources. */
  readonly stack: string;
  readonly args: Arguments;
}

/** Where a stack keeps its state, or finds another stack's. */
export interface StateLocation {
  readonly bucket: string;
  readonly key: string;
  readonly kmsKeyArn?: string;
}

/** What a synthesised stack says of itself. */
export interface StackBlocks {
  readonly name: string;
  /** Name of the account: the alias of its provider. */
  readonly account: string;
  /** Region of its provider. */
  readonly region: string;
  readonly defaultTags: Readonly<Record<string, string>>;
  readonly state: StateLocation;
  /** The states that it reads. */
  readonly reads: readonly StateLocation[];
  readonly blocks: readonly Block[];
}

const record = z.record(z.string(), z.unknown());
const blocksByKind = z.record(z.string(), z.record(z.string(), record)).default({});
const s3 = z.object({ bucket: z.string(), key: z.string(), kms_key_id: z.string().optional() });

const stackSchema = z.object({
  provider: z.object({
    aws: z.tuple([
      z.object({
        alias: z.string(),
        region: z.string(),
        default_tags: z.tuple([z.object({ tags: z.record(z.string(), z.string()) })]),
      }),
    ]),
  }),
  terraform: z.object({ backend: z.object({ s3 }) }),
  resource: blocksByKind,
  data: blocksByKind,
});

const REMOTE_STATE = 'terraform_remote_state';

/** Reads a stack's Terraform JSON. */
export function readBlocks({ name, folder }: Pick<Stack, 'name' | 'folder'>): StackBlocks {
  return parseBlocks(name, JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')));
}

/**
 * What a stack's Terraform JSON says of it.
 *
 * @throws ZodError if it has no provider or backend of the expected shape
 */
export function parseBlocks(name: string, json: unknown): StackBlocks {
  const { provider, terraform, resource, data } = stackSchema.parse(json);
  const [{ alias, region, default_tags }] = provider.aws;
  const { tags } = default_tags[0];
  const stack = tags.Stack as string;
  const { [REMOTE_STATE]: remoteStates = {}, ...lookups } = data;
  return {
    name,
    account: alias,
    region,
    defaultTags: tags,
    state: location(terraform.backend.s3),
    reads: Object.values(remoteStates).map(({ config }) => location(s3.parse(config))),
    blocks: [
      ...listed(stack, lookups).map((block) => ({ ...block, kind: `data.${block.kind}` })),
      ...listed(stack, resource),
    ],
  };
}

function listed(stack: string, kinds: z.infer<typeof blocksByKind>): Block[] {
  return Object.entries(kinds).flatMap(([kind, byName]) =>
    Object.values(byName).map((args) => ({ kind, stack, args })),
  );
}

function location({ bucket, key, kms_key_id: kmsKeyArn }: z.infer<typeof s3>): StateLocation {
  return { bucket, key, kmsKeyArn };
}
