import { z } from 'zod';

const instanceSchema = z.object({
  index_key: z.union([z.string(), z.number()]).optional(),
  status: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).nullish(),
});

/** The state file, version 4, as far as it is read here. Terraform's `show -json` leaves out which objects are tainted. */
const stateFileSchema = z.object({
  resources: z.array(
    z.object({
      mode: z.enum(['managed', 'data']),
      type: z.string(),
      name: z.string(),
      instances: z.array(instanceSchema),
    }),
  ),
});

/** What a state says about the objects that it manages. */
export interface StateObjects {
  /** Their IDs and ARNs. */
  readonly ids: ReadonlySet<string>;
  /** Addresses of objects that the next apply would replace because their creation was interrupted. */
  readonly tainted: readonly string[];
}

/**
 * Parses the output of `terraform state pull`.
 *
 * @param text empty where there is no state
 * @throws ZodError if it has another format
 */
export function parseStateFile(text: string): StateObjects {
  if (text.trim() === '') return { ids: new Set(), tainted: [] };
  const managed = stateFileSchema.parse(JSON.parse(text)).resources.filter(({ mode }) => mode === 'managed');
  const ids = managed.flatMap(({ instances }) =>
    instances.flatMap(({ attributes }) => [attributes?.id, attributes?.arn].filter((id) => typeof id === 'string')),
  );
  const tainted = managed.flatMap(({ type, name, instances }) =>
    instances.filter(({ status }) => status === 'tainted').map(() => `${type}.${name}`),
  );
  return { ids: new Set(ids), tainted };
}
