import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import type { Backend } from '../config/names';

/** Properties of {@link LoadBalancerSecurityGroup}. */
export interface LoadBalancerSecurityGroupProps {
  readonly name: string;
  readonly vpcId: string;
  /** IPv4 CIDR blocks that clients connect from: on PrivateLink traffic the rules see the clients' own addresses. */
  readonly clientCidrs: readonly string[];
  readonly backends: readonly Backend[];
}

/** Lets clients in on the listener ports, and the load balancer out to each server's address and port. */
export class LoadBalancerSecurityGroup extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: LoadBalancerSecurityGroupProps) {
    super(scope, id);
    this.securityGroupId = this.createGroup(props);
    for (const backend of props.backends) {
      this.letOut(backend);
      for (const cidr of props.clientCidrs) this.letIn(cidr, backend);
    }
  }

  private createGroup({ name, vpcId }: LoadBalancerSecurityGroupProps): string {
    return new SecurityGroup(this, 'Resource', {
      // A prefix, so that a group that must be replaced does not clash with its own name.
      namePrefix: `${name}-load-balancer-`,
      description: 'Load balancer in front of Redis on premises',
      vpcId,
      tags: { Name: `${name}-load-balancer` },
      lifecycle: { createBeforeDestroy: true },
    }).id;
  }

  private letOut({ name, address, port }: Backend): void {
    new VpcSecurityGroupEgressRule(this, `out-${name}`, {
      securityGroupId: this.securityGroupId,
      description: `To ${name} on premises, health checks included`,
      cidrIpv4: `${address}/32`,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
    });
  }

  /**
   * Keyed by network, not by consumer: two consumers may connect from networks of the same addresses, EC2 refuses the
   * same rule twice, and whichever of them goes must not take the other's rule along.
   */
  private letIn(cidr: string, { name, listenerPort }: Backend): void {
    new VpcSecurityGroupIngressRule(this, `in-${cidr}-${name}`, {
      securityGroupId: this.securityGroupId,
      description: `Clients of ${name}`,
      cidrIpv4: cidr,
      ipProtocol: 'tcp',
      fromPort: listenerPort,
      toPort: listenerPort,
    });
  }
}
