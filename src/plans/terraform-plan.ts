import { z } from 'zod';

/** `true` where a value is sensitive or unknown, with the structure of the value it describes. */
const marksSchema = z.unknown();

const changeSchema = z.object({
  actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  after_unknown: marksSchema.optional(),
  before_sensitive: marksSchema.optional(),
  after_sensitive: marksSchema.optional(),
  /** Paths of the attributes that force a replacement. */
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
  importing: z.object({ id: z.string().optional() }).optional(),
});

const resourceChangeSchema = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  name: z.string(),
  index: z.union([z.string(), z.number()]).optional(),
  /** The ID of an object that is replaced and waits for its deletion. */
  deposed: z.string().optional(),
  change: changeSchema,
  action_reason: z.string().optional(),
});

const checkSchema = z.object({
  address: z.object({ kind: z.string(), to_display: z.string() }),
  status: z.enum(['pass', 'fail', 'error', 'unknown']),
  instances: z
    .array(
      z.object({
        address: z.object({ to_display: z.string() }),
        status: z.enum(['pass', 'fail', 'error', 'unknown']),
        problems: z.array(z.object({ message: z.string() })).optional(),
      }),
    )
    .optional(),
});

/** https://developer.hashicorp.com/terraform/internals/json-format#plan-representation, where this project reads it. */
const planSchema = z.object({
  terraform_version: z.string(),
  applyable: z.boolean().optional(),
  complete: z.boolean().optional(),
  errored: z.boolean().optional(),
  resource_changes: z.array(resourceChangeSchema).default([]),
  resource_drift: z.array(resourceChangeSchema).default([]),
  deferred_changes: z.array(z.object({ reason: z.string(), resource_change: resourceChangeSchema })).default([]),
  output_changes: z.record(z.string(), changeSchema).default({}),
  relevant_attributes: z
    .array(z.object({ resource: z.string(), attribute: z.array(z.union([z.string(), z.number()])) }))
    .default([]),
  checks: z.array(checkSchema).default([]),
  /** The state before the plan, for values of resources that do not change. */
  prior_state: z.unknown().optional(),
  /** The state after the plan as far as it is known. */
  planned_values: z.unknown().optional(),
  configuration: z.unknown().optional(),
});

/** A change of a resource, an output or a data source. */
export type Change = Readonly<z.infer<typeof changeSchema>>;

/** The planned change of a resource or data source, or its drift. */
export type ResourceChange = Readonly<z.infer<typeof resourceChangeSchema>>;

/** A `check` block, precondition or postcondition, and its status. */
export type PlannedCheck = Readonly<z.infer<typeof checkSchema>>;

/** A plan of Terraform or OpenTofu. */
export type TerraformPlan = Readonly<z.infer<typeof planSchema>>;

/**
 * Parses the output of `terraform show -json` for a plan file.
 *
 * @throws ZodError if it has another format
 */
export const parsePlan = (json: unknown): TerraformPlan => planSchema.parse(json);

/** Addresses of the resources that a plan changes. */
export const changedAddresses = ({ resource_changes }: TerraformPlan): string[] =>
  resource_changes
    .filter(({ change }) => change.actions.some((action) => action !== 'no-op' && action !== 'read'))
    .map(({ address }) => address);
