import type { ResourceChange } from '../../plans/terraform-plan';
import { after, before, isCreated, isGone } from '../planned-changes';
import type { Finding, ReviewedStack, Rule } from './rule';
import { deregistrationText, ofType, serverName, targetGroup, targetText } from './topology';
import { consumersText, list } from './words';

export const serverTargetChanged: Rule = {
  name: 'server-target-changed',
  effect: 'cut',
  watches: "A server's target, its address or port on premises, is exchanged for another one.",
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#deregistration-delay
  because:
    'Connections to the old target are reset after the deregistration delay; the new one must first become healthy.',
  unlessExplained: true,
  find(stack) {
    return exchanged(stack).map(({ group, gone, added }) => {
      const server = serverName(group, group.address);
      const from = list(gone.map((attachment) => targetText(attachment, 'before')));
      const to = list(added.map((attachment) => targetText(attachment, 'after')));
      return {
        addresses: gone.map(({ address }) => address),
        happens:
          `${server} moves from ${from} to ${to}. The new target is registered first, but it gets no traffic before two ` +
          'health checks have passed, some ten seconds, and the old one is deregistered without waiting for that.',
        who:
          `Clients of ${server} in ${consumersText(stack.environment)}: connections to ${from} ${deregistrationText(group)}, ` +
          'and new ones may fail until the new target is healthy. If it is another Redis, writes go to two servers in the ' +
          'meantime.',
        instead:
          `Set "alsoAt" of ${server} to ${to} and deploy. Once that target is healthy, make it the server's own address, ` +
          'remove "alsoAt" and deploy again: then there is no gap.',
        affected: {},
      } satisfies Finding;
    });
  },
};

interface Exchange {
  readonly group: ResourceChange;
  readonly gone: readonly ResourceChange[];
  readonly added: readonly ResourceChange[];
}

/** Target groups that stay, lose a target, and get another one that was not there before. */
function exchanged(stack: ReviewedStack): Exchange[] {
  const attachments = ofType(stack, 'aws_lb_target_group_attachment');
  return ofType(stack, 'aws_lb_target_group').flatMap((group) => {
    const { arn } = before(group);
    if (arn === undefined || isGone(group)) return [];
    const own = attachments.filter((attachment) => targetGroup(stack, before(attachment).target_group_arn) === group);
    const gone = own.filter(isGone);
    const added = attachments.filter(
      (attachment) => isCreated(attachment) && after(attachment).target_group_arn === arn,
    );
    return gone.length > 0 && added.length > 0 ? [{ group, gone, added }] : [];
  });
}
