import { isGone, isReplaced } from '../planned-changes';
import type { Rule } from './rule';
import { addresses, ofType } from './topology';
import { consumersText } from './words';

export const endpointServiceDestroyed: Rule = {
  name: 'endpoint-service-destroyed',
  effect: 'refused',
  watches: 'The endpoint service is destroyed or replaced.',
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpointServiceConfigurations.html
  because: 'AWS refuses while endpoints are connected (ExistingVpcEndpointConnections). A new service has a new name.',
  find(stack) {
    const gone = ofType(stack, 'aws_vpc_endpoint_service').filter(isGone);
    if (gone.length === 0) return [];
    const replaced = gone.some(isReplaced);
    const principals = addresses(ofType(stack, 'aws_vpc_endpoint_service_allowed_principal').filter(isGone));
    return [
      {
        addresses: addresses(gone),
        covers: principals,
        happens:
          'AWS refuses to delete an endpoint service that endpoints are connected to (ExistingVpcEndpointConnections), ' +
          'so the apply fails half-way.' +
          (principals.length > 0
            ? ' By then the allowed principals are gone, and no new endpoint can be created.'
            : '') +
          (replaced ? ' A new service would have another name, while every endpoint refers to the old one.' : ''),
        who: `${capitalized(consumersText(stack.environment))}: no endpoint works without the service, until new ones have been made and their addresses published.`,
        instead: replaced
          ? 'Find out which attribute forces the replacement, below, and undo it. If the service must be another one, deploy a second environment beside this one, move the consumers, then destroy this one.'
          : "Destroy the consumers' stacks first, and reject the endpoints of other accounts; then destroy the service.",
        affected: {},
      },
    ];
  },
};

const capitalized = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
