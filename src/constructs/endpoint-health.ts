import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Route53HealthCheck } from '@cdktf/provider-aws/lib/route53-health-check';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

/** When an endpoint counts as failed. */
export interface FailureCriteria {
  /** Packets that an endpoint may drop in a minute. */
  readonly droppedPacketsPerMinute: number;
  /** Consecutive minutes with more than that. */
  readonly minutes: number;
}

/**
 * AWS defines no drop exactly and gives no threshold, so these follow from the clients: behind a failed endpoint each
 * of them sends at least one SYN a second (its connect timeout), and a pool retries several connections. Two retrying
 * connections exceed 100 a minute; stray packets of one misconfigured client do not. Three minutes outlast a deployment
 * or a failover of Redis, during which clients retry as well.
 */
export const DEFAULT_FAILURE_CRITERIA: FailureCriteria = { droppedPacketsPerMinute: 100, minutes: 3 };

/** Properties of {@link EndpointHealth}. */
export interface EndpointHealthProps extends FailureCriteria {
  /** The alarm's name: PutMetricAlarm overwrites another alarm of that name in the account and Region. */
  readonly alarmName: string;
  readonly region: string;
  readonly endpoint: VpcEndpoint;
  /** `com.amazonaws.vpce.<region>.vpce-svc-…` */
  readonly serviceName: string;
  readonly vpcId: string;
}

/**
 * Decides whether Route 53 hands out an endpoint's address. Its checkers are outside the VPC and can't reach the
 * endpoint, so the check watches the metric of an alarm:
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-private-hosted-zones.html
 */
export class EndpointHealth extends Construct {
  readonly healthCheckId: string;

  constructor(scope: Construct, id: string, props: EndpointHealthProps) {
    super(scope, id);
    const watched = watchedMetric(props);
    const alarm = new CloudwatchMetricAlarm(this, 'alarm', {
      alarmName: props.alarmName,
      alarmDescription: `${props.endpoint.id} drops packets: Route 53 leaves its address out`,
      ...watched,
      // For people: an idle endpoint reports nothing and is shown as OK. Route 53 ignores this setting.
      treatMissingData: 'notBreaching',
    });
    this.healthCheckId = new Route53HealthCheck(this, 'check', {
      type: 'CLOUDWATCH_METRIC',
      cloudwatchAlarmName: alarm.alarmName,
      cloudwatchAlarmRegion: props.region,
      // Route 53 copies the alarm's settings once, and again where the check is updated with its name (provider #29251,
      // #40918): https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-updating-cloudwatch-alarm-settings.html
      triggers: { alarm: Fn.jsonencode(watched) },
      lifecycle: {
        // The provider sees no change in triggers while a part of them is unknown, as the ID of a new endpoint is: its
        // check would go on watching the old one until the next deployment. So a new endpoint gets a new check.
        replaceTriggeredBy: [`${VpcEndpoint.tfResourceType}.${props.endpoint.friendlyUniqueId}.id`],
        createBeforeDestroy: true,
      },
      // No traffic, no data: an idle endpoint is healthy, and a failed one is tried again once clients have left it.
      insufficientDataHealthStatus: 'Healthy',
      tags: { Name: props.alarmName },
    }).id;
  }
}

/** The settings that Route 53 copies from the alarm. */
function watchedMetric({ endpoint, serviceName, vpcId, droppedPacketsPerMinute, minutes }: EndpointHealthProps) {
  return {
    // https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html
    namespace: 'AWS/PrivateLinkEndpoints',
    metricName: 'PacketsDropped',
    dimensions: {
      'Endpoint Type': 'Interface',
      'Service Name': serviceName,
      'VPC Endpoint Id': endpoint.id,
      'VPC Id': vpcId,
    },
    statistic: 'Sum',
    comparisonOperator: 'GreaterThanThreshold',
    threshold: droppedPacketsPerMinute,
    // The metric is published once a minute.
    period: 60,
    // All of them: Route 53 supports no "M out of N" alarms, so there is no datapointsToAlarm.
    // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html
    evaluationPeriods: minutes,
  };
}
