import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { LbTargetGroupAttachment } from '@cdktf/provider-aws/lib/lb-target-group-attachment';
import { Construct } from 'constructs';
import type { Backend } from '../config/names';

/** Properties of {@link BackendListener}. */
export interface BackendListenerProps {
  readonly loadBalancerArn: string;
  readonly vpcId: string;
  readonly backend: Backend;
}

/**
 * Seconds after which an idle connection is forgotten. The interface endpoint's is fixed at 350, so a longer one here
 * would promise what the path does not keep:
 * https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export const IDLE_TIMEOUT_SECONDS = 350;

/** One listener port and the one port on premises that it leads to. */
export class BackendListener extends Construct {
  constructor(scope: Construct, id: string, props: BackendListenerProps) {
    super(scope, id);
    const targetGroup = this.createTargetGroup(props);
    this.attachTarget(targetGroup.arn, props.backend);
    this.listen(targetGroup.arn, props);
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
      port: backend.port,
      vpcId,
      healthCheck: {
        // TCP: a load balancer speaks no Redis. It sees neither a replica nor a server that is still loading.
        protocol: 'TCP',
        port: 'traffic-port',
        // AWS's shortest: a dead server is told after three probes, 15 s, and one lost on the way there is not death.
        interval: 5,
        timeout: 3,
        unhealthyThreshold: 3,
        healthyThreshold: 2,
      },
      // A connection to a dead server is reset, rather than left to hang: the client asks Sentinel or Cluster at once.
      targetHealthState: [{ enableUnhealthyConnectionTermination: true }],
      targetGroupHealth: {
        // Each group has one target, in all zones: a dead Redis must not take every zone's address out of the DNS.
        dnsFailover: { minimumHealthyTargetsCount: 'off', minimumHealthyTargetsPercentage: 'off' },
        unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: 'off' },
      },
      // Redis connections live for days: waiting does not drain them, so half a minute for what is under way.
      deregistrationDelay: '30',
      connectionTermination: true,
      // Over PrivateLink targets always see the load balancer's addresses; so health checks and clients look alike,
      // and firewalls on premises let in its subnets and nothing else.
      preserveClientIp: 'false',
      // Redis does not parse it: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#proxy-protocol
      proxyProtocolV2: false,
    });
  }

  private attachTarget(targetGroupArn: string, { address, port }: Backend): void {
    new LbTargetGroupAttachment(this, 'target', {
      targetGroupArn,
      targetId: address,
      port,
      // Required of an address outside the VPC:
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html
      availabilityZone: 'all',
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
