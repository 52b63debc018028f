import { after, before, isUpdated, text, texts } from '../planned-changes';
import type { Rule } from './rule';
import { addresses, ofType } from './topology';
import { counted } from './words';

export const endpointZoneRemoved: Rule = {
  name: 'endpoint-zone-removed',
  effect: 'cut',
  watches: 'An interface endpoint leaves a subnet that it was in.',
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html
  because: 'AWS deletes the network interface in that subnet, and every connection through it ends.',
  find(stack) {
    const left = ofType(stack, 'aws_vpc_endpoint').filter((endpoint) => isUpdated(endpoint) && zonesLeft(endpoint) > 0);
    if (left.length === 0) return [];
    const count = left.reduce((sum, endpoint) => sum + zonesLeft(endpoint), 0);
    const consumer = stack.name.replace('redis-consumer-', '');
    return [
      {
        addresses: addresses(left),
        happens: `The endpoint of the consumer ${consumer} leaves ${counted(count, 'zone')}. AWS deletes its network interface there, and its address with it.`,
        who: `Clients of the consumer ${consumer} that are connected through that address: their connections end. They can connect again through the other zones, unless they use the name or the configuration of this zone.`,
        instead:
          'Move the clients that prefer this zone to the name of all endpoints first, and watch ActiveConnections of the zone fall to zero.',
        affected: { endpointIds: left.flatMap((endpoint) => text(before(endpoint).id) ?? []) },
      },
    ];
  },
};

/** How many subnets an endpoint leaves, as far as the plan knows. */
function zonesLeft(endpoint: Parameters<typeof before>[0]): number {
  const next = after(endpoint).subnet_ids;
  if (!Array.isArray(next)) return 0;
  return texts(before(endpoint).subnet_ids).filter((subnet) => !next.includes(subnet)).length;
}
