import { regionOfZone } from '../config/regions';
import { nthAddress } from './addresses';
import { type Resources, readResources, type ValuesOf } from './resources';
import type { ConsumerVpc, DnsRecord, Endpoint, HostedZone, LoadBalancer, Rule, Topology } from './topology';

/** The states of the deployed stacks, each in the format of `terraform show -json`. */
export interface DeployedState {
  /** The state of `redis-service`. */
  readonly service: unknown;
  /** The states of `redis-consumer-<name>`, by the consumer's name. */
  readonly consumers: Readonly<Record<string, unknown>>;
  /**
   * The states of `redis-acceptance-<name>`.
   * @default - none: acceptance is automatic
   */
  readonly acceptances?: readonly unknown[];
  /**
   * The states of `redis-publication-<name>`, by the consumer's name.
   * @default - none: acceptance is automatic
   */
  readonly publications?: Readonly<Record<string, unknown>>;
}

/**
 * Derives the topology from the deployed state.
 *
 * @throws Error if the state contains something that the data plane does not support. It is never ignored.
 */
export function topologyFromState({
  service,
  consumers,
  acceptances = [],
  publications = {},
}: DeployedState): Topology {
  const serviceState = readResources(service);
  const loadBalancer = readLoadBalancer(serviceState);
  const accepted = new Set(
    readResources(...acceptances)
      .all('aws_vpc_endpoint_connection_accepter')
      .map(acceptedId),
  );
  const services = serviceState.all('aws_vpc_endpoint_service');
  const serviceNames = services.map(({ service_name }) => service_name);
  const offered: OfferedService = {
    isOpen: ({ id, state, service_name }) =>
      (state === 'available' || accepted.has(id)) && serviceNames.includes(service_name),
    nodeZoneIds: loadBalancer.nodes.map(({ zoneId }) => zoneId),
    privateDnsNames: services.flatMap(({ private_dns_name }) => private_dns_name || []),
  };

  const vpcs = new Map<string, ConsumerVpc>();
  for (const [consumer, json] of Object.entries(consumers)) {
    const published = publications[consumer] ?? {};
    const vpc = readConsumer(consumer, readResources(json, published), offered);
    vpcs.set(vpc.id, merged(vpcs.get(vpc.id), vpc));
  }
  const targets = loadBalancer.listeners.flatMap(({ targetGroup }) => targetGroup.targets);
  return { loadBalancer, hosts: unique(targets.map(({ address }) => address)), vpcs: [...vpcs.values()] };
}

function readLoadBalancer(state: Resources): LoadBalancer {
  const [loadBalancer, ...others] = state.all('aws_lb');
  if (!loadBalancer || others.length > 0) {
    throw new Error(
      `The data plane supports one load balancer, and the service's state has ${loadBalancer ? others.length + 1 : 0}.`,
    );
  }
  const { arn, security_groups, subnet_mapping } = loadBalancer;
  const enforced = loadBalancer.enforce_security_group_inbound_rules_on_private_link_traffic !== 'off';
  const groups = targetGroups(state);
  return {
    nodes: subnet_mapping.map(({ subnet_id, private_ipv4_address }) => {
      const subnet = theOnly(state.all('data.aws_subnet'), ({ id }) => id === subnet_id, subnet_id);
      return {
        zoneId: subnet.availability_zone_id,
        // AWS picks an address that Terraform does not know; assume the first usable one. AWS reserves the first four.
        address: private_ipv4_address || nthAddress(subnet.cidr_block, 4),
        routes: transitGatewayRoutes(state, subnet_id),
      };
    }),
    listeners: state
      .all('aws_lb_listener')
      .filter(({ load_balancer_arn }) => load_balancer_arn === arn)
      .map(({ port, tcp_idle_timeout_seconds: idleTimeoutSeconds, default_action }) => {
        const groupArn = default_action.find(({ type }) => type === 'forward')?.target_group_arn;
        return { port, idleTimeoutSeconds, targetGroup: theOnly(groups, (group) => group.arn === groupArn, groupArn) };
      }),
    ingress: enforced ? rules(state.all('aws_vpc_security_group_ingress_rule'), security_groups) : undefined,
    egress: rules(state.all('aws_vpc_security_group_egress_rule'), security_groups),
  };
}

