import type { TerraformResource } from 'cdktf';

/** Type of the metadata that {@link acceptFinding} adds to a construct. Synthesised JSON does not have it. */
export const ACCEPTED_FINDING = 'accepted-finding';

/** A check of the security scanner that a resource fails on purpose. */
export interface AcceptedFinding {
  /** The check's ID, such as `CKV_AWS_18`. */
  readonly check: string;
  /** Why failing it is right, or who can change it by which field. */
  readonly reason: string;
}

/**
 * Records that a resource fails a check of checkov on purpose. checkov ignores skips in Terraform JSON, so the scan's test
 * compares its results with these, by check and address: both a failure without a record and a record without a failure
 * are errors.
 */
export function acceptFinding(resource: TerraformResource, check: string, reason: string): void {
  const finding: AcceptedFinding = { check, reason };
  resource.node.addMetadata(ACCEPTED_FINDING, finding);
}
