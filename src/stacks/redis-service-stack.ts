import type { App } from 'cdktf';
import { accountOf, backends, endpointPrincipalArn, stackNames } from '../config/names';
import type { Consumer, Environment, Subnet } from '../config/schema';
import { BackendListener } from '../constructs/backend-listener';
import { EndpointService } from '../constructs/endpoint-service';
import { ExistingVpc } from '../constructs/existing-vpc';
import { FreeAddressesCheck } from '../constructs/free-addresses-check';
import { LoadBalancerSecurityGroup } from '../constructs/load-balancer-security-group';
import { NetworkLoadBalancer } from '../constructs/network-load-balancer';
import { OnPremisesRoutes } from '../constructs/on-premises-routes';
import { ServiceZonesCheck } from '../constructs/service-zones-check';
import { AccountStack, type AccountStackProps } from './account-stack';

/** The outputs that other stacks read. */
export const SERVICE_OUTPUTS = { serviceName: 'endpoint_service_name', serviceId: 'endpoint_service_id' } as const;

/** The Prod account's side: the way to the premises, the load balancer in front of Redis, the endpoint service. */
export class RedisServiceStack extends AccountStack {
  constructor(app: App, props: Omit<AccountStackProps, 'account'>) {
    const { service, consumers, deletionProtection } = props.environment;
    super(app, stackNames.service, { ...props, account: service.account });
    const { vpc, subnets, routeTables, transitGateway, onPremisesCidrs } = service;
    const { enforceRulesOnPrivateLink = true } = service;
    const exposed = service.servers.flatMap(backends);

    // Ids have underscores, names of servers can't: so no server's name is taken already.
    const network = new ExistingVpc(this, 'existing_vpc', { vpc, subnets, routeTables });
    if (transitGateway) {
      new OnPremisesRoutes(this, 'on_premises', { network, transitGateway, cidrs: onPremisesCidrs });
    }
    new FreeAddressesCheck(this, 'free_addresses', { subnets: network.subnets.values() });
    const { securityGroupId } = new LoadBalancerSecurityGroup(this, 'load_balancer_security_group', {
      name: service.name,
      vpcId: network.vpcId,
      clientCidrs: enforceRulesOnPrivateLink ? clientCidrs(consumers) : [],
      ports: exposed.map(({ listenerPort }) => listenerPort),
      onPremisesCidrs,
    });
    const { loadBalancer } = new NetworkLoadBalancer(this, 'load_balancer', {
      name: service.name,
      subnetIds: [...network.subnetIds.values()],
      addresses: fixedAddresses(subnets),
      securityGroupId,
      enforceRulesOnPrivateLink,
      deletionProtection,
    });
    for (const backend of exposed) {
      new BackendListener(this, backend.name, {
        loadBalancerArn: loadBalancer.arn,
        securityGroupId,
        vpcId: network.vpcId,
        backend,
      });
    }
    const { serviceName, serviceId } = new EndpointService(this, 'endpoint_service', {
      name: service.name,
      loadBalancerArn: loadBalancer.arn,
      acceptanceRequired: service.acceptance === 'manual',
      allowedPrincipals: allowedPrincipals(props.environment),
      deletionProtection,
    });

    new ServiceZonesCheck(this, 'endpoint_service_zones', {
      serviceName,
      loadBalancer,
      zoneNames: [...network.zoneNames.values()],
    });

    this.output(SERVICE_OUTPUTS.serviceName, 'Name that interface endpoints are created with', serviceName);
    this.output(SERVICE_OUTPUTS.serviceId, 'ID of the VPC endpoint service', serviceId);
    this.output(
      'load_balancer_dns_name',
      'DNS name of the load balancer. Clients use their endpoints: no rule lets in its own VPC',
      loadBalancer.dnsName,
    );
    this.output(
      'load_balancer_addresses',
      'What the firewall on premises must let in, by zone: all traffic and health checks come from these addresses',
      Object.fromEntries(
        subnets.map(({ zoneId, address }) => [zoneId, address ? `${address}/32` : network.subnetCidrs.get(zoneId)]),
      ),
    );
    this.output(
      'listener_ports',
      "Port of every endpoint that leads to a server, by the server's name",
      Object.fromEntries(exposed.map(({ name, listenerPort }) => [name, listenerPort])),
    );
  }
}

/** The load balancer's address in each subnet, where the environment fixes them: it does so for all or for none. */
function fixedAddresses(subnets: readonly Subnet[]): string[] | undefined {
  const addresses = subnets.flatMap(({ address }) => address ?? []);
  return addresses.length > 0 ? addresses : undefined;
}

/** Where clients connect from, each network once. A security group of another account's VPC stands for all of the VPC. */
function clientCidrs(consumers: readonly Consumer[]): string[] {
  const cidrs = consumers.flatMap(({ vpc, clients }) => [
    ...(clients?.cidrs ?? []),
    ...(clients?.cidrs && !clients.securityGroupIds ? [] : vpc.cidrs),
  ]);
  return [...new Set(cidrs)].sort();
}

/** Each account that has a consumer, once. */
function allowedPrincipals(environment: Environment): Map<string, string> {
  return new Map(
    environment.consumers.map(({ account }) => [
      account,
      endpointPrincipalArn(accountOf(environment, account), environment.region),
    ]),
  );
}
