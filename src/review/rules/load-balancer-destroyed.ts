import { before, isGone, isReplaced, text } from '../planned-changes';
import type { Rule } from './rule';
import { addresses, deployedListeners, ofType } from './topology';
import { consumersText, list } from './words';

export const loadBalancerDestroyed: Rule = {
  name: 'load-balancer-destroyed',
  effect: 'cut',
  watches: 'The load balancer is destroyed or replaced.',
  // https://github.com/hashicorp/terraform-provider-aws/issues/5701
  because: 'Terraform deletes all listeners first; AWS then refuses to delete a load balancer that a service holds.',
  find(stack) {
    const gone = ofType(stack, 'aws_lb').filter(isGone);
    if (gone.length === 0) return [];
    const listeners = deployedListeners(stack).filter(({ resource }) => isGone(resource));
    const name = text(before(gone[0] as (typeof gone)[0]).name) ?? 'load balancer';
    const ports = listeners.map(({ server, port }) => `${server} (${port})`);
    return [
      {
        addresses: addresses(gone),
        covers: listeners.map(({ resource }) => resource.address),
        happens:
          `Terraform deletes the listeners of ${name}${ports.length > 0 ? `, ${list(ports)}` : ''}, and then the load ` +
          'balancer. AWS refuses the second step while the endpoint service holds it (ResourceInUse): the apply stops ' +
          'there, with a load balancer that answers on no port.',
        who:
          `Every client of ${consumersText(stack.environment)}: no new connection to any server, for as long as it takes ` +
          'to undo the change and deploy the listeners again. Open connections end when they next close or time out.',
        instead: gone.some(isReplaced)
          ? 'Undo what forces the replacement: name, subnets that are removed or exchanged, fixed addresses. To leave a zone, remove its endpoints from all consumers and keep the subnet in service.subnets.'
          : "Destroy the consumers' stacks and the endpoint service first.",
        affected: {},
      },
    ];
  },
};
