import { after, before, isUpdated } from '../planned-changes';
import type { Rule } from './rule';
import { addresses } from './topology';

/** Attributes that protect, and the value that does. */
const PROTECTION = [
  { type: 'aws_lb', attribute: 'enable_deletion_protection', on: true },
  { type: 'aws_s3_bucket', attribute: 'force_destroy', on: false },
];

export const deletionProtectionOff: Rule = {
  name: 'deletion-protection-off',
  effect: 'nothing',
  watches: 'Deletion protection of the load balancer or the state bucket is turned off.',
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#deletion-protection
  because: 'Nothing happens yet. The next plan may destroy what carries live connections, and nothing refuses it.',
  find({ resources }) {
    const unprotected = resources.filter(
      (resource) =>
        isUpdated(resource) &&
        PROTECTION.some(
          ({ type, attribute, on }) =>
            resource.type === type && before(resource)[attribute] === on && after(resource)[attribute] === !on,
        ),
    );
    if (unprotected.length === 0) return [];
    const isBucket = unprotected.some(({ type }) => type === 'aws_s3_bucket');
    return [
      {
        addresses: addresses(unprotected),
        happens: isBucket
          ? 'The state bucket may be deleted with every state in it, all of their old versions included.'
          : "AWS's deletion protection goes, and with it Terraform's prevent_destroy on the endpoint service, the endpoints, the principals and the accepters.",
        who: 'Nobody now. The next deployment can cut every client by a change that would have been refused so far.',
        instead:
          'Turn it off only for the change that needs it, in the same working day, and turn it on again with the deployment ' +
          'after it.',
      },
    ];
  },
};
