import { after, isUpdated } from '../planned-changes';
import type { Rule } from './rule';
import { deployedListeners } from './topology';
import { consumersText } from './words';

export const listenerPortChanged: Rule = {
  name: 'listener-port-changed',
  effect: 'cut',
  watches: "A listener's port changes in place.",
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/listener-update-rules.html
  because: "The old port closes when the service's stack is deployed; consumers learn of the new one only from theirs.",
  unlessExplained: true,
  find(stack) {
    return deployedListeners(stack)
      .filter(({ resource, port }) => isUpdated(resource) && after(resource).port !== port)
      .map(({ resource, server, port }) => ({
        addresses: [resource.address],
        happens:
          `The listener of ${server} moves from port ${port} to ${after(resource).port}. The load balancer moves first: ` +
          "the endpoints' security groups, SRV records and client configurations have the old port until each consumer's " +
          'stack is deployed.',
        who:
          `Clients of ${server} in ${consumersText(stack.environment)}: new connections to port ${port} fail from then on, ` +
          'until the consumer is deployed and the clients have read the new configuration.',
        instead:
          `Keep ${port}: clients care which port it is, and nothing else does. If it must change, do it in a maintenance window ` +
          'that includes every consumer, and deploy all stacks in one run.',
        affected: {},
      }));
  },
};
