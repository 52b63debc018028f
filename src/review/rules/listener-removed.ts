import { before, isDestroyed, isGone, isReplaced } from '../planned-changes';
import type { Rule } from './rule';
import { deployedListeners, ofType } from './topology';
import { consumersText, list } from './words';

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
      .map(({ resource, server, port, group }) => {
        const attachments = ofType(stack, 'aws_lb_target_group_attachment').filter(
          (attachment) => isDestroyed(attachment) && group && before(attachment).target_group_arn === before(group).arn,
        );
        const goes = group !== undefined && isDestroyed(group);
        return {
          addresses: [resource.address],
          covers: [...(goes ? [group.address] : []), ...attachments.map(({ address }) => address)],
          happens: isReplaced(resource)
            ? `The listener of ${server} on port ${port} is deleted before its successor exists.`
            : `The listener of ${server} on port ${port} is deleted${goes ? ', with its target group' : ''}. Nothing answers on that port any more.`,
          who:
            `Clients of ${server} in ${consumersText(stack.environment)}: new connections fail at once` +
            `${isReplaced(resource) ? ' until the new listener exists, some seconds' : ' and for good'}.` +
            `${attachments.length > 0 ? ' Open ones are reset after the deregistration delay of two minutes.' : ' Open ones last until they close.'}`,
          instead: `Move every client off ${list([server])} first. A server that only gets another name keeps its listener with "terraform state mv" of its addresses, or moved blocks.`,
          affected: {},
        };
      });
  },
};