function targetGroups(state: Resources) {
  const attachments = state.all('aws_lb_target_group_attachment');
  return state.all('aws_lb_target_group').map(({ arn, tags, ...group }) => ({
    arn,
    name: tags?.Name ?? arn,
    targets: attachments
      .filter(({ target_group_arn }) => target_group_arn === arn)
      .map(({ target_id: address, port }) => ({ address, port })),
    healthCheck: healthCheck(group.health_check, arn),
    deregistration: {
      delaySeconds: group.deregistration_delay,
      terminatesConnections: group.connection_termination,
    },
    terminatesUnhealthy: group.target_health_state[0]?.enable_unhealthy_connection_termination ?? true,
    minimumHealthy: group.target_group_health[0]?.unhealthy_state_routing[0]?.minimum_healthy_targets_count ?? 1,
  }));
}

function healthCheck(blocks: ValuesOf<'aws_lb_target_group'>['health_check'], arn: string) {
  const { interval, timeout, healthy_threshold, unhealthy_threshold } = theOnly(blocks, () => true, arn);
  return { interval, timeout, healthyThreshold: healthy_threshold, unhealthyThreshold: unhealthy_threshold };
}

/** The destinations that a subnet's own route table sends to a Transit Gateway. */
function transitGatewayRoutes(state: Resources, subnetId: string): string[] {
  const tables = state
    .all('data.aws_route_table')
    .filter(({ associations }) => associations.some(({ subnet_id }) => subnet_id === subnetId))
    .map(({ route_table_id }) => route_table_id);
  return state
    .all('aws_route')
    .filter(({ route_table_id, transit_gateway_id }) => transit_gateway_id && tables.includes(route_table_id))
    .map(({ destination_cidr_block }) => destination_cidr_block);
}

/** The endpoint service, as endpoints see it. */
interface OfferedService {
  /** Whether an endpoint is one of this service, and accepted. */
  readonly isOpen: (endpoint: ValuesOf<'aws_vpc_endpoint'>) => boolean;
  /** The zones that the load balancer has nodes in. */
  readonly nodeZoneIds: readonly string[];
  /** The service's private DNS name, if it has one. */
  readonly privateDnsNames: readonly string[];
}

function readConsumer(
  consumer: string,
  state: Resources,
  { isOpen, nodeZoneIds, privateDnsNames }: OfferedService,
): ConsumerVpc {
  const [vpc, ...others] = state.all('data.aws_vpc');
  if (!vpc || others.length > 0)
    throw new Error(`The consumer ${consumer} must be in one VPC, and its state has ${vpc ? others.length + 1 : 0}.`);
  const subnets = state.all('data.aws_subnet');
  const ingress = state.all('aws_vpc_security_group_ingress_rule');
  const named = state.all('aws_vpc_endpoint_private_dns').filter(({ private_dns_enabled }) => private_dns_enabled);
  const endpoints = state.all('aws_vpc_endpoint').flatMap((endpoint) =>
    // By zone: Terraform keeps subnets in an order of its own.
    byZone(subnets, endpoint.subnet_ids).map((subnet, i): Endpoint => {
      const { id, subnet_configuration, security_group_ids } = endpoint;
      const zoneId = subnet.availability_zone_id;
      const nodeZoneId = nodeZone(zoneId, nodeZoneIds, i);
      return {
        id: endpoint.subnet_ids.length > 1 ? `${id}-${zoneId}` : id,
        zoneId,
        address: theOnly(subnet_configuration, ({ subnet_id }) => subnet_id === subnet.id, id).ipv4,
        dnsNames: [
          ...namesIn(endpoint, subnet),
          ...(named.some(({ vpc_endpoint_id }) => vpc_endpoint_id === id) ? privateDnsNames : []),
        ],
        ingress: rules(ingress, security_group_ids),
        nodeZoneId,
        connected: isOpen(endpoint) && nodeZoneId !== undefined,
      };
    }),
  );
  return {
    id: vpc.id,
    consumers: [consumer],
    cidrs: vpc.cidr_block_associations.map(({ cidr_block }) => cidr_block),
    subnetCidr: subnets[0]?.cidr_block ?? vpc.cidr_block,
    endpoints,
    hostedZones: hostedZones(state),
  };
}

