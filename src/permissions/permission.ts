/** The condition of a policy statement: values by key, by operator. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** An API action that a role may call, and on what. */
export interface Permission {
  /** Such as `ec2:CreateRoute`. */
  readonly action: string;
  /** ARN patterns. `*` where the action supports no resource. */
  readonly resources: readonly string[];
  /**
   * What else must hold.
   * @default - nothing
   */
  readonly condition?: Condition;
  /**
   * Whether the statement denies instead of allowing.
   * @default false
   */
  readonly denies?: boolean;
  /**
   * Whether it is denied on what carries the tag of deletion protection.
   * @default false
   */
  readonly unlessProtected?: boolean;
  /**
   * The call that needs it, where that is not evident from the resource and the phase.
   * @default - none
   */
  readonly call?: string;
  /**
   * AWS's or the provider's page that says why it is needed there, although the emulator never asks for it.
   * @default - the emulator asks for it
   */
  readonly onlyOnAws?: string;
  /**
   * The page that says why the provider asks for it, and goes on where it is refused. Without it, each run would leave refused
   * requests in CloudTrail.
   * @default - Terraform fails where it is refused
   */
  readonly dispensable?: string;
}

/** A permission, and what needs it: `aws_route: create`. */
export interface NeededPermission extends Permission {
  readonly neededBy: string;
}

/** When Terraform needs a permission. Plans only read. */
export const PHASES = ['read', 'create', 'update', 'delete'] as const;

/** The permissions that the AWS provider needs for a kind of resource or data source, by phase. */
export type Needs = Readonly<Partial<Record<(typeof PHASES)[number], readonly Permission[]>>>;

/** Joins conditions. All of them must hold. */
export function both(...conditions: readonly (Condition | undefined)[]): Condition {
  const joined: Record<string, Record<string, string | readonly string[]>> = {};
  for (const condition of conditions) {
    for (const [operator, keys] of Object.entries(condition ?? {})) joined[operator] = { ...joined[operator], ...keys };
  }
  return joined;
}
