import { lastFreeAddress, nthAddress } from './addresses';
import { endpointRules, LINK_DEVICE, type PrivateLink, VPC_DEVICE } from './endpoint-rules';
import { type Entrance, type LoadBalancerRulesProps, loadBalancerRules } from './load-balancer-rules';
import { DROP_THE_REST, GATEWAY, type Link, type NamespacePlan, type Plan, via } from './plan';
import type { ConsumerVpc, Endpoint, LoadBalancerNode, Topology } from './topology';

/** The names of the namespaces, before the run's name is put in front. */
export const namespaceOf = {
  loadBalancer: 'load-balancer',
  /** Transit Gateway and Direct Connect. */
  premises: 'premises',
  host: (address: string) => `host-${address}`,
  vpc: (vpcId: string) => vpcId,
  endpoint: (endpointId: string) => endpointId,
  client: (vpcId: string, address: string) => `client-${address}-${vpcId}`,
};

/** A host in a consumer's VPC that clients run on. */
export interface ClientHost {
  readonly vpcId: string;
  readonly address: string;
}

/** Properties of {@link layOut}. */
export interface LayoutProps extends Pick<LoadBalancerRulesProps, 'timeScale' | 'healthOf' | 'drainingOf'> {
  readonly topology: Topology;
  /** The addresses of hosts on premises, targets or not. */
  readonly hosts: readonly string[];
  readonly clients: readonly ClientHost[];
  /** The addresses of names that hosts on premises resolve. */
  readonly hostNames: ReadonlyMap<string, string>;
  /** The index of an endpoint's link among the links, from 0. It must not change while the endpoint exists. */
  readonly linkIndexOf: (endpointId: string) => number;
}

/**
 * The addresses of the links between endpoints and load balancer. RFC 2544 reserves this network for benchmarks, so
 * neither VPCs nor targets of a load balancer use it.
 */
const LINKS = '198.18.0.0/15';
/** The interface of a host or client. */
const HOST_DEVICE = 'eth0';
/** The load balancer's interface to the premises. */
const PREMISES_DEVICE = 'premises';
/** The premises' interface to the load balancer. */
const LOAD_BALANCER_DEVICE = 'load-balancer';

/** Fixed by AWS: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html */
const ENDPOINT_IDLE_SECONDS = 350;

const FORWARDS = { 'net.ipv4.ip_forward': 1 };
// Not loose: a packet in the middle of an untracked connection starts no new one, so that it is answered with a reset.
const TRACKS = { ...FORWARDS, 'net.netfilter.nf_conntrack_tcp_loose': 0 };

/** The namespaces and links of a topology. */
export function layOut(props: LayoutProps): Plan {
  const { topology, hosts, clients } = props;
  const endpoints = topology.vpcs.flatMap((vpc) => vpc.endpoints.map((endpoint) => ({ vpc, endpoint })));
  return {
    namespaces: new Map([
      [namespaceOf.premises, premises(props)],
      [namespaceOf.loadBalancer, loadBalancer(props)],
      ...hosts.map((address) => [namespaceOf.host(address), host(props)] as const),
      ...topology.vpcs.map((vpc) => [namespaceOf.vpc(vpc.id), fabric(vpc, clientsOf(vpc, clients))] as const),
      ...endpoints.map(({ endpoint }) => [namespaceOf.endpoint(endpoint.id), endpointHost(endpoint, props)] as const),
      ...topology.vpcs.flatMap((vpc) =>
        clientsOf(vpc, clients).map(
          ({ address }) => [namespaceOf.client(vpc.id, address), clientHost(vpc, address)] as const,
        ),
      ),
    ]),
    links: [
      link(namespaceOf.loadBalancer, PREMISES_DEVICE, namespaceOf.premises, LOAD_BALANCER_DEVICE),
      ...hosts.map((address) => link(namespaceOf.host(address), HOST_DEVICE, namespaceOf.premises, address, address)),
      ...topology.vpcs.flatMap((vpc) =>
        clientsOf(vpc, clients).map(({ address }) =>
          link(namespaceOf.client(vpc.id, address), HOST_DEVICE, namespaceOf.vpc(vpc.id), address, address),
        ),
      ),
      ...endpoints.map(({ vpc, endpoint: { id, address } }) =>
        link(namespaceOf.endpoint(id), VPC_DEVICE, namespaceOf.vpc(vpc.id), address, address),
      ),
      ...endpoints.map(({ endpoint: { id } }) => {
        const { endpoint, loadBalancer } = privateLink(props.linkIndexOf(id));
        return link(namespaceOf.endpoint(id), LINK_DEVICE, namespaceOf.loadBalancer, endpoint, endpoint, loadBalancer);
      }),
    ],
  };
}

/** The address of a VPC's resolver: https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html */
export const resolverAddress = (vpc: ConsumerVpc) => nthAddress(vpc.cidrs[0] as string, 2);

