import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { LbTargetGroupAttachment } from '@cdktf/provider-aws/lib/lb-target-group-attachment';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { Construct } from 'constructs';
import type { Backend, Target } from '../config/names';
import { NewBeforeOld } from './new-before-old';

/** Properties of {@link BackendTargets}. */
export interface BackendTargetsProps {
  /** The load balancer's security group. It gets an egress rule for each target. */
  readonly securityGroupId: string;
  readonly vpcId: string;
  readonly backend: Backend;
}

/** A Redis server or Sentinel on premises, as the target group that listeners forward to. */
export class BackendTargets extends Construct {
  readonly targetGroup: LbTargetGroup;

  constructor(scope: Construct, id: string, props: BackendTargetsProps) {
    super(scope, id);
    this.targetGroup = this.createTargetGroup(props);
    const targets = [props.backend, ...(props.backend.alsoAt ? [props.backend.alsoAt] : [])];
    const attachments = targets.map((target) => this.attachTarget(this.targetGroup.arn, target, props));
    // A server that moves is a new target, which must be registered before the old one is deregistered.
    new NewBeforeOld(this, 'targets', targets.map(nameOf), attachments);
  }

  private createTargetGroup({ vpcId, backend }: BackendTargetsProps): LbTargetGroup {
    return new LbTargetGroup(this, 'target-group', {
      // A listener holds the old group until it has the new one, so replacement must create first, and a fixed name
      // would clash with itself (terraform-aws-alb #239, #396). AWS allows a prefix of six characters.
      namePrefix: 'redis-',
      lifecycle: { createBeforeDestroy: true },
      tags: { Name: backend.name },
      targetType: 'ip',
      protocol: 'TCP',
      // A mere default for targets without a port, and changing it forces replacement: each target sets its own.
      port: DEFAULT_PORT,
      vpcId,
      healthCheck: {
        // A Network Load Balancer speaks no Redis: it cannot detect a replica or a server that is still loading.
        protocol: 'TCP',
        port: 'traffic-port',
        // Three probes, 15 s: AWS's shortest interval, and one lost probe is tolerated.
        interval: 5,
        timeout: 3,
        unhealthyThreshold: 3,
        healthyThreshold: 2,
      },
      // Resets connections to a failed target while the server has a second, healthy one. With a single target the
      // group fails open, and the target stays in use.
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#target-group-health
      targetHealthState: [{ enableUnhealthyConnectionTermination: true }],
      targetGroupHealth: {
        // Each group has a single server, for all zones: its failure must not remove every zone from DNS.
        dnsFailover: { minimumHealthyTargetsCount: 'off', minimumHealthyTargetsPercentage: 'off' },
        unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: 'off' },
      },
      // AWS recommends at least 120 s with connection termination. Redis connections live for days: without termination
      // clients would not reconnect to a server that has moved.
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#deregistration-delay
      deregistrationDelay: '120',
      connectionTermination: true,
      // Over PrivateLink, targets always see the load balancer's addresses. Off, so that this holds for all traffic:
      // firewalls on premises need to admit only its subnets.
      preserveClientIp: 'false',
      // Redis does not support the proxy protocol: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#proxy-protocol
      proxyProtocolV2: false,
    });
  }

  private attachTarget(targetGroupArn: string, target: Target, { securityGroupId, backend }: BackendTargetsProps) {
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
      // Required for an address outside the VPC:
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html
      availabilityZone: 'all',
      lifecycle,
      // The rule is created before the target, and destroyed after it.
      dependsOn: [rule],
    });
  }
}

const DEFAULT_PORT = 6379;

const nameOf = ({ address, port }: Target) => `${address}-${port}`;
