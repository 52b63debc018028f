import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Route53HealthCheck } from '@cdktf/provider-aws/lib/route53-health-check';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

/** When an endpoint counts as failed. */
export interface FailureCriteria {
  /** Packets that an endpoint may drop per minute. */
  readonly droppedPacketsPerMinute: number;
  /** Consecutive minutes above that threshold. */
  readonly minutes: number;
}

/**
 * AWS neither defines a dropped packet exactly nor suggests a threshold, so these follow from client behaviour. Behind
 * a failed endpoint, each retrying connection sends at least one SYN per second (the connect timeout), and a client's
 * pool retries several. Two of them exceed 100 packets per minute; one misconfigured client does not. Three minutes
 * outlast a deployment or a failover of Redis, during which clients retry as well.
 */
export const DEFAULT_FAILURE_CRITERIA: FailureCriteria = { droppedPacketsPerMinute: 100, minutes: 3 };

/** Properties of {@link EndpointHealth}. */
export interface EndpointHealthProps extends FailureCriteria {
  /** Unique in the account and Region: PutMetricAlarm overwrites an alarm of the same name. */
  readonly alarmName: string;
  readonly region: string;
  readonly endpoint: VpcEndpoint;
  /** `com.amazonaws.vpce.<region>.vpce-svc-…` */
  readonly serviceName: string;
  readonly vpcId: string;
}

/**
 * Decides whether Route 53 answers with an endpoint's address. Route 53's health checkers are outside the VPC and can't
 * reach the endpoint, so the check is based on a CloudWatch alarm:
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
      // Shows an idle endpoint, which reports no data, as OK. Route 53 ignores this setting.
      treatMissingData: 'notBreaching',
    });
    this.healthCheckId = new Route53HealthCheck(this, 'check', {
      type: 'CLOUDWATCH_METRIC',
      cloudwatchAlarmName: alarm.alarmName,
      cloudwatchAlarmRegion: props.region,
      // Route 53 copies the alarm's settings only when the check is created or updated with its name (provider #29251,
      // #40918): https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-updating-cloudwatch-alarm-settings.html
      triggers: { alarm: Fn.jsonencode(watched) },
      lifecycle: {
        // The provider detects no change in triggers while part of them is unknown, such as a new endpoint's ID: the
        // check would watch the old endpoint until the next deployment. So replace the check with the endpoint.
        replaceTriggeredBy: [`${VpcEndpoint.tfResourceType}.${props.endpoint.friendlyUniqueId}.id`],
        createBeforeDestroy: true,
      },
      // No traffic means no data: an idle endpoint is healthy, and a failed one returns once clients have left it.
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
    // No datapointsToAlarm: Route 53 does not support "M out of N" alarms.
    // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html
    evaluationPeriods: minutes,
  };
}
