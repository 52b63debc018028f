import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { LbTargetGroupAttachment } from '@cdktf/provider-aws/lib/lb-target-group-attachment';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { Construct } from 'constructs';
import type { Backend, Target } from '../config/names';
import { NewBeforeOld } from './new-before-old';

/** Properties of {@link BackendListener}. */
export interface BackendListenerProps {
  readonly loadBalancerArn: string;
  /** The load balancer's security group, which gets a rule for each target. */
  readonly securityGroupId: string;
  readonly vpcId: string;
  readonly backend: Backend;
}

/**
 * Seconds after which an idle connection is forgotten. The interface endpoint's is fixed at 350, so a longer one here
 * would promise what the path does not keep:
 * https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export const IDLE_TIMEOUT_SECONDS = 350;

/** One listener port and the one Redis or Sentinel on premises that it leads to. */
export class BackendListener extends Construct {
  constructor(scope: Construct, id: string, props: BackendListenerProps) {
    super(scope, id);
    const { arn } = this.createTargetGroup(props);
    const targets = [props.backend, ...(props.backend.alsoAt ? [props.backend.alsoAt] : [])];
    const attachments = targets.map((target) => this.attachTarget(arn, target, props));
    // A server that moves is another target: the old one is deregistered once the new one is registered.
    new NewBeforeOld(this, 'targets', targets.map(nameOf), attachments);
    this.listen(arn, props);
  }

  private createTargetGroup({ vpcId, backend }: BackendListenerProps): LbTargetGroup {
    return new LbTargetGroup(this, 'target-group', {
      // A generated name, and the new one first: a listener holds the old one until it has the new one, and a fixed
      // name would clash with itself (terraform-aws-alb #239, #396). AWS takes six characters of prefix.
      namePrefix: 'redis-',
      lifecycle: { createBeforeDestroy: true },
      tags: { Name: backend.name },
      targetType: 'ip',
      protocol: 'TCP',
      // Only the default of targets without a port, and changing it forces replacement: each target has its own.
      port: DEFAULT_PORT,
      vpcId,
      healthCheck: {
        // TCP: a load balancer speaks no Redis. It sees neither a replica nor a server that is still loading.
        protocol: 'TCP',
        port: 'traffic-port',
        // Three probes, 15 s: AWS's shortest interval, and one lost probe is tolerated.
        interval: 5,
        timeout: 3,
        unhealthyThreshold: 3,
        healthyThreshold: 2,
      },
      // While a server has a second target, connections to the one that fails are reset. Otherwise nothing is: a group
      // without a healthy target fails open, and its only target stays in use.
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#target-group-health
      targetHealthState: [{ enableUnhealthyConnectionTermination: true }],
      targetGroupHealth: {
        // Each group has one server, in all zones: a dead Redis must not take every zone's address out of the DNS.
        dnsFailover: { minimumHealthyTargetsCount: 'off', minimumHealthyTargetsPercentage: 'off' },
        unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: 'off' },
      },
      // AWS's advice is 120 s or more where connections are terminated afterwards. Redis connections live for days, so
      // they do not end by themselves, and clients of a server that has moved are to reconnect.
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#deregistration-delay
      deregistrationDelay: '120',
      connectionTermination: true,
      // Over PrivateLink targets always see the load balancer's addresses; so health checks and clients look alike,
      // and firewalls on premises let in its subnets and nothing else.
      preserveClientIp: 'false',
      // Redis does not parse it: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#proxy-protocol
      proxyProtocolV2: false,
    });
  }

  private attachTarget(targetGroupArn: string, target: Target, { securityGroupId, backend }: BackendListenerProps) {
    const { address, port } = target;
    const lifecycle = { createBeforeDestroy: true };
    const rule = new VpcSecurityGroupEgressRule(this, `out-${nameOf(target)}`, {
      securityGroupId,
      description: `To ${backend.name} on premises, health checks included`,
      cidrIpv4: `${address}/32`,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      lifecycle,
    });
    return new LbTargetGroupAttachment(this, `target-${nameOf(target)}`, {
      targetGroupArn,
      targetId: address,
      port,
      // Required of an address outside the VPC:
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html
      availabilityZone: 'all',
      lifecycle,
      // The way is open before the target is there, and closed after it has gone.
      dependsOn: [rule],
    });
  }

  private listen(targetGroupArn: string, { loadBalancerArn, backend }: BackendListenerProps): void {
    new LbListener(this, 'listener', {
      loadBalancerArn,
      protocol: 'TCP',
      port: backend.listenerPort,
      tcpIdleTimeoutSeconds: IDLE_TIMEOUT_SECONDS,
      defaultAction: [{ type: 'forward', targetGroupArn }],
    });
  }
}

const DEFAULT_PORT = 6379;

const nameOf = ({ address, port }: Target) => `${address}-${port}`;
