import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { ListenerRules } from './listener-rules';

/** Properties of {@link LoadBalancerSecurityGroup}. */
export interface LoadBalancerSecurityGroupProps {
  /** Prefix of the group's name. */
  readonly name: string;
  readonly vpcId: string;
  /**
   * IPv4 CIDR blocks that clients connect from: the rules see the clients' own addresses. Empty if the load balancer
   * does not enforce its rules on PrivateLink traffic.
   */
  readonly clientCidrs: readonly string[];
  /** Listener ports, 1 to 65535. */
  readonly ports: readonly number[];
  /** IPv4 CIDR blocks on premises, whose routers may report that a packet is too large. */
  readonly onPremisesCidrs: readonly string[];
}

/** Admits clients on the listener ports. `BackendTargets` adds the egress rule of each target. */
export class LoadBalancerSecurityGroup extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: LoadBalancerSecurityGroupProps) {
    super(scope, id);
    const { ports, clientCidrs, onPremisesCidrs } = props;
    this.securityGroupId = this.createGroup(props);
    new ListenerRules(this, 'in', {
      securityGroupId: this.securityGroupId,
      ports,
      clientCidrs,
    });
    for (const cidr of onPremisesCidrs) this.discoverPathMtu(cidr);
  }

  private createGroup({ name, vpcId }: LoadBalancerSecurityGroupProps): string {
    return new SecurityGroup(this, 'Resource', {
      // A prefix, so that a replacement does not clash with the old group's name.
      namePrefix: `${name}-load-balancer-`,
      description: 'Load balancer in front of Redis on premises',
      vpcId,
      tags: { Name: `${name}-load-balancer` },
      lifecycle: { createBeforeDestroy: true },
    }).id;
  }

  /**
   * Admits "fragmentation needed": without it, a link on premises with a smaller MTU silently drops large packets.
   * Recommended by AWS: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
   */
  private discoverPathMtu(cidr: string): void {
    new VpcSecurityGroupIngressRule(this, `path-mtu-${cidr}`, {
      securityGroupId: this.securityGroupId,
      description: 'Path MTU discovery on premises',
      cidrIpv4: cidr,
      ipProtocol: 'icmp',
      // For ICMP these are type (3, destination unreachable) and code (4, fragmentation needed):
      // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
      fromPort: 3,
      toPort: 4,
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
