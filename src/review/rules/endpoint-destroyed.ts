import { before, isDestroyed, text } from '../planned-changes';
import type { Rule } from './rule';
import { addresses, ofType } from './topology';
import { counted } from './words';

export const endpointDestroyed: Rule = {
  name: 'endpoint-destroyed',
  effect: 'cut',
  watches: 'An interface endpoint is destroyed.',
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html
  because: 'Connections through it end when AWS deletes its network interface.',
  find(stack) {
    const all = ofType(stack, 'aws_vpc_endpoint');
    const gone = all.filter(isDestroyed);
    if (gone.length === 0) return [];
    const consumer = stack.name.replace('redis-consumer-', '');
    const left = all.length - gone.length;
    return [
      {
        addresses: addresses(gone),
        happens: `AWS deletes ${counted(gone.length, 'endpoint')} of the consumer ${consumer} with its network interface; ${left === 0 ? 'none is left' : `${counted(left, 'endpoint')} ${left === 1 ? 'is' : 'are'} left`}.`,
        who:
          `Clients of the consumer ${consumer} that are connected through ${gone.length === 1 ? 'it' : 'them'}: their connections end. ` +
          (left === 0
            ? 'They lose Redis altogether.'
            : 'They can connect again through the other zones, unless they use the name or the configuration of this zone.'),
        instead:
          left === 0
            ? 'Move the applications off Redis first.'
            : 'Move the clients that prefer this zone to the name of all endpoints first, and watch ActiveConnections of the endpoint fall to zero.',
        affected: { endpointIds: gone.flatMap((endpoint) => text(before(endpoint).id) ?? []) },
      },
    ];
  },
};
