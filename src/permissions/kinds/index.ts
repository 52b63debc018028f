import type { Needs } from '../permission';
import type { Use } from '../use';
import { DNS_KINDS } from './dns';
import { LOAD_BALANCER_KINDS } from './load-balancer';
import { LOOKUP_KINDS } from './lookups';
import { NETWORK_KINDS } from './network';
import { PARAMETER_AND_ALARM_KINDS } from './parameters-and-alarms';
import { PRIVATE_LINK_KINDS } from './private-link';
import { STATE_BUCKET_KINDS } from './state-bucket';

/** Permissions for a kind of resource or data source that is in use. */
type NeedsOf = (use: Use) => Needs;

/**
 * What version 5.100 of the AWS provider asks of AWS for each kind of resource and data source in the project's stacks. Where
 * 6.x asks for more, the permission says so.
 */
const KINDS: Readonly<Record<string, NeedsOf>> = {
  ...LOOKUP_KINDS,
  ...NETWORK_KINDS,
  ...LOAD_BALANCER_KINDS,
  ...PRIVATE_LINK_KINDS,
  ...DNS_KINDS,
  ...PARAMETER_AND_ALARM_KINDS,
  ...STATE_BUCKET_KINDS,
  // Exists only in the state.
  terraform_data: () => ({}),
};

/**
 * The permissions for a kind.
 *
 * @throws Error if the table lacks the kind
 */
export function needsOf(kind: string): NeedsOf {
  const needs = KINDS[kind];
  if (needs) return needs;
  throw new Error(
    `src/permissions/kinds has no permissions for ${kind}, which a stack contains: the roles' policies would lack them.`,
  );
}
