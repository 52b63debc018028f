import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { Construct } from 'constructs';
import { ListenerRules, type ListenerRulesProps } from './listener-rules';

/** Properties of {@link EndpointSecurityGroup}. */
export interface EndpointSecurityGroupProps extends Omit<ListenerRulesProps, 'securityGroupId'> {
  /** Begins the group's name. */
  readonly name: string;
  readonly vpcId: string;
}

/** Lets clients into the endpoints on the listener ports. Nothing goes out: an endpoint opens no connection. */
export class EndpointSecurityGroup extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, { name, vpcId, ...rules }: EndpointSecurityGroupProps) {
    super(scope, id);
    this.securityGroupId = new SecurityGroup(this, 'Resource', {
      // A prefix, so that a group that must be replaced does not clash with its own name.
      namePrefix: `${name}-endpoints-`,
      description: 'Interface endpoints that lead to Redis on premises',
      vpcId,
      tags: { Name: `${name}-endpoints` },
      lifecycle: { createBeforeDestroy: true },
    }).id;
    // No ICMP: an endpoint takes part in no path MTU discovery, and clamps the segment size instead.
    // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
    new ListenerRules(this, 'in', { securityGroupId: this.securityGroupId, ...rules });
  }
}
