import { Lb } from '@cdktf/provider-aws/lib/lb';
import { Construct } from 'constructs';

/** Properties of {@link NetworkLoadBalancer}. */
export interface NetworkLoadBalancerProps {
  /** 32 characters at most. */
  readonly name: string;
  /** One in each zone. */
  readonly subnetIds: readonly string[];
  /**
   * The load balancer's IPv4 address in each subnet, in the same order.
   * @default - AWS picks them
   */
  readonly addresses?: readonly string[];
  readonly securityGroupId: string;
  /** Whether the security group filters what comes by PrivateLink. */
  readonly enforceRulesOnPrivateLink: boolean;
  /** Whether AWS refuses to delete it and Terraform to destroy or replace it. */
  readonly deletionProtection: boolean;
}

/** An internal Network Load Balancer that an endpoint service can offer. */
export class NetworkLoadBalancer extends Construct {
  readonly loadBalancer: Lb;

  constructor(scope: Construct, id: string, props: NetworkLoadBalancerProps) {
    super(scope, id);
    this.loadBalancer = new Lb(this, 'Resource', {
      name: props.name,
      loadBalancerType: 'network',
      internal: true,
      ...subnetsOf(props),
      // Attached from the start: adding the first one later forces replacement (terraform-provider-aws #46695).
      securityGroups: [props.securityGroupId],
      // On, which is AWS's default, rules apply to the consumers' own addresses, and other traffic is dropped silently:
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: props.enforceRulesOnPrivateLink ? 'on' : 'off',
      // Every node reaches targets in "all" zones already, so crossing zones would only add cost.
      enableCrossZoneLoadBalancing: false,
      enableDeletionProtection: props.deletionProtection,
      // AWS refuses to delete a load balancer that an endpoint service holds (terraform-provider-aws #5701).
      lifecycle: { preventDestroy: props.deletionProtection },
    });
  }
}

/** A mapping only where there are addresses: to change from one form to the other forces replacement. */
function subnetsOf({ subnetIds, addresses }: NetworkLoadBalancerProps) {
  if (!addresses) return { subnets: [...subnetIds] };
  return { subnetMapping: subnetIds.map((subnetId, i) => ({ subnetId, privateIpv4Address: addresses[i] })) };
}
