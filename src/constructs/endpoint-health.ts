import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Route53HealthCheck } from '@cdktf/provider-aws/lib/route53-health-check';
import { Construct } from 'constructs';

/** Properties of {@link EndpointHealth}. */
export interface EndpointHealthProps {
  /** The alarm's name, unique in account and Region. */
  readonly alarmName: string;
  readonly region: string;
  readonly endpointId: string;
  readonly serviceName: string;
  readonly vpcId: string;
}

/**
 * Whether Route 53 hands out an endpoint's address. Its own checkers are outside the VPC and can't reach one, so the
 * check asks an alarm: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-private-hosted-zones.html
 */
export class EndpointHealth extends Construct {
  readonly healthCheckId: string;

  constructor(scope: Construct, id: string, props: EndpointHealthProps) {
    super(scope, id);
    const alarm = this.createAlarm(props);
    this.healthCheckId = new Route53HealthCheck(this, 'check', {
      type: 'CLOUDWATCH_METRIC',
      cloudwatchAlarmName: alarm.alarmName,
      cloudwatchAlarmRegion: props.region,
      // Before its first minute an alarm knows nothing: not a reason to keep an endpoint from everybody.
      insufficientDataHealthStatus: 'Healthy',
      tags: { Name: props.alarmName },
    }).id;
  }

  private createAlarm({ alarmName, endpointId, serviceName, vpcId }: EndpointHealthProps): CloudwatchMetricAlarm {
    return new CloudwatchMetricAlarm(this, 'alarm', {
      alarmName,
      alarmDescription: `${endpointId} drops packets: Route 53 leaves its address out`,
      // https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html
      namespace: 'AWS/PrivateLinkEndpoints',
      metricName: 'PacketsDropped',
      dimensions: {
        'Endpoint Type': 'Interface',
        'Service Name': serviceName,
        'VPC Endpoint Id': endpointId,
        'VPC Id': vpcId,
      },
      statistic: 'Sum',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      // The metric comes once a minute. Two of three: one dropped packet is no failure, one good minute no recovery.
      period: 60,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      // An endpoint that nobody uses reports nothing, and must not be taken for a broken one.
      treatMissingData: 'notBreaching',
    });
  }
}