/** An address for a client in a VPC. */
export function freeClientAddress(vpc: ConsumerVpc): string {
  return lastFreeAddress(
    vpc.subnetCidr,
    vpc.endpoints.map(({ address }) => address),
  );
}

/** A VPC. It delivers packets to the network interfaces in it, and drops all others. */
function fabric(vpc: ConsumerVpc, clients: readonly ClientHost[]): NamespacePlan {
  const interfaces = [...vpc.endpoints, ...clients].map(({ address }) => address);
  return {
    addresses: [GATEWAY, resolverAddress(vpc)],
    routes: [...interfaces.map((address) => `${address} dev ${address}`), DROP_THE_REST],
    sysctl: FORWARDS,
  };
}

function clientHost(vpc: ConsumerVpc, address: string): NamespacePlan {
  return {
    addresses: [],
    routes: [via('default', HOST_DEVICE)],
    files: {
      'resolv.conf': `nameserver ${resolverAddress(vpc)}\noptions timeout:1 attempts:3\n`,
      hosts: `127.0.0.1 localhost\n${address} client\n`,
    },
  };
}

function endpointHost(endpoint: Endpoint, { linkIndexOf, topology, timeScale }: LayoutProps): NamespacePlan {
  return {
    addresses: [],
    // Clients may have any address. Packets from the load balancer have the address of its end of the link.
    routes: [via('default', VPC_DEVICE), `${privateLink(linkIndexOf(endpoint.id)).loadBalancer} dev ${LINK_DEVICE}`],
    sysctl: {
      ...TRACKS,
      'net.netfilter.nf_conntrack_tcp_timeout_established': Math.round(ENDPOINT_IDLE_SECONDS * timeScale),
    },
    nft: endpointRules(endpoint, privateLink(linkIndexOf(endpoint.id)), topology.loadBalancer),
  };
}

function loadBalancer({ topology, linkIndexOf, timeScale, healthOf, drainingOf }: LayoutProps): NamespacePlan {
  const { nodes } = topology.loadBalancer;
  const endpoints = topology.vpcs.flatMap((vpc) => vpc.endpoints);
  const links = endpoints.map(({ id, nodeZoneId }) => ({ nodeZoneId, link: privateLink(linkIndexOf(id)) }));
  const entrances = links.flatMap(({ nodeZoneId, link }): Entrance[] => {
    const node = nodes.find((node) => node.zoneId === nodeZoneId);
    return node ? [{ device: link.endpoint, link, node }] : [];
  });
  const markOf = (node: LoadBalancerNode) => nodes.indexOf(node) + 1;
  return {
    addresses: nodes.map(({ address }) => address),
    routes: [
      ...links.map(({ link }) => `${link.endpoint} dev ${link.endpoint}`),
      // A routing table for each node: the route table of its subnet.
      ...nodes.flatMap((node) =>
        [...node.routes.map((cidr) => via(cidr, PREMISES_DEVICE)), DROP_THE_REST].map(
          (route) => `${route} table ${markOf(node)}`,
        ),
      ),
    ],
    rules: nodes.flatMap((node) => [
      `fwmark ${markOf(node)} lookup ${markOf(node)}`,
      `from ${node.address} lookup ${markOf(node)}`,
    ]),
    sysctl: TRACKS,
    nft: loadBalancerRules({
      loadBalancer: topology.loadBalancer,
      entrances,
      markOf,
      premisesDevice: PREMISES_DEVICE,
      timeScale,
      healthOf,
      drainingOf,
    }),
  };
}

/** Transit Gateway, Direct Connect and the network on premises, whose routes are not part of the deployment. */
function premises({ topology, hosts }: LayoutProps): NamespacePlan {
  const nodes = topology.loadBalancer.nodes.map(({ address }) => address);
  return {
    addresses: [GATEWAY],
    routes: [
      ...hosts.map((address) => `${address} dev ${address}`),
      ...nodes.map((address) => `${address} dev ${LOAD_BALANCER_DEVICE}`),
      DROP_THE_REST,
    ],
    sysctl: FORWARDS,
  };
}

function host({ hostNames }: LayoutProps): NamespacePlan {
  const names = [...hostNames].map(([name, address]) => `${address} ${name}\n`);
  return {
    addresses: [],
    routes: [via('default', HOST_DEVICE)],
    files: { hosts: `127.0.0.1 localhost\n${names.join('')}`, 'resolv.conf': '' },
  };
}

function privateLink(index: number): PrivateLink {
  return { loadBalancer: nthAddress(LINKS, 2 * index), endpoint: nthAddress(LINKS, 2 * index + 1) };
}

function link(
  here: string,
  device: string,
  there: string,
  deviceThere: string,
  address?: string,
  addressThere?: string,
): Link {
  return {
    from: { namespace: here, device, address },
    to: { namespace: there, device: deviceThere, address: addressThere },
  };
}

const clientsOf = ({ id }: ConsumerVpc, clients: readonly ClientHost[]) => clients.filter(({ vpcId }) => vpcId === id);
