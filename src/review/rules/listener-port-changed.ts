import type { ResourceChange } from '../../plans/terraform-plan';
import { after, isCreated, isGone, isUpdated } from '../planned-changes';
import type { ReviewedStack, Rule } from './rule';
import { type DeployedListener, deployedListeners, nextTargetGroupArn, ofType } from './topology';
import { consumersText } from './words';

export const listenerPortChanged: Rule = {
  name: 'listener-port-changed',
  effect: 'cut',
  watches: 'A server moves to another listener port, and the one that it had closes.',
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/delete-listener.html
  because: "The old port closes when the service's stack is deployed; consumers learn of the new one only from theirs.",
  unlessExplained: true,
  find(stack) {
    return deployedListeners(stack).flatMap((listener) => {
      const newPort = portAfter(stack, listener);
      if (newPort === undefined) return [];
      const { resource, server, port } = listener;
      return [
        {
          addresses: [resource.address],
          happens:
            `${server} moves from port ${port} to ${newPort}, and ${port} closes. The load balancer moves first: the endpoints' ` +
            "security groups, SRV records and client configurations have the old port until each consumer's stack is deployed.",
          who:
            `Clients of ${server} in ${consumersText(stack.environment)}: new connections to port ${port} fail from then on, ` +
            'until the consumer is deployed and the clients have read the new configuration.',
          instead:
            `Set formerListenerPort of ${server} to ${port}: it stays open beside ${newPort} while clients change over. Remove ` +
            'the field, and with it the port, once none uses it.',
          affected: {},
        },
      ];
    });
  },
};

/** The other port that leads to a listener's target group once the listener or its port is gone. */
function portAfter(stack: ReviewedStack, { resource, port, group }: DeployedListener): unknown {
  if (isUpdated(resource)) return after(resource).port === port ? undefined : after(resource).port;
  const arn = group && groupArn(group);
  if (!isGone(resource) || arn === undefined) return undefined;
  const successors = ofType(stack, 'aws_lb_listener').filter(
    (other) => isCreated(other) && nextTargetGroupArn(other) === arn && after(other).port !== port,
  );
  return successors[0] && after(successors[0]).port;
}

const groupArn = ({ change }: ResourceChange) => (change.before as { arn?: unknown } | undefined)?.arn;
