import type { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import type { App } from 'cdktf';
import { type ClientConfiguration, clientConfiguration } from '../client-configuration/document';
import {
  backends,
  clientConfigurationName,
  deployedName,
  endpointAlarmName,
  endpointKeys,
  listenerPorts,
  regionOf,
  stackNames,
} from '../config/names';
import type { Consumer, Environment } from '../config/schema';
import { ClientConfigurationParameter } from '../constructs/client-configuration-parameter';
import { DEFAULT_FAILURE_CRITERIA, EndpointHealth } from '../constructs/endpoint-health';
import { EndpointSecurityGroup } from '../constructs/endpoint-security-group';
import { ExistingVpc } from '../constructs/existing-vpc';
import type { EndpointAttributes, InterfaceEndpointsProps } from '../constructs/interface-endpoint';
import { PrivateDns } from '../constructs/private-dns';
import { PublishedEndpoints } from '../constructs/published-endpoints';
import { SharedEndpoint } from '../constructs/shared-endpoint';
import { ZonalEndpoints } from '../constructs/zonal-endpoints';
import { AccountStack, type AccountStackProps } from './account-stack';
import { type RedisServiceStack, SERVICE_OUTPUTS } from './redis-service-stack';

/** The outputs that other stacks read. */
export const CONSUMER_OUTPUTS = {
  endpointIds: 'endpoint_ids',
  endpoints: 'endpoints',
  hostedZoneId: 'hosted_zone_id',
  healthCheckIds: 'health_check_ids',
} as const;

/** Properties of {@link RedisConsumerStack}. */
export interface RedisConsumerStackProps extends Omit<AccountStackProps, 'account'> {
  readonly consumer: Consumer;
  readonly serviceStack: RedisServiceStack;
}

/** The endpoints, however many there are. */
interface Endpoints {
  /** By key: zone IDs, or the one of the only endpoint. */
  readonly resources: ReadonlyMap<string, VpcEndpoint>;
  /** By zone ID; of the only endpoint also by its key. */
  readonly attributes: Readonly<Record<string, EndpointAttributes>>;
}

/** Values of the outputs. */
interface Outputs extends Endpoints {
  readonly hostedZoneId: string;
  readonly healthCheckIds: Readonly<Record<string, string>>;
  readonly configuration: ClientConfiguration;
}

/** A consumer's account: interface endpoints in each zone, DNS names, health checks and access rules. */
export class RedisConsumerStack extends AccountStack {
  /** Whether the endpoints have health checks. */
  readonly checksHealth: boolean;
  private readonly consumer: Consumer;

  constructor(app: App, props: RedisConsumerStackProps) {
    const { consumer, serviceStack, environment } = props;
    const region = regionOf(consumer, environment);
    super(app, stackNames.consumer(consumer.name), {
      ...props,
      account: consumer.account,
      region,
      deployedName: stackNames.consumer(deployedName(consumer)),
    });
    this.consumer = consumer;
    const isElsewhere = region !== environment.region;
    this.checksHealth = hasHealthChecks(consumer, environment);

    const service = this.outputsOf('redis_service', serviceStack);
    const network = new ExistingVpc(this, 'existing_vpc', {
      vpc: consumer.vpc,
      subnets: consumer.subnets,
      resolvesPrivateZone: true,
    });
    const { securityGroupId } = new EndpointSecurityGroup(this, 'endpoint_security_group', {
      name: environment.service.name,
      vpcId: network.vpcId,
      ...clients(consumer),
      ports: environment.service.servers.flatMap(backends).flatMap(listenerPorts),
    });
    const serviceName = service.getString(SERVICE_OUTPUTS.serviceName);
    const endpoints = this.createEndpoints({
      name: environment.service.name,
      serviceName,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      zoneNames: network.zoneNames,
      addresses: new Map(consumer.subnets.flatMap(({ zoneId, address }) => (address ? [[zoneId, address]] : []))),
      securityGroupId,
      hasPrivateDns: environment.service.privateDns !== undefined,
      serviceRegion: isElsewhere ? environment.region : undefined,
      deletionProtection: environment.deletionProtection,
    });
    const healthCheckIds = this.checkHealth(serviceName, network.vpcId, endpoints);
    const { hostedZoneId } = new PrivateDns(this, 'dns', {
      ...consumer.dns,
      region,
      vpcId: network.vpcId,
      zoneIds: consumer.subnets.map(({ zoneId }) => zoneId),
      servers: environment.service.servers,
    });
    this.publishEndpoints(hostedZoneId, endpoints, healthCheckIds);
    const configuration = this.writeClientConfigurations(each(endpoints.attributes, 'dnsName'));
    this.writeOutputs({ ...endpoints, hostedZoneId, healthCheckIds, configuration });
    this.output(
      'client_configuration_parameter_name',
      'SSM parameter with the client configuration. Append /<zone ID> for the one that stays in that zone',
      clientConfigurationName(environment, consumer),
    );
  }

  private createEndpoints(props: InterfaceEndpointsProps): Endpoints {
    if (this.consumer.endpoints === 'one') {
      const { endpoint, attributes } = new SharedEndpoint(this, 'endpoint', props);
      return { resources: new Map(endpointKeys(this.consumer).map((key) => [key, endpoint])), attributes };
    }
    const { endpoints, attributes } = new ZonalEndpoints(this, 'endpoint', props);
    return { resources: endpoints, attributes };
  }

  private writeOutputs({ resources, attributes, hostedZoneId, healthCheckIds, configuration }: Outputs): void {
    this.output(
      CONSUMER_OUTPUTS.endpointIds,
      'ID of the interface endpoint in each zone, or of the only one in all zones',
      Object.fromEntries([...resources].map(([key, { id }]) => [key, id])),
    );
    this.output(CONSUMER_OUTPUTS.endpoints, 'Attributes of the interface endpoint in each zone', attributes);
    this.output(
      CONSUMER_OUTPUTS.hostedZoneId,
      'ID of the private hosted zone, for associating other VPCs',
      hostedZoneId,
    );
    this.output(CONSUMER_OUTPUTS.healthCheckIds, 'ID of the health check of the endpoint in each zone', healthCheckIds);
    this.output(
      'endpoint_dns_names',
      'DNS name of the endpoint in each zone; every name reaches every server',
      each(attributes, 'dnsName'),
    );
    this.output('client_configuration', 'Client configuration, see docs/clients.md', configuration);
  }

  /** Health check IDs by zone ID. Empty if there are none. */
  private checkHealth(serviceName: string, vpcId: string, { resources }: Endpoints): Record<string, string> {
    if (!this.checksHealth) return {};
    const { environment, consumer } = this;
    const { enabled: _, ...criteria } = environment.endpointHealth ?? {};
    return Object.fromEntries(
      [...resources].map(([zoneId, endpoint]) => {
        const { healthCheckId } = new EndpointHealth(this, `endpoint_health_${zoneId}`, {
          alarmName: endpointAlarmName(environment, consumer, zoneId),
          region: environment.region,
          endpoint,
          serviceName,
          vpcId,
          ...DEFAULT_FAILURE_CRITERIA,
          ...criteria,
        });
        return [zoneId, healthCheckId];
      }),
    );
  }

  /** Publishes the endpoints, unless acceptance is manual: then the publication stack does, once they are accepted. */
  private publishEndpoints(
    hostedZoneId: string,
    { resources, attributes }: Endpoints,
    healthCheckIds: Readonly<Record<string, string>>,
  ): void {
    const { consumer, environment } = this;
    const hasPrivateDns = environment.service.privateDns !== undefined;
    if (environment.service.acceptance === 'manual') {
      // The publication stack then overwrites them, so that the names never lack an address.
      this.forget(PublishedEndpoints.addresses('published', { ...consumer, hasPrivateDns }));
      return;
    }
    new PublishedEndpoints(this, 'published', {
      ...consumer,
      hasPrivateDns,
      hostedZoneId,
      zoneName: consumer.dns.zoneName,
      attributes: (key) => attributes[key] as EndpointAttributes,
      resource: (key) => resources.get(key),
      healthCheckId: (zoneId) => healthCheckIds[zoneId],
      otherwise: "The service's owner rejected it or has not accepted it: see service.acceptance.",
    });
  }

  /** One for all endpoints and one per zone. Each is complete, so that a client reads a single parameter. */
  private writeClientConfigurations(endpointDnsNames: Record<string, string>): ClientConfiguration {
    const { consumer, environment } = this;
    const write = (zone?: string) => {
      const document = clientConfiguration({ environment, consumer, endpointDnsNames, zone });
      const name = clientConfigurationName(environment, consumer, zone);
      new ClientConfigurationParameter(this, ['client_parameter', zone].filter(Boolean).join('_'), {
        name,
        document,
      });
      return document;
    };
    for (const { zoneId } of consumer.subnets) write(zoneId);
    return write();
  }
}

/**
 * AWS itself keeps the name of a single endpoint up to date, and publishes no metrics of endpoints in another Region:
 * https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html
 */
function hasHealthChecks(consumer: Consumer, environment: Environment): boolean {
  if (consumer.endpoints === 'one' || regionOf(consumer, environment) !== environment.region) return false;
  return environment.endpointHealth?.enabled ?? true;
}

/** Clients that may connect: those in the environment, else the entire VPC. */
function clients({ vpc, clients }: Consumer) {
  return {
    clientCidrs: clients?.cidrs ?? (clients?.securityGroupIds ? [] : vpc.cidrs),
    clientSecurityGroupIds: clients?.securityGroupIds ?? [],
  };
}

/** One attribute of each endpoint, by zone ID. */
const each = (endpoints: Readonly<Record<string, EndpointAttributes>>, attribute: 'id' | 'dnsName') =>
  Object.fromEntries(Object.entries(endpoints).map(([zoneId, endpoint]) => [zoneId, endpoint[attribute]]));
