import { type Path, pathText } from '../config/mistakes';
import type { Environment } from '../config/schema';

/** Identifiers that AWS assigns: `vpc-0123456789abcdef0`, the ARN of a KMS key. */
const ASSIGNED_BY_AWS = /^([a-z]+-[0-9a-f]{8,17}|arn:[a-z-]+:kms:.*)$/;

/**
 * Checks that the emulator can create everything that an environment refers to.
 *
 * @throws Error that lists every reference by something other than a `Name` tag
 */
export function requireEmulatable(environment: Environment): void {
  // The emulator accepts any account ID and role. Tags refer to nothing.
  const { accounts, tags, ...rest } = environment;
  const ids = referencesById(rest, []);
  if (ids.length === 0) return;
  const list = ids.map(({ path, id }) => `  ${pathText(path)}: ${id}`);
  throw new Error(
    [
      `The environment "${environment.name}" refers to existing resources by IDs that AWS assigned:`,
      ...list,
      'The emulator starts empty and assigns IDs of its own. To run this environment here, refer to VPCs, subnets, route ' +
        'tables and the Transit Gateway by their Name tags, and leave out KMS keys and security groups.',
    ].join('\n'),
  );
}

function referencesById(value: unknown, path: Path): { path: Path; id: string }[] {
  if (typeof value === 'string') {
    const named = path.at(-1) === 'name';
    return !named && (path.at(-1) === 'id' || ASSIGNED_BY_AWS.test(value)) ? [{ path, id: value }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, i) => referencesById(item, [...path, i]));
  if (value && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, item]) => referencesById(item, [...path, key]));
  }
  return [];
}
