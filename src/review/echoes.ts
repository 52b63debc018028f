import type { ResourceChange } from '../plans/terraform-plan';
import { type Attributes, before, texts } from './planned-changes';

/**
 * Attributes by which one resource shows others of this project: a security group its rules, an endpoint service its
 * principals. Their first refresh after a deployment looks like drift. Whatever other resources of the stack do not
 * explain is left: a rule that somebody added by hand is seen nowhere else.
 */
export function withoutEchoes(drift: ResourceChange, resources: readonly ResourceChange[]): ResourceChange {
  const strip = ECHOES[drift.type];
  if (!strip) return drift;
  const stripped = (values: unknown) =>
    typeof values === 'object' && values !== null ? { ...values, ...strip(values as Attributes, resources) } : values;
  const { change } = drift;
  return { ...drift, change: { ...change, before: stripped(change.before), after: stripped(change.after) } };
}

type Strip = (values: Attributes, resources: readonly ResourceChange[]) => Attributes;

const ECHOES: Readonly<Record<string, Strip>> = {
  aws_lb_target_group: () => ({ load_balancer_arns: [] }),
  aws_vpc_endpoint_service: ({ allowed_principals }, resources) => ({
    allowed_principals: texts(allowed_principals).filter(
      (principal) =>
        !resources.some(
          (resource) =>
            resource.type === 'aws_vpc_endpoint_service_allowed_principal' &&
            before(resource).principal_arn === principal,
        ),
    ),
  }),
  aws_security_group: ({ id, ingress, egress }, resources) => {
    const rules = (type: string) =>
      resources.filter((resource) => resource.type === type && before(resource).security_group_id === id).map(before);
    return {
      ingress: unexplained(ingress, rules('aws_vpc_security_group_ingress_rule')),
      egress: unexplained(egress, rules('aws_vpc_security_group_egress_rule')),
    };
  },
};

/** The entries of a group's list that its rules do not make up. An entry joins the sources of one port range. */
function unexplained(entries: unknown, rules: readonly Attributes[]): unknown[] {
  if (!Array.isArray(entries)) return [];
  return entries.filter((entry: Attributes) => {
    const sources = [...texts(entry.cidr_blocks), ...texts(entry.security_groups)];
    const others = [...texts(entry.ipv6_cidr_blocks), ...texts(entry.prefix_list_ids)];
    const isExplained = (source: string) =>
      rules.some(
        (rule) =>
          rule.from_port === entry.from_port &&
          rule.to_port === entry.to_port &&
          (rule.cidr_ipv4 === source || rule.referenced_security_group_id === source),
      );
    return others.length > 0 || entry.self === true || sources.length === 0 || !sources.every(isExplained);
  });
}
