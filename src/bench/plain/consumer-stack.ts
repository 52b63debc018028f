import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';
import { DataAwsVpcEndpoint } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint';
import { DataAwsVpcEndpointService } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint-service';
import { Route53HealthCheck } from '@cdktf/provider-aws/lib/route53-health-check';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import type { VpcEndpointService } from '@cdktf/provider-aws/lib/vpc-endpoint-service';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { type App, Fn } from 'cdktf';
import type { EnvironmentProps } from '../../config/schema';
import { TerraformData } from '../../constructs/terraform-data';
import { BaseStack } from './base-stack';

type Consumer = EnvironmentProps['consumers'][number];

const named = (name = '') => ({ filter: [{ name: 'tag:Name', values: [name] }] });

/** A consumer's endpoints, DNS names and client configuration. */
export class ConsumerStack extends BaseStack {
  constructor(app: App, environment: EnvironmentProps, consumer: Consumer, service: VpcEndpointService) {
    super(app, `redis-consumer-${consumer.name}`, environment, consumer.account);
    const { servers } = environment.service;
    const { zoneName } = consumer.dns;

    const vpc = new DataAwsVpc(this, 'vpc', named(consumer.vpc.name));
    const group = new SecurityGroup(this, 'group', { namePrefix: 'redis-', vpcId: vpc.id, tags: { Name: 'redis' } });
    const ports = servers.map(({ listenerPort }) => listenerPort);
    const networks = consumer.clients?.cidrs ?? consumer.vpc.cidrs;
    for (const cidrIpv4 of networks) {
      new VpcSecurityGroupIngressRule(this, `in-${cidrIpv4}`, {
        securityGroupId: group.id,
        cidrIpv4,
        ipProtocol: 'tcp',
        fromPort: Math.min(...ports),
        toPort: Math.max(...ports),
      });
    }
    new TerraformData(this, 'rules', { triggersReplace: { rules: networks.join(' ') } });
    new DataAwsVpcEndpointService(this, 'service', { serviceName: service.serviceName });

    const { zoneId } = new Route53Zone(this, 'zone', { name: zoneName, vpc: [{ vpcId: vpc.id }] });
    const endpoints = consumer.subnets.map((subnet) => {
      const { id: subnetId } = new DataAwsSubnet(this, `subnet-${subnet.zoneId}`, {
        vpcId: vpc.id,
        ...named(subnet.name),
      });
      new TerraformData(this, `in-subnet-${subnet.zoneId}`, { triggersReplace: { subnet: subnetId } });
      const endpoint = new VpcEndpoint(this, `endpoint-${subnet.zoneId}`, {
        vpcEndpointType: 'Interface',
        serviceName: service.serviceName,
        vpcId: vpc.id,
        subnetIds: [subnetId],
        securityGroupIds: [group.id],
      });
      this.nameEndpoint(subnet.zoneId, endpoint, zoneId, consumer, service);
      return [subnet.zoneId, endpoint] as const;
    });

    new TerraformData(this, 'routing', { triggersReplace: { endpoints: 'per-zone' } });
    for (const { name, listenerPort } of servers) {
      const server = `${name}.${zoneName}`;
      new Route53Record(this, `name-${name}`, { zoneId, name: server, type: 'CNAME', ttl: 60, records: [zoneName] });
      new Route53Record(this, `srv-${name}`, {
        zoneId,
        name: `_redis._tcp.${server}`,
        type: 'SRV',
        ttl: 60,
        records: [`0 0 ${listenerPort} ${zoneName}.`],
      });
    }

    for (const zone of [undefined, ...endpoints.map(([zone]) => zone)]) {
      const host = zone ? `${zone}.${zoneName}` : zoneName;
      new SsmParameter(this, `configuration-${zone ?? 'all'}`, {
        name: `/redis-privatelink/${consumer.name}/${zone ?? 'all'}`,
        type: 'String',
        value: Fn.jsonencode({
          host,
          endpointDnsNames: Object.fromEntries(
            endpoints.map(([zone, { dnsEntry }]) => [zone, dnsEntry.get(0).dnsName]),
          ),
          servers: Object.fromEntries(
            servers.map(({ name, address, port, listenerPort }) => [
              `${address}:${port}`,
              { host: `${name}.${host}`, port: listenerPort },
            ]),
          ),
        }),
      });
    }
  }

  private nameEndpoint(
    zone: string,
    endpoint: VpcEndpoint,
    zoneId: string,
    { name, dns: { zoneName } }: Consumer,
    service: VpcEndpointService,
  ): void {
    const alarm = new CloudwatchMetricAlarm(this, `alarm-${zone}`, {
      alarmName: `redis-${name}-${zone}`,
      namespace: 'AWS/PrivateLinkEndpoints',
      metricName: 'PacketsDropped',
      dimensions: { 'Service Name': service.serviceName, 'VPC Endpoint Id': endpoint.id },
      statistic: 'Sum',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      period: 60,
      evaluationPeriods: 3,
    });
    const check = new Route53HealthCheck(this, `check-${zone}`, {
      type: 'CLOUDWATCH_METRIC',
      cloudwatchAlarmName: alarm.alarmName,
      cloudwatchAlarmRegion: 'us-east-1',
    });
    new DataAwsVpcEndpoint(this, `published-${zone}`, { id: endpoint.id });
    new Route53Record(this, `all-${zone}`, {
      zoneId,
      name: zoneName,
      type: 'A',
      ttl: 10,
      records: [endpoint.subnetConfiguration.get(0).ipv4],
      setIdentifier: zone,
      multivalueAnswerRoutingPolicy: true,
      healthCheckId: check.id,
    });
    const { dnsName, hostedZoneId } = endpoint.dnsEntry.get(0);
    new Route53Record(this, `zone-${zone}`, {
      zoneId,
      name: `${zone}.${zoneName}`,
      type: 'A',
      alias: { name: dnsName, zoneId: hostedZoneId, evaluateTargetHealth: false },
    });
    new Route53Record(this, `servers-${zone}`, {
      zoneId,
      name: `*.${zone}.${zoneName}`,
      type: 'CNAME',
      ttl: 60,
      records: [`${zone}.${zoneName}`],
    });
  }
}
