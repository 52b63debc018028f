import { after, before, isCreated, isGone } from '../planned-changes';
import type { Rule } from './rule';
import { addresses, deregistrationText, ofType, serverName } from './topology';
import { consumersText } from './words';

export const targetGroupEmptied: Rule = {
  name: 'target-group-emptied',
  effect: 'cut',
  watches: 'A target group that stays loses its last target.',
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#target-group-health
  because: 'The listener still accepts the port, but has no target to forward to.',
  unlessExplained: true,
  find(stack) {
    const attachments = ofType(stack, 'aws_lb_target_group_attachment');
    return ofType(stack, 'aws_lb_target_group').flatMap((group) => {
      const { arn } = before(group);
      if (arn === undefined || isGone(group)) return [];
      const own = attachments.filter((attachment) => before(attachment).target_group_arn === arn);
      const gone = own.filter(isGone);
      const added = attachments.filter(
        (attachment) => isCreated(attachment) && after(attachment).target_group_arn === arn,
      );
      if (gone.length === 0 || gone.length < own.length || added.length > 0) return [];
      const server = serverName(group, group.address);
      return [
        {
          addresses: addresses(gone),
          happens: `The target group of ${server} keeps its listener and loses its only target: connections to that port lead nowhere.`,
          who:
            `Clients of ${server} in ${consumersText(stack.environment)}: new connections fail at once, until a target is ` +
            `registered again. Open ones ${deregistrationText(group)}.`,
          instead: `Keep the target, or remove ${server} with its listener, once no client uses it.`,
          affected: {},
        },
      ];
    });
  },
};
