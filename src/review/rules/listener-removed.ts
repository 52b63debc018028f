import { after, before, isCreated, isDestroyed, isGone } from '../planned-changes';
import type { Finding, ReviewedStack, Rule } from './rule';
import { addresses, type DeployedListener, deployedListeners, deregistrationText, ofType } from './topology';
import { consumersText } from './words';

export const listenerRemoved: Rule = {
  name: 'listener-removed',
  effect: 'cut',
  watches: 'A listener is destroyed or replaced.',
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/delete-listener.html
  because: 'New connections to the port fail at once. Open ones last until they close, or until their target goes.',
  unlessExplained: true,
  find(stack) {
    return deployedListeners(stack)
      .filter(({ resource }) => isGone(resource))
      .map((listener) => finding(stack, listener));
  },
};

function finding(stack: ReviewedStack, { resource, server, port, group }: DeployedListener): Finding {
  const attachments = ofType(stack, 'aws_lb_target_group_attachment').filter(
    (attachment) => isDestroyed(attachment) && group && before(attachment).target_group_arn === before(group).arn,
  );
  const goes = group !== undefined && isDestroyed(group);
  const successor = ofType(stack, 'aws_lb_listener').find(
    (other) =>
      isCreated(other) &&
      after(other).port === port &&
      after(other).load_balancer_arn === before(resource).load_balancer_arn,
  );
  const open = group && attachments.length > 0 ? deregistrationText(group) : 'last until they close';
  return {
    addresses: [resource.address],
    covers: [...(goes ? [group.address] : []), ...addresses(attachments)],
    happens:
      `The listener of ${server} on port ${port} is deleted${goes ? ', with its target group' : ''}. ` +
      (successor
        ? `${successor.address} takes the port. If Terraform creates it first, AWS refuses it (DuplicateListener) and the apply has to be repeated.`
        : 'Nothing answers on that port any more.'),
    who:
      `Clients of ${server} in ${consumersText(stack.environment)}: new connections fail at once, ` +
      `${successor ? 'until the other listener is there and its target has become healthy, a minute or more' : 'and for good'}. ` +
      `Open ones ${open}.`,
    instead: successor
      ? `If only names change, keep the object with a moved block or "terraform state mv". Then nobody is cut.`
      : `Move every client off ${server} first, then remove it.`,
    affected: {},
  };
}
