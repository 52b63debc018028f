import { before, isGone, text } from '../planned-changes';
import type { Rule } from './rule';
import { addresses, ofType } from './topology';
import { counted } from './words';

export const accepterDestroyed: Rule = {
  name: 'accepter-destroyed',
  effect: 'cut',
  watches: 'The acceptance of an endpoint is destroyed or replaced.',
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RejectVpcEndpointConnections.html
  because: 'Destroying an accepter rejects the endpoint (RejectVpcEndpointConnections), connected or not.',
  find(stack) {
    const gone = ofType(stack, 'aws_vpc_endpoint_connection_accepter').filter(isGone);
    if (gone.length === 0) return [];
    const consumer = stack.name.replace('redis-acceptance-', '');
    return [
      {
        addresses: addresses(gone),
        happens:
          gone.length === 1
            ? 'Destroying the accepter rejects its endpoint (RejectVpcEndpointConnections), and AWS disconnects it.'
            : `Destroying the ${gone.length} accepters rejects their endpoints (RejectVpcEndpointConnections), and AWS disconnects them.`,
        who:
          `Clients of the consumer ${consumer}: connections through ${counted(gone.length, 'endpoint')} end at once. ` +
          'A rejected endpoint stays rejected until it is accepted by hand, or replaced.',
        instead:
          "Remove the endpoint from the consumer's stack first, its DNS records with it. To make acceptance automatic, set " +
          "acceptance to 'formerly-manual' for one deployment: the stack then forgets what it accepted.",
        affected: { endpointIds: gone.flatMap((accepter) => text(before(accepter).vpc_endpoint_id) ?? []) },
      },
    ];
  },
};
