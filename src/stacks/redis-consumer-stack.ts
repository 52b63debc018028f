import type { App } from 'cdktf';
import { type ClientConfiguration, clientConfiguration } from '../client-configuration/document';
import {
  addressOf,
  backends,
  clientConfigurationName,
  deployedName,
  endpointAlarmName,
  listenerPorts,
  stackNames,
} from '../config/names';
import type { Consumer, Environment } from '../config/schema';
import { ClientConfigurationParameter } from '../constructs/client-configuration-parameter';
import { DEFAULT_FAILURE_CRITERIA, EndpointHealth } from '../constructs/endpoint-health';
import { EndpointRecords } from '../constructs/endpoint-records';
import { EndpointSecurityGroup } from '../constructs/endpoint-security-group';
import { ExistingVpc } from '../constructs/existing-vpc';
import { PrivateDns } from '../constructs/private-dns';
import { type EndpointAttributes, ZonalEndpoints } from '../constructs/zonal-endpoints';
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

/** Values of the outputs. */
interface Outputs {
  readonly attributes: Readonly<Record<string, EndpointAttributes>>;
  readonly hostedZoneId: string;
  readonly healthCheckIds: Readonly<Record<string, string>>;
  readonly configuration: ClientConfiguration;
}

/** A consumer's account: an interface endpoint in each zone, DNS names, health checks and access rules. */
export class RedisConsumerStack extends AccountStack {
  /** Whether the endpoints have health checks. */
  readonly checksHealth: boolean;

  constructor(app: App, props: RedisConsumerStackProps) {
    const { consumer, serviceStack, environment } = props;
    super(app, stackNames.consumer(consumer.name), {
      ...props,
      account: consumer.account,
      deployedName: stackNames.consumer(deployedName(consumer)),
    });
    this.checksHealth = environment.endpointHealth?.enabled ?? true;

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
    const { endpoints, attributes } = new ZonalEndpoints(this, 'endpoint', {
      name: environment.service.name,
      serviceName,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      zoneNames: network.zoneNames,
      addresses: new Map(consumer.subnets.flatMap(({ zoneId, address }) => (address ? [[zoneId, address]] : []))),
      securityGroupId,
      deletionProtection: environment.deletionProtection,
    });
    const healthCheckIds = this.checkHealth(consumer, serviceName, network.vpcId, endpoints);
    const { hostedZoneId } = new PrivateDns(this, 'dns', {
      ...consumer.dns,
      region: environment.region,
      vpcId: network.vpcId,
      zoneIds: [...endpoints.keys()],
      servers: environment.service.servers,
    });
    this.publishEndpoints(consumer.dns.zoneName, hostedZoneId, endpoints, attributes, healthCheckIds);
    const configuration = this.writeClientConfigurations(environment, consumer, each(attributes, 'dnsName'));
    this.writeOutputs({ attributes, hostedZoneId, healthCheckIds, configuration });
    this.output(
      'client_configuration_parameter_name',
      'SSM parameter with the client configuration. Append /<zone ID> for the one that stays in that zone',
      clientConfigurationName(environment, consumer),
    );
  }

  private writeOutputs({ attributes, hostedZoneId, healthCheckIds, configuration }: Outputs): void {
    this.output(CONSUMER_OUTPUTS.endpointIds, 'ID of the interface endpoint in each zone', each(attributes, 'id'));
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

  /** Health check IDs by zone ID. Empty if the environment turns health checks off. */
  private checkHealth(
    consumer: Consumer,
    serviceName: string,
    vpcId: string,
    endpoints: ZonalEndpoints['endpoints'],
  ): Record<string, string> {
    if (!this.checksHealth) return {};
    const { enabled: _, ...criteria } = this.environment.endpointHealth ?? {};
    return Object.fromEntries(
      [...endpoints].map(([zoneId, endpoint]) => {
        const { healthCheckId } = new EndpointHealth(this, `endpoint_health_${zoneId}`, {
          alarmName: endpointAlarmName(this.environment, consumer, zoneId),
          region: this.environment.region,
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
    zoneName: string,
    hostedZoneId: string,
    endpoints: ZonalEndpoints['endpoints'],
    attributes: ZonalEndpoints['attributes'],
    healthCheckIds: Readonly<Record<string, string>>,
  ): void {
    if (this.environment.service.acceptance === 'manual') {
      this.forgetRecords([...endpoints.keys()]);
      return;
    }
    for (const [zoneId, endpoint] of endpoints) {
      new EndpointRecords(this, `published_${zoneId}`, {
        hostedZoneId,
        zoneName,
        zoneId,
        endpoint: attributes[zoneId] as EndpointAttributes,
        dependsOn: endpoint,
        healthCheckId: healthCheckIds[zoneId],
        otherwise: "The service's owner rejected it or has not accepted it: see service.acceptance.",
      });
    }
  }

  /**
   * Removes records from the state without destroying them, in case acceptance was automatic before. The publication
   * stack then overwrites them, so that the names never lack an address.
   */
  private forgetRecords(zoneIds: readonly string[]): void {
    const addresses = zoneIds.flatMap((zoneId) =>
      ['all', 'zone'].map((record) => `aws_route53_record.${addressOf(['published', zoneId, record])}`),
    );
    this.addOverride(
      'removed',
      addresses.map((from) => ({ from, lifecycle: { destroy: false } })),
    );
  }

  /** One for all endpoints and one per zone. Each is complete, so that a client reads a single parameter. */
  private writeClientConfigurations(
    environment: Environment,
    consumer: Consumer,
    endpointDnsNames: Record<string, string>,
  ): ClientConfiguration {
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

/** Clients that may connect: those in the environment, else the entire VPC. */
function clients({ vpc, clients }: Consumer) {
  return {
    clientCidrs: clients?.cidrs ?? (clients?.securityGroupIds ? [] : vpc.cidrs),
    clientSecurityGroupIds: clients?.securityGroupIds ?? [],
  };
}

/** One attribute of each endpoint, by zone ID. */
const each = (endpoints: Readonly<Record<string, EndpointAttributes>>, attribute: keyof EndpointAttributes) =>
  Object.fromEntries(Object.entries(endpoints).map(([zoneId, endpoint]) => [zoneId, endpoint[attribute]]));
