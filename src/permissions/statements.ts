import type { Condition, Permission } from './permission';

/** A statement of an identity-based policy. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

/**
 * Permissions as statements: actions on the same resources under the same condition share one, and so do resources with the
 * same actions under the same condition.
 */
export function statementsOf(permissions: readonly Permission[]): Statement[] {
  const single = permissions.map(({ action, resources, condition, denies }): Statement => {
    const conditioned = condition && Object.keys(condition).length > 0;
    return {
      Effect: denies ? 'Deny' : 'Allow',
      Action: [action],
      Resource: [...resources].sort(),
      ...(conditioned && { Condition: condition }),
    };
  });
  return merged(merged(single, 'Action'), 'Resource');
}

/** Joins statements that differ in one element only. */
function merged(statements: readonly Statement[], element: 'Action' | 'Resource'): Statement[] {
  const groups = new Map<string, Statement>();
  for (const statement of statements) {
    const rest = JSON.stringify({ ...statement, [element]: undefined });
    const values = [...(groups.get(rest)?.[element] ?? []), ...statement[element]];
    groups.set(rest, { ...statement, [element]: [...new Set(values)].sort() });
  }
  return [...groups.values()];
}
