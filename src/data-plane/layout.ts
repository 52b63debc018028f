import { at, lastFree } from './addresses';
import { endpointRules, LINK_DEVICE, type PrivateLink, VPC_DEVICE } from './endpoint-rules';
import { type Entrance, type LoadBalancerRulesProps, loadBalancerRules } from './load-balancer-rules';
import { GATEWAY, type Link, LOSE_THE_REST, type NamespacePlan, type Plan, via } from './plan';
import type { ConsumerVpc, Endpoint, LoadBalancerNode, Topology } from './topology';

/** Names of the namespaces. */
export const namespaceOf = {
  loadBalancer: 'load-balancer',
  /** Transit Gateway and Direct Connect. */
  premises: 'premises',
  host: (address: string) => `host-${address}`,
  vpc: (vpcId: string) => vpcId,
  endpoint: (endpointId: string) => endpointId,
  client: (vpcId: string, address: string) => `client-${address}-${vpcId}`,
};

/** A machine in a consumer's VPC that clients run on. */
export interface ClientHost {
  readonly vpcId: string;
  readonly address: string;
}

/** Properties of {@link layOut}. */
export interface LayoutProps extends Pick<LoadBalancerRulesProps, 'timeScale' | 'isHealthy'> {
  readonly topology: Topology;
  /** Hosts on premises, those that listeners lead to and any others. */
  readonly hosts: readonly string[];
  readonly clients: readonly ClientHost[];
  /** Names that hosts on premises resolve, with their addresses. */
  readonly hostNames: ReadonlyMap<string, string>;
  /** The place of an endpoint's link among the links: it keeps it for as long as it stands. */
  readonly linkOf: (endpointId: string) => number;
}

/** RFC 2544 has it for tests of network devices: nothing that a load balancer may target, nor a VPC's. */
const LINKS = '198.18.0.0/15';
/** The interface of a host, and the two of the premises. */
const HOST_DEVICE = 'eth0';
const PREMISES_DEVICE = 'premises';
const LOAD_BALANCER_DEVICE = 'load-balancer';

/** https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html */
const ENDPOINT_IDLE_SECONDS = 350;

const FORWARDS = { 'net.ipv4.ip_forward': 1 };
// A packet amid a connection that nothing is known of is no new connection: it is answered with a reset.
const TRACKS = { ...FORWARDS, 'net.netfilter.nf_conntrack_tcp_loose': 0 };

/** The namespaces and cables of a topology. */
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
        const { endpoint, loadBalancer } = privateLink(props.linkOf(id));
        return link(namespaceOf.endpoint(id), LINK_DEVICE, namespaceOf.loadBalancer, endpoint, endpoint, loadBalancer);
      }),
    ],
  };
}

/** Where a VPC's resolver answers: https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html */
export const resolverAddress = (vpc: ConsumerVpc) => at(vpc.cidrs[0] as string, 2);

/** An address in a VPC that clients can have. */
export function freeClientAddress(vpc: ConsumerVpc): string {
  return lastFree(
    vpc.subnetCidr,
    vpc.endpoints.map(({ address }) => address),
  );
}

/** A VPC: it carries packets to what has a network interface in it, and has no way out of it. */
function fabric(vpc: ConsumerVpc, clients: readonly ClientHost[]): NamespacePlan {
  const interfaces = [...vpc.endpoints, ...clients].map(({ address }) => address);
  return {
    addresses: [GATEWAY, resolverAddress(vpc)],
    routes: [...interfaces.map((address) => `${address} dev ${address}`), LOSE_THE_REST],
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

function endpointHost(endpoint: Endpoint, { linkOf, topology, timeScale }: LayoutProps): NamespacePlan {
  return {
    addresses: [],
    // Clients may be anywhere beyond the VPC. What the load balancer sends has its link's address.
    routes: [via('default', VPC_DEVICE), `${privateLink(linkOf(endpoint.id)).loadBalancer} dev ${LINK_DEVICE}`],
    sysctl: {
      ...TRACKS,
      'net.netfilter.nf_conntrack_tcp_timeout_established': Math.round(ENDPOINT_IDLE_SECONDS * timeScale),
    },
    nft: endpointRules(endpoint, privateLink(linkOf(endpoint.id)), topology.loadBalancer),
  };
}

function loadBalancer({ topology, linkOf, timeScale, isHealthy }: LayoutProps): NamespacePlan {
  const { nodes } = topology.loadBalancer;
  const endpoints = topology.vpcs.flatMap((vpc) => vpc.endpoints);
  const links = endpoints.map(({ id, zoneId }) => ({ zoneId, link: privateLink(linkOf(id)) }));
  const entrances = links.flatMap(({ zoneId, link }): Entrance[] => {
    const node = nodes.find((node) => node.zoneId === zoneId);
    return node ? [{ device: link.endpoint, link, node }] : [];
  });
  const markOf = (node: LoadBalancerNode) => nodes.indexOf(node) + 1;
  return {
    addresses: nodes.map(({ address }) => address),
    routes: [
      ...links.map(({ link }) => `${link.endpoint} dev ${link.endpoint}`),
      // A node is in its subnet, whose route table decides which way it goes on.
      ...nodes.flatMap((node) =>
        [...node.routes.map((cidr) => via(cidr, PREMISES_DEVICE)), LOSE_THE_REST].map(
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
      isHealthy,
    }),
  };
}

/** Transit Gateway, Direct Connect and the network on premises. Which way packets go there is not for AWS to say. */
function premises({ topology, hosts }: LayoutProps): NamespacePlan {
  const nodes = topology.loadBalancer.nodes.map(({ address }) => address);
  return {
    addresses: [GATEWAY],
    routes: [
      ...hosts.map((address) => `${address} dev ${address}`),
      ...nodes.map((address) => `${address} dev ${LOAD_BALANCER_DEVICE}`),
      LOSE_THE_REST,
    ],
    sysctl: FORWARDS,
  };
}

function host({ hostNames }: LayoutProps): NamespacePlan {
  const names = [...hostNames].map(([name, of]) => `${of} ${name}\n`);
  return {
    addresses: [],
    routes: [via('default', HOST_DEVICE)],
    files: { hosts: `127.0.0.1 localhost\n${names.join('')}`, 'resolv.conf': '' },
  };
}

function privateLink(place: number): PrivateLink {
  return { loadBalancer: at(LINKS, 2 * place), endpoint: at(LINKS, 2 * place + 1) };
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
