import { DescribeSecurityGroupRulesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { DescribeListenersCommand, type ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetHealthCheckCommand, GetHostedZoneCommand, type Route53Client } from '@aws-sdk/client-route-53';
import type { TaggedObject } from './inventory';

/** Clients that look an object up. */
export interface IdentityClients {
  readonly ec2: EC2Client;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly route53: Route53Client;
}

type Values = Readonly<Record<string, unknown>>;

/** The attributes that tell one resource of a type from the stack's others, and that no default changes. */
const PLANNED: Readonly<Record<string, (planned: Values) => unknown>> = {
  aws_lb: ({ name }) => name,
  aws_lb_listener: ({ port }) => port,
  aws_vpc_security_group_ingress_rule: ruleOf,
  aws_vpc_security_group_egress_rule: ruleOf,
  aws_route53_zone: ({ name }) => name,
  aws_route53_health_check: ({ cloudwatch_alarm_name }) => cloudwatch_alarm_name,
  aws_cloudwatch_metric_alarm: ({ alarm_name }) => alarm_name,
  aws_ssm_parameter: ({ name }) => name,
};

function ruleOf({ cidr_ipv4, referenced_security_group_id, ip_protocol, from_port, to_port }: Values): string {
  return [cidr_ipv4 ?? referenced_security_group_id, ip_protocol, from_port, to_port].join(' ');
}

/** What identifies a planned resource among the stack's others of its type: by default its `Name` tag. */
export function identityOfPlanned(type: string, planned: Values): string {
  const identify = PLANNED[type] ?? (({ tags_all }: Values) => (tags_all as Values | undefined)?.Name);
  return String(identify(planned) ?? '');
}

/** What identifies an object in AWS, with the exact type of a security group's rule. */
export async function identityOf(
  object: TaggedObject,
  { ec2, elb, route53 }: IdentityClients,
): Promise<{ readonly type: string; readonly identity: string }> {
  const { id, type, tags } = object;
  switch (type) {
    case 'aws_lb':
      return { type, identity: id.split('/')[2] ?? '' };
    case 'aws_lb_listener': {
      const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ ListenerArns: [id] }));
      return { type, identity: String(Listeners[0]?.Port) };
    }
    case 'aws_vpc_security_group_rule': {
      const { SecurityGroupRules = [] } = await ec2.send(
        new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] }),
      );
      const [rule] = SecurityGroupRules;
      return {
        type: `aws_vpc_security_group_${rule?.IsEgress ? 'egress' : 'ingress'}_rule`,
        identity: ruleOf({
          cidr_ipv4: rule?.CidrIpv4,
          referenced_security_group_id: rule?.ReferencedGroupInfo?.GroupId,
          ip_protocol: rule?.IpProtocol,
          from_port: rule?.FromPort,
          to_port: rule?.ToPort,
        }),
      };
    }
    case 'aws_route53_zone': {
      const { HostedZone } = await route53.send(new GetHostedZoneCommand({ Id: id }));
      return { type, identity: HostedZone?.Name?.replace(/\.$/, '') ?? '' };
    }
    case 'aws_route53_health_check': {
      const { HealthCheck } = await route53.send(new GetHealthCheckCommand({ HealthCheckId: id }));
      return { type, identity: HealthCheck?.HealthCheckConfig?.AlarmIdentifier?.Name ?? '' };
    }
    case 'aws_cloudwatch_metric_alarm':
    case 'aws_ssm_parameter':
      return { type, identity: id };
    default:
      return { type, identity: tags.Name ?? '' };
  }
}