/** Within a Region, packets stay in their zone. Those from another one go to any zone: here to different ones in turn. */
function nodeZone(zoneId: string, nodeZoneIds: readonly string[], i: number): string | undefined {
  if (nodeZoneIds.includes(zoneId)) return zoneId;
  const isElsewhere = nodeZoneIds.every((other) => regionOfZone(other) !== regionOfZone(zoneId));
  return isElsewhere ? nodeZoneIds[i % nodeZoneIds.length] : undefined;
}

function byZone(all: readonly ValuesOf<'data.aws_subnet'>[], ids: readonly string[]): ValuesOf<'data.aws_subnet'>[] {
  const subnets = ids.map((id) => theOnly(all, (subnet) => subnet.id === id, id));
  return subnets.sort((a, b) => (a.availability_zone_id < b.availability_zone_id ? -1 : 1));
}

/** The regional name, which comes first, and the name of a zone. */
function namesIn(
  { dns_entry }: ValuesOf<'aws_vpc_endpoint'>,
  { availability_zone }: ValuesOf<'data.aws_subnet'>,
): string[] {
  const [regional, ...zonal] = dns_entry.map(({ dns_name }) => dns_name);
  if (regional === undefined) return [];
  return [regional, ...zonal.filter((name) => name.split('.')[0]?.endsWith(`-${availability_zone}`))];
}

function hostedZones(state: Resources): HostedZone[] {
  const checks = state.all('aws_route53_health_check');
  return state.all('aws_route53_zone').map(({ zone_id, name }) => ({
    name,
    records: state
      .all('aws_route53_record')
      .filter((record) => record.zone_id === zone_id)
      .map(({ name, type, ttl, records, alias, health_check_id }): DnsRecord => {
        const check = health_check_id
          ? theOnly(checks, ({ id }) => id === health_check_id, health_check_id)
          : undefined;
        return {
          name,
          type,
          ttl: ttl ?? 60,
          values: records ?? [],
          alias: alias[0]?.name,
          healthCheck: check && {
            alarmName: check.cloudwatch_alarm_name,
            insufficientDataIsHealthy: check.insufficient_data_health_status !== 'Unhealthy',
          },
        };
      }),
  }));
}

const ALL_PORTS = { from_port: 0, to_port: 65_535 };

function rules(all: readonly ValuesOf<'aws_vpc_security_group_ingress_rule'>[], groupIds: readonly string[]): Rule[] {
  return all
    .filter(({ security_group_id }) => groupIds.includes(security_group_id))
    .filter(({ ip_protocol }) => ip_protocol === 'tcp' || ip_protocol === '-1')
    .map(({ cidr_ipv4, security_group_id, ip_protocol, ...ports }) => {
      const { from_port, to_port } = ip_protocol === 'tcp' ? ports : ALL_PORTS;
      if (!cidr_ipv4 || from_port == null || to_port == null) {
        throw new Error(
          `${security_group_id} has a rule without an IPv4 CIDR block and ports, which the data plane does not support.`,
        );
      }
      return { cidr: cidr_ipv4, fromPort: from_port, toPort: to_port };
    });
}

function merged(earlier: ConsumerVpc | undefined, vpc: ConsumerVpc): ConsumerVpc {
  if (!earlier) return vpc;
  return {
    ...earlier,
    consumers: [...earlier.consumers, ...vpc.consumers],
    endpoints: [...earlier.endpoints, ...vpc.endpoints],
    hostedZones: [...earlier.hostedZones, ...vpc.hostedZones],
  };
}

/** The one element that matches. */
function theOnly<T>(all: readonly T[], matches: (one: T) => boolean, subject: unknown): T {
  const found = all.filter(matches);
  if (found.length !== 1) throw new Error(`The state must have one match for ${subject}, and has ${found.length}.`);
  return found[0] as T;
}

const acceptedId = ({ vpc_endpoint_id }: { vpc_endpoint_id: string }) => vpc_endpoint_id;
const unique = <T>(values: readonly T[]) => [...new Set(values)];
