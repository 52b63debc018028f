import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { Construct } from 'constructs';
import { ListenerRules, type ListenerRulesProps } from './listener-rules';

/** Properties of {@link EndpointSecurityGroup}. */
export interface EndpointSecurityGroupProps extends Omit<ListenerRulesProps, 'securityGroupId'> {
  /** Prefix of the group's name. */
  readonly name: string;
  readonly vpcId: string;
}

/** Admits clients to the endpoints on the listener ports. No egress: endpoints open no connections. */
export class EndpointSecurityGroup extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, { name, vpcId, ...rules }: EndpointSecurityGroupProps) {
    super(scope, id);
    this.securityGroupId = new SecurityGroup(this, 'Resource', {
      // A prefix, so that a replacement does not clash with the old group's name.
      namePrefix: `${name}-endpoints-`,
      description: 'Interface endpoints that lead to Redis on premises',
      vpcId,
      tags: { Name: `${name}-endpoints` },
      lifecycle: { createBeforeDestroy: true },
    }).id;
    // No ICMP: endpoints don't support path MTU discovery, and clamp the segment size instead.
    // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
    new ListenerRules(this, 'in', { securityGroupId: this.securityGroupId, ...rules });
  }
}
