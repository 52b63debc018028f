import { after, before, isUpdated, objects, text, texts } from '../planned-changes';
import type { Rule } from './rule';
import { ofType } from './topology';
import { counted, list } from './words';

export const zoneAdded: Rule = {
  name: 'zone-added',
  effect: 'incomplete',
  watches: 'The load balancer gets a subnet in another zone.',
  // https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#associate-load-balancers
  // https://github.com/hashicorp/terraform-provider-aws/issues/40809
  because: 'The endpoint service gets the zone only when it is modified itself, which Terraform does not do.',
  find(stack) {
    return ofType(stack, 'aws_lb')
      .filter(isUpdated)
      .flatMap((loadBalancer) => {
        const added = subnets(after(loadBalancer)).filter((subnet) => !subnets(before(loadBalancer)).includes(subnet));
        if (added.length === 0) return [];
        return [
          {
            addresses: [loadBalancer.address],
            happens: `The load balancer gets ${counted(added.length, 'zone')} (${list(added)}), but the endpoint service does not: AWS takes zones over only when the service itself is modified.`,
            who: 'Nobody who is connected. Endpoints in the new zone are refused, so a consumer that adds it fails.',
            instead: 'After this deployment run "npm run refresh-zones", and only then add the zone to consumers.',
          },
        ];
      });
  },
};

const subnets = ({ subnets, subnet_mapping }: ReturnType<typeof before>) => [
  ...new Set([...texts(subnets), ...objects(subnet_mapping).flatMap(({ subnet_id }) => text(subnet_id) ?? [])]),
];
