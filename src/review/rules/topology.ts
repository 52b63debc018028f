import type { ResourceChange } from '../../plans/terraform-plan';
import { after, before, objects, text } from '../planned-changes';
import type { ReviewedStack } from './rule';

/** The resources of a type. */
export const ofType = ({ resources }: Pick<ReviewedStack, 'resources'>, type: string) =>
  resources.filter((resource) => resource.type === type);

/** The addresses of resources. */
export const addresses = (resources: readonly ResourceChange[]) => resources.map(({ address }) => address);

/** The deployed target group of an ARN. */
export function targetGroup(stack: ReviewedStack, arn: unknown): ResourceChange | undefined {
  return ofType(stack, 'aws_lb_target_group').find((group) => arn !== undefined && before(group).arn === arn);
}

/** The name of a target group's server or Sentinel: its `Name` tag. */
export function serverName(group: ResourceChange | undefined, otherwise: string): string {
  const { tags } = group ? before(group) : { tags: undefined };
  return text((tags as Record<string, unknown> | undefined)?.Name) ?? otherwise;
}

/** A listener that is deployed. */
export interface DeployedListener {
  readonly resource: ResourceChange;
  readonly server: string;
  readonly port: unknown;
  readonly group?: ResourceChange;
}

/** The listeners that are deployed, with the server behind each. */
export function deployedListeners(stack: ReviewedStack): DeployedListener[] {
  return ofType(stack, 'aws_lb_listener')
    .filter(({ change }) => change.before !== null && change.before !== undefined)
    .map((resource) => {
      const [action] = objects(before(resource).default_action);
      const group = targetGroup(stack, action?.target_group_arn);
      return { resource, server: serverName(group, resource.address), port: before(resource).port, group };
    });
}

/** The target group that a listener forwards to once the plan is applied. Undefined if it is not known yet. */
export const nextTargetGroupArn = (listener: ResourceChange) =>
  text(objects(after(listener).default_action)[0]?.target_group_arn);

/** `10.0.4.11:6379` */
export function targetText(attachment: ResourceChange, when: 'before' | 'after'): string {
  const { target_id, port } = when === 'before' ? before(attachment) : after(attachment);
  return `${target_id}:${port}`;
}

/** When connections to a target end that is deregistered from a group. */
export function deregistrationText(group: ResourceChange): string {
  const { deregistration_delay, connection_termination } = before(group);
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#deregistration-delay
  return connection_termination === true || connection_termination === 'true'
    ? `are reset when the deregistration delay of ${deregistration_delay ?? 300} s ends`
    : 'last until they close';
}
