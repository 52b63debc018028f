import { isGone, isReplaced } from '../planned-changes';
import type { Rule } from './rule';
import { counted, list } from './words';

/** Kinds of resources that carry live connections, or lead clients to them. */
export const PROTECTED_TYPES: readonly string[] = [
  'aws_lb',
  'aws_lb_listener',
  'aws_lb_target_group',
  'aws_lb_target_group_attachment',
  'aws_route53_zone',
  'aws_s3_bucket',
  'aws_vpc_endpoint',
  'aws_vpc_endpoint_connection_accepter',
  'aws_vpc_endpoint_service',
  'aws_vpc_endpoint_service_allowed_principal',
];

export const protectedResource: Rule = {
  name: 'protected-resource',
  effect: 'cut',
  watches:
    'With deletionProtection, something that carries connections goes in a way that no other rule has explained.',
  // https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy
  because: 'prevent_destroy goes with its block, and Terraform does not protect every kind.',
  find({ environment, resources }, explained) {
    if (!environment.deletionProtection) return [];
    const gone = resources.filter(
      (resource) => PROTECTED_TYPES.includes(resource.type) && isGone(resource) && !explained.has(resource.address),
    );
    if (gone.length === 0) return [];
    return [
      {
        addresses: gone.map(({ address }) => address),
        happens:
          `${counted(gone.length, 'protected resource')} ${gone.length === 1 ? 'is' : 'are'} ` +
          `${gone.every(isReplaced) ? 'replaced' : 'destroyed'}, although deletionProtection is on. ` +
          `Kinds: ${list([...new Set(gone.map(({ type }) => type))].sort())}.`,
        who: 'Clients whose connections go through it. AWS asks nobody.',
        instead:
          'Put the block back. If it must go, say so by allowing each address, which leaves a trace in the review.',
        affected: {},
      },
    ];
  },
};
