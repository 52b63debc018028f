import { z } from 'zod';

const resourceSchema = z.object({
  address: z.string(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  values: z.record(z.string(), z.unknown()),
});

interface Module {
  readonly resources?: z.infer<typeof resourceSchema>[];
  readonly child_modules?: Module[];
}

const moduleSchema: z.ZodType<Module> = z.lazy(() =>
  z.object({ resources: z.array(resourceSchema).optional(), child_modules: z.array(moduleSchema).optional() }),
);

/** https://developer.hashicorp.com/terraform/internals/json-format#state-representation */
const stateSchema = z.object({
  values: z
    .object({
      outputs: z.record(z.string(), z.object({ value: z.unknown() })).optional(),
      root_module: moduleSchema.optional(),
    })
    // A state without resources has none.
    .optional(),
});

/** A resource or data source in a state. */
export type StateResource = Readonly<z.infer<typeof resourceSchema>>;

/** The state of a stack. */
export interface TerraformState {
  /** The resources and data sources of all modules. */
  readonly resources: readonly StateResource[];
  /** The values of the outputs, by name. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Parses the output of `terraform show -json`.
 *
 * @throws ZodError if it has another format
 */
export function parseState(json: unknown): TerraformState {
  const { outputs = {}, root_module = {} } = stateSchema.parse(json).values ?? {};
  return {
    resources: resourcesOf(root_module),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
  };
}

/**
 * The resources of a type, for a data source `data.` and its type.
 *
 * @param schema the attributes that are read; all others are ignored
 * @throws Error if a resource lacks one. The message names the resource.
 */
export function valuesOfType<T>({ resources }: TerraformState, type: string, schema: z.ZodType<T>): T[] {
  return resources
    .filter((resource) => type === (resource.mode === 'data' ? `data.${resource.type}` : resource.type))
    .map(({ address, values }) => {
      const result = schema.safeParse(values);
      if (!result.success) throw new Error(`${address} in the state: ${z.prettifyError(result.error)}`);
      return result.data;
    });
}

function resourcesOf({ resources = [], child_modules = [] }: Module): StateResource[] {
  return [...resources, ...child_modules.flatMap(resourcesOf)];
}
