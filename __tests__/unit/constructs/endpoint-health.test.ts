import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { EndpointHealth } from '../../../src/constructs/endpoint-health';
import { type Block, counts, stackWith } from '../../support/synth';

const ZONES = ['use1-az1', 'use1-az2'];

const stack = stackWith((stack) => {
  for (const zone of ZONES) {
    new EndpointHealth(stack, zone, {
      alarmName: `redis-${zone}`,
      region: 'us-east-1',
      endpoint: new VpcEndpoint(stack, `endpoint-${zone}`, { vpcId: 'vpc-1' }),
      serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
      vpcId: 'vpc-1',
      droppedPacketsPerMinute: 20,
      minutes: 4,
    });
  }
});
const alarm = (zone: string) =>
  stack.resource.aws_cloudwatch_metric_alarm?.[`${zone.replace('-', '_')}_alarm`] as Block;
const check = (zone: string) => stack.resource.aws_route53_health_check?.[`${zone.replace('-', '_')}_check`] as Block;

describe('EndpointHealth', () => {
  test.each(ZONES)("fails %s's endpoint after consecutive minutes above the threshold", (zone) => {
    expect(alarm(zone)).toMatchObject({
      alarm_name: `redis-${zone}`,
      namespace: 'AWS/PrivateLinkEndpoints',
      metric_name: 'PacketsDropped',
      dimensions: {
        'Endpoint Type': 'Interface',
        'Service Name': 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
        'VPC Endpoint Id': `\${aws_vpc_endpoint.endpoint_${zone.replace('-', '_')}.id}`,
        'VPC Id': 'vpc-1',
      },
      statistic: 'Sum',
      comparison_operator: 'GreaterThanThreshold',
      threshold: 20,
      period: 60,
      evaluation_periods: 4,
    });
  });

  test.each(ZONES)('has an alarm that Route 53 supports: consecutive periods, no metric math (%s)', (zone) => {
    expect(alarm(zone)).not.toHaveProperty('datapoints_to_alarm');
    expect(alarm(zone)).not.toHaveProperty('metric_query');
    expect(alarm(zone)).not.toHaveProperty('extended_statistic');
  });

  test.each(ZONES)(
    'bases the health check of %s on the alarm, since health checkers reach no private address',
    (zone) => {
      expect(check(zone)).toMatchObject({
        type: 'CLOUDWATCH_METRIC',
        cloudwatch_alarm_name: `\${aws_cloudwatch_metric_alarm.${zone.replace('-', '_')}_alarm.alarm_name}`,
        cloudwatch_alarm_region: 'us-east-1',
        tags: { Name: `redis-${zone}` },
      });
    },
  );

  test.each(ZONES)('updates the health check of %s whenever a setting changes that Route 53 has copied', (zone) => {
    const { triggers } = check(zone) as { triggers: { alarm: string } };
    const copied = ['statistic', 'comparison_operator', 'threshold', 'period', 'evaluation_periods', 'namespace'];
    expect(Object.keys(check(zone).triggers as object)).toEqual(['alarm']);
    for (const value of [
      ...copied.map((name) => alarm(zone)[name]),
      ...Object.values(alarm(zone).dimensions as object),
    ]) {
      expect(triggers.alarm).toContain(String(value).replace(/^\$\{(.*)\}$/, '$1'));
    }
  });

  test.each(ZONES)("replaces the health check with %s's endpoint, create before destroy", (zone) => {
    expect(check(zone).lifecycle).toEqual({
      replace_triggered_by: [`aws_vpc_endpoint.endpoint_${zone.replace('-', '_')}.id`],
      create_before_destroy: true,
    });
  });

  test('treats an idle or new endpoint as healthy', () => {
    for (const zone of ZONES) {
      expect(alarm(zone)).toMatchObject({ treat_missing_data: 'notBreaching' });
      expect(check(zone)).toMatchObject({ insufficient_data_health_status: 'Healthy' });
    }
  });

  test('is one alarm and one health check per endpoint', () => {
    expect(counts(stack)).toEqual({
      aws_cloudwatch_metric_alarm: 2,
      aws_route53_health_check: 2,
      aws_vpc_endpoint: 2,
    });
  });
});
