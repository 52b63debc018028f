import { DataAwsEc2TransitGateway } from '@cdktf/provider-aws/lib/data-aws-ec2-transit-gateway';
import { DataAwsRouteTable } from '@cdktf/provider-aws/lib/data-aws-route-table';
import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';
import { DataAwsVpcEndpointService } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint-service';
import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { LbTargetGroupAttachment } from '@cdktf/provider-aws/lib/lb-target-group-attachment';
import { Route } from '@cdktf/provider-aws/lib/route';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcEndpointService } from '@cdktf/provider-aws/lib/vpc-endpoint-service';
import { VpcEndpointServiceAllowedPrincipal } from '@cdktf/provider-aws/lib/vpc-endpoint-service-allowed-principal';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import type { App } from 'cdktf';
import type { EnvironmentProps } from '../../config/schema';
import { TerraformData } from '../../constructs/terraform-data';
import { BaseStack } from './base-stack';

const named = (name = '') => ({ filter: [{ name: 'tag:Name', values: [name] }] });

/** The load balancer and the endpoint service. */
export class ServiceStack extends BaseStack {
  readonly endpointService: VpcEndpointService;

  constructor(app: App, environment: EnvironmentProps) {
    const { service, consumers, accounts } = environment;
    super(app, 'redis-service', environment, service.account);

    const vpc = new DataAwsVpc(this, 'vpc', named(service.vpc.name));
    const subnets = service.subnets.map(({ name, zoneId }) => {
      return new DataAwsSubnet(this, `subnet-${zoneId}`, { vpcId: vpc.id, ...named(name) });
    });
    const gateway = new DataAwsEc2TransitGateway(this, 'gateway', named(service.transitGateway?.name));
    for (const { name = '' } of Object.values(service.routeTables ?? {})) {
      const table = new DataAwsRouteTable(this, `table-${name}`, { vpcId: vpc.id, ...named(name) });
      for (const destinationCidrBlock of service.onPremisesCidrs) {
        new Route(this, `route-${name}-${destinationCidrBlock}`, {
          routeTableId: table.id,
          destinationCidrBlock,
          transitGatewayId: gateway.id,
        });
      }
    }

    const group = new SecurityGroup(this, 'group', { namePrefix: 'redis-', vpcId: vpc.id, tags: { Name: 'redis' } });
    const loadBalancer = new Lb(this, 'lb', {
      name: service.name,
      loadBalancerType: 'network',
      internal: true,
      subnets: subnets.map(({ id }) => id),
      securityGroups: [group.id],
    });
    const networks = new Set(consumers.flatMap(({ vpc, clients }) => clients?.cidrs ?? vpc.cidrs));
    for (const { name, address, port, listenerPort } of service.servers) {
      const target = new LbTargetGroup(this, `target-group-${name}`, {
        namePrefix: 'redis-',
        targetType: 'ip',
        protocol: 'TCP',
        port,
        vpcId: vpc.id,
        preserveClientIp: 'false',
        healthCheck: { protocol: 'TCP', interval: 5, timeout: 3, healthyThreshold: 2, unhealthyThreshold: 3 },
        tags: { Name: name },
      });
      new LbTargetGroupAttachment(this, `target-${name}`, {
        targetGroupArn: target.arn,
        targetId: address,
        port,
        availabilityZone: 'all',
      });
      new LbListener(this, `listener-${name}`, {
        loadBalancerArn: loadBalancer.arn,
        protocol: 'TCP',
        port: listenerPort,
        defaultAction: [{ type: 'forward', targetGroupArn: target.arn }],
      });
      new VpcSecurityGroupEgressRule(this, `out-${name}`, {
        securityGroupId: group.id,
        cidrIpv4: `${address}/32`,
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
      });
      new TerraformData(this, `targets-${name}`, { triggersReplace: { target: `${address}:${port}` } });
    }
    this.letIn(group.id, networks, service);

    this.endpointService = new VpcEndpointService(this, 'endpoint-service', {
      acceptanceRequired: false,
      networkLoadBalancerArns: [loadBalancer.arn],
      tags: { Name: service.name },
    });
    new TerraformData(this, 'listeners', {
      triggersReplace: { servers: service.servers.map(({ name }) => name).join(' ') },
    });
    new TerraformData(this, 'accepters', { triggersReplace: { accepters: 'none' } });
    new DataAwsVpcEndpointService(this, 'zones', { serviceName: this.endpointService.serviceName });
    for (const account of new Set(consumers.map((consumer) => consumer.account))) {
      new VpcEndpointServiceAllowedPrincipal(this, `allow-${account}`, {
        vpcEndpointServiceId: this.endpointService.id,
        principalArn: `arn:aws:iam::${accounts[account]?.id}:root`,
      });
    }
  }

  private letIn(securityGroupId: string, networks: Iterable<string>, service: EnvironmentProps['service']): void {
    const ports = service.servers.map(({ listenerPort }) => listenerPort);
    for (const cidrIpv4 of networks) {
      new VpcSecurityGroupIngressRule(this, `in-${cidrIpv4}`, {
        securityGroupId,
        cidrIpv4,
        ipProtocol: 'tcp',
        fromPort: Math.min(...ports),
        toPort: Math.max(...ports),
      });
    }
    for (const cidrIpv4 of service.onPremisesCidrs) {
      const icmp = { ipProtocol: 'icmp', fromPort: 3, toPort: 4 };
      new VpcSecurityGroupIngressRule(this, `path-mtu-${cidrIpv4}`, { securityGroupId, cidrIpv4, ...icmp });
    }
    new TerraformData(this, 'rules', { triggersReplace: { rules: [...networks].join(' ') } });
  }
}
