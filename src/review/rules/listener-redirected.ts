import { before, isGone, isReplaced, isUpdated } from '../planned-changes';
import type { Finding, ReviewedStack, Rule } from './rule';
import {
  addresses,
  type DeployedListener,
  deployedListeners,
  nextTargetGroupArn,
  ofType,
  serverName,
  targetGroup,
} from './topology';
import { consumersText } from './words';

export const listenerRedirected: Rule = {
  name: 'listener-redirected',
  effect: 'cut',
  watches:
    "A listener forwards to another server's target group, or to a new one: two ports exchanged, a server renamed.",
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/listener-update-rules.html
  because: 'New connections go to the new group at once. Open ones stay with the old target for up to an hour.',
  unlessExplained: true,
  find(stack) {
    return deployedListeners(stack)
      .filter(
        ({ resource, group }) => isUpdated(resource) && nextTargetGroupArn(resource) !== (group && before(group).arn),
      )
      .map((listener) => finding(stack, listener));
  },
};

function finding(stack: ReviewedStack, { resource, server, port, group }: DeployedListener): Finding {
  const next = targetGroup(stack, nextTargetGroupArn(resource));
  const clients = `Clients of ${server} in ${consumersText(stack.environment)}`;
  const gone = group && isGone(group) ? [group.address, ...targetsOf(stack, group)] : [];
  if (next) {
    const other = serverName(next, next.address);
    return {
      addresses: [resource.address],
      covers: gone,
      happens: `Port ${port} leads to ${other} instead of ${server} for new connections, while open ones stay with ${server} for up to an hour.`,
      who: `${clients}: whatever they read and write on port ${port} is in ${other} from then on. Half of a client's connections may be on each side.`,
      instead: `Never give a port of one server to another. Move ${server} to a free port with formerListenerPort, wait until no client uses the old one, and only then reuse it.`,
      affected: {},
    };
  }
  return {
    addresses: [resource.address],
    covers: gone,
    happens: `Port ${port} leads to a new target group. Its targets get traffic after two health checks, some ten seconds.${gone.length > 0 ? ` The group of ${server} is deleted.` : ''}`,
    who: `${clients}: new connections fail until the new targets are healthy; open ones end with their old target.`,
    instead:
      group && isReplaced(group)
        ? 'Undo what forces the replacement of the target group: see its changes below.'
        : `If only the name of ${server} changes, set formerly to "${server}": Terraform then moves its resources, and nobody is cut.`,
    affected: {},
  };
}

const targetsOf = (stack: ReviewedStack, group: Parameters<typeof before>[0]) =>
  addresses(
    ofType(stack, 'aws_lb_target_group_attachment').filter(
      (target) => isGone(target) && before(target).target_group_arn === before(group).arn,
    ),
  );
