import type { ResourceChange } from '../../plans/terraform-plan';
import { after, before, isDestroyed, isGone, isUpdated, text } from '../planned-changes';
import type { Rule } from './rule';
import { addresses, ofType } from './topology';
import { list } from './words';

export const stateBucketChanged: Rule = {
  name: 'state-bucket-changed',
  effect: 'incomplete',
  watches: 'The state bucket goes, one of its safeguards goes, or its policy shuts somebody out.',
  // https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
  because: 'No client notices. Stacks can no longer be planned, or their states are lost or exposed.',
  unlessExplained: true,
  find(stack) {
    const bucket = ofType(stack, 'aws_s3_bucket').filter(isGone);
    const safeguards = stack.resources.filter(({ type }) => type.startsWith('aws_s3_bucket_')).filter(isDestroyed);
    const policies = ofType(stack, 'aws_s3_bucket_policy').filter(
      (policy) => isUpdated(policy) && shutOut(policy).length > 0,
    );
    const encryption = ofType(stack, 'aws_s3_bucket_server_side_encryption_configuration').filter(isUpdated);
    return [
      ...(bucket.length > 0
        ? [
            {
              addresses: addresses(bucket),
              covers: addresses(safeguards),
              happens: `The bucket ${text(before(bucket[0] as ResourceChange).bucket)} is deleted. It holds the only record of what Terraform made: without it, the next deployment makes everything a second time.`,
              who: 'Everybody who deploys a stack that keeps its state in this bucket, of any environment. Clients notice nothing.',
              instead:
                'Destroy all other stacks first. To rename the bucket, make the new one and copy every state into it first.',
            },
          ]
        : []),
      ...(bucket.length === 0 && safeguards.length > 0
        ? [
            {
              addresses: addresses(safeguards),
              happens: `The state bucket loses ${list(safeguards.map(({ type }) => SAFEGUARDS[type] ?? type))}.`,
              who: 'Nobody now. States are lost or exposed with the next mistake.',
              instead: 'Keep it: this project adds it to every state bucket.',
            },
          ]
        : []),
      ...(policies.length > 0
        ? [
            {
              addresses: addresses(policies),
              happens: `The bucket's policy no longer lets in ${list(policies.flatMap(shutOut))}.`,
              who: 'Everybody who deploys as one of them: plans fail with 403 from then on.',
              instead: 'Make sure that the new role or account can plan its stacks first; keep the old one until then.',
            },
          ]
        : []),
      ...(encryption.length > 0
        ? [
            {
              addresses: addresses(encryption),
              happens: 'New versions of states are encrypted with another key. Old versions keep theirs.',
              who: 'Everybody who deploys without permission to use the new key: plans fail with 403.',
              instead: "Let every account's state role use both keys before and for 90 days after the change.",
            },
          ]
        : []),
    ];
  },
};

const SAFEGUARDS: Readonly<Record<string, string>> = {
  aws_s3_bucket_versioning: 'versioning: an overwritten state can no longer be restored',
  aws_s3_bucket_policy: 'its policy: no other account can store its states, and plain HTTP is no longer refused',
  aws_s3_bucket_public_access_block: 'its block of public access',
  aws_s3_bucket_ownership_controls: 'its ownership of objects: it may not be able to read what other accounts write',
  aws_s3_bucket_server_side_encryption_configuration: 'encryption with its KMS key',
  aws_s3_bucket_lifecycle_configuration: 'the expiry of old versions',
};

/** Accounts, roles and keys that statements with Allow name before and not after. */
function shutOut(policy: ResourceChange): string[] {
  const left = allowed(after(policy).policy);
  // An unknown policy can't be compared; the changes below show that it is unknown.
  if (!left) return [];
  return (allowed(before(policy).policy) ?? []).filter((name) => !left.includes(name));
}

function allowed(policy: unknown): string[] | undefined {
  try {
    const { Statement } = JSON.parse(text(policy) ?? '') as { Statement?: unknown };
    const statements = (Array.isArray(Statement) ? Statement : [Statement]).filter((one) => one?.Effect === 'Allow');
    return [...new Set(statements.flatMap(({ Principal, Condition }) => names([Principal, Condition])))].sort();
  } catch {
    return undefined;
  }
}

/** ARNs, account IDs and organization IDs in a value. */
function names(value: unknown): string[] {
  if (typeof value === 'string') return /^(arn:|\d{12}$|o-)/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(names) : [];
}
