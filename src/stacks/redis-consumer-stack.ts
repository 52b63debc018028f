import type { App } from 'cdktf';
import { type ClientConfiguration, clientConfiguration } from '../client-configuration/document';
import { backends, clientConfigurationName, stackNames } from '../config/names';
import type { Consumer, Environment } from '../config/schema';
import { ClientConfigurationParameter } from '../constructs/client-configuration-parameter';
import { EndpointSecurityGroup } from '../constructs/endpoint-security-group';
import { ExistingVpc } from '../constructs/existing-vpc';
import { PrivateDns } from '../constructs/private-dns';
import { ZonalEndpoints } from '../constructs/zonal-endpoints';
import { AccountStack, type AccountStackProps } from './account-stack';
import { type RedisServiceStack, SERVICE_OUTPUTS } from './redis-service-stack';

/** The outputs that other stacks read. */
export const CONSUMER_OUTPUTS = { endpointIds: 'endpoint_ids' } as const;

/** Properties of {@link RedisConsumerStack}. */
export interface RedisConsumerStackProps extends Omit<AccountStackProps, 'account'> {
  readonly consumer: Consumer;
  readonly serviceStack: RedisServiceStack;
}

/** A consumer's side: an interface endpoint in each of its zones, and who may use them. */
export class RedisConsumerStack extends AccountStack {
  constructor(app: App, props: RedisConsumerStackProps) {
    const { consumer, serviceStack, environment } = props;
    super(app, stackNames.consumer(consumer.name), { ...props, account: consumer.account });

    const service = this.outputsOf('redis_service', serviceStack);
    const network = new ExistingVpc(this, 'existing_vpc', { ...consumer, resolvesPrivateZone: true });
    const { securityGroupId } = new EndpointSecurityGroup(this, 'endpoint_security_group', {
      name: environment.service.name,
      vpcId: network.vpcId,
      ...clients(consumer),
      backends: environment.service.servers.flatMap(backends),
    });
    const serviceName = service.getString(SERVICE_OUTPUTS.serviceName);
    const { endpoints, ids, dnsNames } = new ZonalEndpoints(this, 'endpoint', {
      name: environment.service.name,
      serviceName,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      securityGroupId,
      deletionProtection: environment.deletionProtection,
    });

    new PrivateDns(this, 'dns', {
      consumer,
      region: environment.region,
      vpcId: network.vpcId,
      name: `${environment.service.name}-${consumer.name}`,
      serviceName,
      servers: environment.service.servers,
      endpoints,
    });
    const configuration = this.writeClientConfigurations(environment, consumer, dnsNames);

    this.output(CONSUMER_OUTPUTS.endpointIds, 'ID of the interface endpoint in each zone', ids);
    this.output(
      'endpoint_dns_names',
      'DNS name of the endpoint in each zone; every name reaches every server',
      dnsNames,
    );
    this.output('client_configuration', 'What clients need to know: docs/clients.md', configuration);
    this.output(
      'client_configuration_parameter_name',
      'SSM parameter with the client configuration; with /<zone ID> behind it, the one that keeps to a zone',
      clientConfigurationName(environment, consumer.name),
    );
  }

  /** One for all endpoints and one a zone, each complete, so that a client reads a single parameter. */
  private writeClientConfigurations(
    environment: Environment,
    consumer: Consumer,
    endpointDnsNames: Record<string, string>,
  ): ClientConfiguration {
    const write = (zone?: string) => {
      const document = clientConfiguration({ environment, consumer, endpointDnsNames, zone });
      const name = clientConfigurationName(environment, consumer.name, zone);
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

/** Who may connect: those named, else the whole VPC. */
function clients({ vpc, clients }: Consumer) {
  return {
    clientCidrs: clients?.cidrs ?? (clients?.securityGroupIds ? [] : vpc.cidrs),
    clientSecurityGroupIds: clients?.securityGroupIds ?? [],
  };
}
