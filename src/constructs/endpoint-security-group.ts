import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import type { Backend } from '../config/names';

/** Properties of {@link EndpointSecurityGroup}. */
export interface EndpointSecurityGroupProps {
  readonly name: string;
  readonly vpcId: string;
  /** IPv4 CIDR blocks that clients connect from. */
  readonly clientCidrs: readonly string[];
  /** IDs of the security groups that clients are in. */
  readonly clientSecurityGroupIds: readonly string[];
  readonly backends: readonly Backend[];
}

/** Lets clients into the endpoints on the listener ports. Nothing goes out: an endpoint opens no connection. */
export class EndpointSecurityGroup extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: EndpointSecurityGroupProps) {
    super(scope, id);
    this.securityGroupId = this.createGroup(props);
    for (const backend of props.backends) {
      for (const cidrIpv4 of props.clientCidrs) this.letIn(backend, cidrIpv4, { cidrIpv4 });
      for (const groupId of props.clientSecurityGroupIds) {
        this.letIn(backend, groupId, { referencedSecurityGroupId: groupId });
      }
    }
  }

  private createGroup({ name, vpcId }: EndpointSecurityGroupProps): string {
    return new SecurityGroup(this, 'Resource', {
      // A prefix, so that a group that must be replaced does not clash with its own name.
      namePrefix: `${name}-endpoints-`,
      description: 'Interface endpoints that lead to Redis on premises',
      vpcId,
      tags: { Name: `${name}-endpoints` },
      lifecycle: { createBeforeDestroy: true },
    }).id;
  }

  private letIn(
    { name, listenerPort }: Backend,
    client: string,
    source: { cidrIpv4: string } | { referencedSecurityGroupId: string },
  ): void {
    new VpcSecurityGroupIngressRule(this, `in-${client}-${name}`, {
      securityGroupId: this.securityGroupId,
      description: `Clients of ${name}`,
      ipProtocol: 'tcp',
      fromPort: listenerPort,
      toPort: listenerPort,
      ...source,
    });
  }
}
