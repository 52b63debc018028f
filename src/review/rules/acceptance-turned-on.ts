import { after, before, isUpdated } from '../planned-changes';
import type { Rule } from './rule';
import { ofType } from './topology';

export const acceptanceTurnedOn: Rule = {
  name: 'acceptance-turned-on',
  effect: 'incomplete',
  watches: 'The endpoint service begins to require acceptance.',
  // https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#accept-reject-connection-requests
  because: 'Connected endpoints stay; each new or replaced one carries no traffic until somebody accepts it.',
  find(stack) {
    return ofType(stack, 'aws_vpc_endpoint_service')
      .filter((service) => isUpdated(service) && before(service).acceptance_required === false)
      .filter((service) => after(service).acceptance_required === true)
      .map((service) => ({
        addresses: [service.address],
        happens:
          'From now on each new endpoint is pendingAcceptance and carries no traffic until it is accepted. Connected ' +
          'endpoints stay connected.',
        who:
          'Consumers whose endpoints wait at this moment, or are created or replaced later: their clients time out on these ' +
          'addresses until the stacks redis-acceptance-<consumer> and redis-publication-<consumer> are deployed.',
        instead:
          'Deploy all stacks in one run, so that the acceptance stacks follow. Endpoints that are not of this environment ' +
          'must be accepted by hand.',
        affected: { state: 'pendingAcceptance' },
      }));
  },
};
