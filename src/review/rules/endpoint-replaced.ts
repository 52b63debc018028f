import { before, isReplaced, text } from '../planned-changes';
import type { Rule } from './rule';
import { addresses, ofType } from './topology';
import { counted } from './words';

export const endpointReplaced: Rule = {
  name: 'endpoint-replaced',
  effect: 'cut',
  watches: 'An interface endpoint is replaced.',
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html
  because: 'The new endpoint has a new address, and connections through the old one end with its network interface.',
  find(stack) {
    const gone = ofType(stack, 'aws_vpc_endpoint').filter(isReplaced);
    if (gone.length === 0) return [];
    const manual = stack.environment.service.acceptance === 'manual';
    const consumer = stack.name.replace('redis-consumer-', '');
    return [
      {
        addresses: addresses(gone),
        happens:
          `${gone.length === 1 ? 'The endpoint is' : `${gone.length} endpoints are`} created anew with another address and ` +
          'DNS name, and the old one is deleted with its network interface.' +
          (manual ? ' The new one carries no traffic before the service accepts it.' : ''),
        who:
          `Clients of the consumer ${consumer}: connections through ${counted(gone.length, 'endpoint')} end. They can ` +
          `connect again at once through the other zones${manual ? ', and through this one after the acceptance and publication stacks are deployed' : ', and through this one when resolvers have the new address, 10 s later'}.`,
        instead:
          'Replace one zone at a time, and wait until clients are back before the next. Tell owners of networks that use the ' +
          'endpoint by its address or by its AWS name.',
        affected: { endpointIds: gone.flatMap((endpoint) => text(before(endpoint).id) ?? []) },
      },
    ];
  },
};
