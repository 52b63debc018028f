import { type Path, pathText } from '../config/mistakes';
import type { Environment } from '../config/schema';

/** AWS chooses these: `vpc-0123456789abcdef0`, the ARN of a KMS key. */
const GIVEN_BY_AWS = /^([a-z]+-[0-9a-f]{8,17}|arn:[a-z-]+:kms:.*)$/;

/**
 * Checks that the emulator can hold what an environment refers to.
 *
 * @throws Error that names everything which an environment names by something else than its `Name` tag.
 */
export function requireEmulatable(environment: Environment): void {
  // Account IDs and roles: the emulator takes them as they are. Tags refer to nothing.
  const { accounts, tags, ...rest } = environment;
  const ids = referencesByAws(rest, []);
  if (ids.length === 0) return;
  const list = ids.map(({ path, id }) => `  ${pathText(path)}: ${id}`);
  throw new Error(
    [
      `The environment "${environment.name}" refers to things by what AWS has called them:`,
      ...list,
      'The emulator begins empty, and what is made in it gets IDs of its own. Refer to VPCs, subnets, route tables and ' +
        'the Transit Gateway by their Name tags, and leave out keys and security groups, to run it here.',
    ].join('\n'),
  );
}

function referencesByAws(value: unknown, path: Path): { path: Path; id: string }[] {
  if (typeof value === 'string') {
    const named = path.at(-1) === 'name';
    return !named && (path.at(-1) === 'id' || GIVEN_BY_AWS.test(value)) ? [{ path, id: value }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, i) => referencesByAws(item, [...path, i]));
  if (value && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, item]) => referencesByAws(item, [...path, key]));
  }
  return [];
}
