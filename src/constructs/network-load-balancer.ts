import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { Construct } from 'constructs';
import { acceptFinding } from './accepted-finding';
import { protectionTag } from './protection-tag';

/** Properties of {@link NetworkLoadBalancer}. */
export interface NetworkLoadBalancerProps {
  /** At most 32 characters. */
  readonly name: string;
  /** One in each zone. */
  readonly subnetIds: readonly string[];
  /**
   * The load balancer's IPv4 address in each subnet, in the same order.
   * @default - AWS picks them
   */
  readonly addresses?: readonly string[];
  readonly securityGroupId: string;
  /** Whether the security group filters PrivateLink traffic. */
  readonly enforceRulesOnPrivateLink: boolean;
  /** Whether AWS refuses to delete it, and Terraform to destroy or replace it. */
  readonly deletionProtection: boolean;
}

/**
 * Idle timeout of a connection. The interface endpoint's is fixed at 350 seconds, so a longer one would have no effect:
 * https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export const IDLE_TIMEOUT_SECONDS = 350;

/** An internal Network Load Balancer for an endpoint service. */
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
      // AWS's default is on: rules match the consumers' own addresses, and all other traffic is dropped silently.
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: props.enforceRulesOnPrivateLink ? 'on' : 'off',
      enableCrossZoneLoadBalancing: false,
      enableDeletionProtection: props.deletionProtection,
      tags: protectionTag(props.deletionProtection),
      // AWS refuses to delete a load balancer that an endpoint service holds (terraform-provider-aws #5701).
      lifecycle: { preventDestroy: props.deletionProtection },
    });
    acceptFinding(
      this.loadBalancer,
      'CKV_AWS_152',
      'Targets have the zone "all", so every node reaches them anyway: cross-zone balancing would only add cost.',
    );
    acceptFinding(
      this.loadBalancer,
      'CKV_AWS_91',
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html
      'A Network Load Balancer logs requests to TLS listeners only, and these listeners are TCP.',
    );
  }

  /**
   * Adds a listener. AWS identifies it by its port, and so does its address: when two servers swap ports, each listener
   * only forwards to another target group, and no port is ever taken twice or closed.
   *
   * @param port 1 to 65535
   */
  listen(port: number, targetGroupArn: string): LbListener {
    return new LbListener(this, `listener_${port}`, {
      loadBalancerArn: this.loadBalancer.arn,
      protocol: 'TCP',
      port,
      tcpIdleTimeoutSeconds: IDLE_TIMEOUT_SECONDS,
      defaultAction: [{ type: 'forward', targetGroupArn }],
    });
  }
}

/** Uses subnet mappings only for fixed addresses: switching between the two forms forces replacement. */
function subnetsOf({ subnetIds, addresses }: NetworkLoadBalancerProps) {
  if (!addresses) return { subnets: [...subnetIds] };
  return { subnetMapping: subnetIds.map((subnetId, i) => ({ subnetId, privateIpv4Address: addresses[i] })) };
}
