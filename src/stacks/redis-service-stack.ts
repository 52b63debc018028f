import type { App } from 'cdktf';
import {
  accountOf,
  type Backend,
  backends,
  endpointPrincipalArn,
  listenerPorts,
  regionOf,
  stackNames,
} from '../config/names';
import type { Consumer, Environment, ExternalConsumer, Subnet } from '../config/schema';
import { BackendTargets, type BackendTargetsProps } from '../constructs/backend-targets';
import { EndpointService } from '../constructs/endpoint-service';
import { ExistingVpc } from '../constructs/existing-vpc';
import { FreeAddressesCheck } from '../constructs/free-addresses-check';
import { LoadBalancerSecurityGroup } from '../constructs/load-balancer-security-group';
import { NetworkLoadBalancer } from '../constructs/network-load-balancer';
import { NewBeforeOld } from '../constructs/new-before-old';
import { OnPremisesRoutes } from '../constructs/on-premises-routes';
import { renamed } from '../constructs/renamed';
import { ServiceZonesCheck } from '../constructs/service-zones-check';
import { AccountStack, type AccountStackProps } from './account-stack';

/** The outputs that other stacks read. */
export const SERVICE_OUTPUTS = {
  serviceName: 'endpoint_service_name',
  serviceId: 'endpoint_service_id',
  privateDnsVerification: 'private_dns_verification',
} as const;

/** The service's account: routes to the premises, the load balancer in front of Redis and the endpoint service. */
export class RedisServiceStack extends AccountStack {
  constructor(app: App, props: Omit<AccountStackProps, 'account'>) {
    const { service, consumers, deletionProtection } = props.environment;
    super(app, stackNames.service, { ...props, account: service.account });
    const { vpc, subnets, routeTables, transitGateway, onPremisesCidrs } = service;
    const { enforceRulesOnPrivateLink = true, externalConsumers = [] } = service;
    const exposed = service.servers.flatMap(backends);

    // These ids contain underscores, which servers' names can't, so that the two never collide.
    const network = new ExistingVpc(this, 'existing_vpc', { vpc, subnets, routeTables });
    if (transitGateway) {
      new OnPremisesRoutes(this, 'on_premises', { network, transitGateway, cidrs: onPremisesCidrs });
    }
    const addresses = fixedAddresses(subnets);
    if (!addresses) new FreeAddressesCheck(this, 'free_addresses', { subnets: network.subnets.values() });
    const { securityGroupId } = new LoadBalancerSecurityGroup(this, 'load_balancer_security_group', {
      name: service.name,
      vpcId: network.vpcId,
      clientCidrs: enforceRulesOnPrivateLink ? clientCidrs(consumers, externalConsumers) : [],
      ports: exposed.flatMap(listenerPorts),
      onPremisesCidrs,
    });
    const balancer = new NetworkLoadBalancer(this, 'load_balancer', {
      name: service.name,
      subnetIds: [...network.subnetIds.values()],
      addresses,
      securityGroupId,
      enforceRulesOnPrivateLink,
      deletionProtection,
    });
    this.exposeServers(exposed, balancer, { securityGroupId, vpcId: network.vpcId });
    const principals = allowedPrincipals(props.environment);
    const { serviceName, serviceId, privateDnsVerification } = new EndpointService(this, 'endpoint_service', {
      name: service.name,
      loadBalancerArn: balancer.loadBalancer.arn,
      acceptance: service.acceptance,
      supportedRegions: supportedRegions(props.environment),
      privateDnsName: service.privateDns?.name,
      notificationTopicArn: service.connectionNotificationTopicArn,
      allowedPrincipals: principals,
      deletionProtection,
    });

    new ServiceZonesCheck(this, 'endpoint_service_zones', {
      serviceName,
      loadBalancer: balancer.loadBalancer,
      zoneNames: [...network.zoneNames.values()],
    });

    this.output(SERVICE_OUTPUTS.serviceName, 'Service name for creating interface endpoints', serviceName);
    this.output(SERVICE_OUTPUTS.serviceId, 'ID of the VPC endpoint service', serviceId);
    if (service.privateDns) {
      this.output(
        SERVICE_OUTPUTS.privateDnsVerification,
        'TXT record that AWS verifies the private DNS name by',
        privateDnsVerification,
      );
    }
    this.output(
      'allowed_principals',
      'Principals that may create endpoints, by the name of their account or of the external consumer',
      Object.fromEntries(principals),
    );
    this.output(
      'load_balancer_dns_name',
      'DNS name of the load balancer. Clients use their endpoints instead: no rule admits the VPC of the load balancer',
      balancer.loadBalancer.dnsName,
    );
    this.output(
      'load_balancer_addresses',
      'Addresses that firewalls on premises must admit, by zone: the sources of all traffic and health checks',
      Object.fromEntries(
        subnets.map(({ zoneId, address }) => [zoneId, address ? `${address}/32` : network.subnetCidrs.get(zoneId)]),
      ),
    );
    this.output(
      'listener_ports',
      "Listener port of each server, the same on every endpoint, by the server's name",
      Object.fromEntries(exposed.map(({ name, listenerPort }) => [name, listenerPort])),
    );
  }

  private exposeServers(
    exposed: readonly Backend[],
    balancer: NetworkLoadBalancer,
    network: Pick<BackendTargetsProps, 'securityGroupId' | 'vpcId'>,
  ): void {
    const resources = exposed.flatMap((backend) => {
      const targets = new BackendTargets(this, backend.name, { ...network, backend });
      renamed(targets, backend.formerly);
      const ports = listenerPorts(backend);
      return [targets.targetGroup, ...ports.map((port) => balancer.listen(port, targets.targetGroup.arn))];
    });
    // A port that goes to another server: AWS refuses to delete the old target group while its listener forwards there.
    new NewBeforeOld(
      this,
      'load_balancer_order',
      exposed.map(({ name }) => name),
      resources,
    );
  }
}

/** The load balancer's fixed address in each subnet. The environment fixes all of them or none. */
function fixedAddresses(subnets: readonly Subnet[]): string[] | undefined {
  const addresses = subnets.flatMap(({ address }) => address ?? []);
  return addresses.length > 0 ? addresses : undefined;
}

/** Clients' networks, without duplicates. Security groups stand for their entire VPC: rules can't refer to them. */
function clientCidrs(consumers: readonly Consumer[], external: readonly ExternalConsumer[]): string[] {
  const own = consumers.flatMap(({ vpc, clients }) => [
    ...(clients?.cidrs ?? []),
    ...(clients?.cidrs && !clients.securityGroupIds ? [] : vpc.cidrs),
  ]);
  return [...new Set([...own, ...external.flatMap(({ cidrs = [] }) => cidrs)])].sort();
}

/** Endpoint principals by name: of every account with a consumer, and of external consumers. */
function allowedPrincipals(environment: Environment): Map<string, string> {
  const { consumers, region, service } = environment;
  return new Map([
    ...consumers.map(({ account }): [string, string] => [
      account,
      endpointPrincipalArn(accountOf(environment, account), region),
    ]),
    ...(service.externalConsumers ?? []).map(({ name, principalArn }): [string, string] => [name, principalArn]),
  ]);
}

/** The service's Region and those of its consumers. Stated even if it is one: AWS would keep a Region that is left out. */
function supportedRegions(environment: Environment): string[] {
  const regions = environment.consumers.map((consumer) => regionOf(consumer, environment));
  return [...new Set([environment.region, ...regions])].sort();
}
