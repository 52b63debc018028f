import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Route53HealthCheck } from '@cdktf/provider-aws/lib/route53-health-check';
import { EndpointHealth } from '../../../src/constructs/endpoint-health';
import { counts, stackWith } from '../../support/synth';

const ZONES = ['use1-az1', 'use1-az2'];

const stack = stackWith((stack) => {
  for (const zone of ZONES) {
    new EndpointHealth(stack, zone, {
      alarmName: `redis-${zone}`,
      region: 'us-east-1',
      endpointId: `vpce-${zone}`,
      serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
      vpcId: 'vpc-1',
    });
  }
});

describe('EndpointHealth', () => {
  test.each(ZONES)("an alarm watches the packets that %s's endpoint drops", (zone) => {
    expect(stack.json).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
      alarm_name: `redis-${zone}`,
      namespace: 'AWS/PrivateLinkEndpoints',
      metric_name: 'PacketsDropped',
      dimensions: {
        'Endpoint Type': 'Interface',
        'Service Name': 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
        'VPC Endpoint Id': `vpce-${zone}`,
        'VPC Id': 'vpc-1',
      },
    });
  });

  test.each(ZONES)('a health check asks the alarm of %s, since no checker reaches a private address', (zone) => {
    expect(stack.json).toHaveResourceWithProperties(Route53HealthCheck, {
      type: 'CLOUDWATCH_METRIC',
      cloudwatch_alarm_name: `\${aws_cloudwatch_metric_alarm.${zone.replace('-', '_')}_alarm.alarm_name}`,
      cloudwatch_alarm_region: 'us-east-1',
    });
  });

  test('an endpoint that nobody uses, or that is new, is healthy', () => {
    expect(stack.json).toHaveResourceWithProperties(CloudwatchMetricAlarm, { treat_missing_data: 'notBreaching' });
    expect(stack.json).toHaveResourceWithProperties(Route53HealthCheck, { insufficient_data_health_status: 'Healthy' });
  });

  test('is one alarm and one check an endpoint', () => {
    expect(counts(stack)).toEqual({ aws_cloudwatch_metric_alarm: 2, aws_route53_health_check: 2 });
  });
});
