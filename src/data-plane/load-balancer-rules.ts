import type { PrivateLink } from './endpoint-rules';
import type { HealthStatus } from './health-check';
import { replacingTable, toServer } from './security-group';
import type { Listener, LoadBalancer, LoadBalancerNode, Target, TargetGroup } from './topology';

/** The link by which an endpoint's traffic arrives. It leads to the node in the endpoint's zone. */
export interface Entrance {
  readonly device: string;
  readonly link: PrivateLink;
  readonly node: LoadBalancerNode;
}

/** Properties of {@link loadBalancerRules}. */
export interface LoadBalancerRulesProps {
  readonly loadBalancer: LoadBalancer;
  readonly entrances: readonly Entrance[];
  /** The packet mark that selects the routes of a node's subnet. Not 0. */
  readonly markOf: (node: LoadBalancerNode) => number;
  /** The interface to the Transit Gateway. */
  readonly premisesDevice: string;
  /** The factor that deployed idle timeouts are multiplied by. */
  readonly timeScale: number;
  readonly healthOf: (group: TargetGroup, target: Target) => HealthStatus;
  /** The targets that are no longer in the group and still serve the connections that they have. */
  readonly drainingOf: (group: TargetGroup) => readonly Target[];
}

/** The nftables script of the load balancer. The port alone selects the listener, whichever endpoint is used. */
export function loadBalancerRules(props: LoadBalancerRulesProps): string {
  const { loadBalancer, entrances, markOf, premisesDevice, timeScale, healthOf, drainingOf } = props;
  const { listeners, egress, nodes } = loadBalancer;
  const seconds = ({ idleTimeoutSeconds }: Listener) => Math.max(1, Math.round(idleTimeoutSeconds * timeScale));
  const ports = listeners.map(({ port }) => port);
  return replacingTable(`
  ${[...new Set(listeners.map(seconds))].map(idleTimeout).join('\n  ')}
  chain classify {
    type filter hook prerouting priority mangle
    ${entrances.map(({ device, node }) => `iifname "${device}" meta mark set ${markOf(node)}`).join('\n    ')}
    ${listeners.map((listener) => `meta mark != 0 tcp dport ${listener.port} ct timeout set "idle_${seconds(listener)}"`).join('\n    ')}
  }
  chain to_target {
    type nat hook prerouting priority dstnat
    ${listeners.map((listener) => forward(listener, healthOf)).join('\n    ')}
  }
  chain as_node {
    # Over PrivateLink targets see the nodes' addresses, whatever preserve_client_ip says:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
    type nat hook postrouting priority srcnat
    ${nodes.map((node) => `oifname ${premisesDevice} meta mark ${markOf(node)} snat to ${node.address}`).join('\n    ')}
  }
  chain forward {
    type filter hook forward priority filter; policy drop
    ${listeners.map((listener) => established(listener, healthOf, drainingOf(listener.targetGroup))).join('\n    ')}
    ct state new jump security_group
  }
  chain output {
    type filter hook output priority filter; policy drop
    ct state established,related accept
    tcp flags rst accept
    jump security_group
  }
  chain security_group {
    ${egress.map((rule) => `${toServer(rule)} accept`).join('\n    ')}
  }
  chain input {
    type filter hook input priority filter; policy drop
    ct state established,related accept
    # Packets to a port without a listener are dropped. Packets to a listener that belong to no connection are answered
    # with a reset: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
    ${ports.length > 0 ? `tcp dport { ${ports.join(', ')} } ct state invalid accept` : ''}
    iifname ${premisesDevice} ip protocol tcp ct state invalid accept
  }`);
}

/** Named by its value: nftables keeps an existing timeout of the same name with its old value. */
function idleTimeout(seconds: number): string {
  return `ct timeout idle_${seconds} { protocol tcp; l3proto ip; policy = { established : ${seconds} }; }`;
}

function forward({ port, targetGroup }: Listener, healthOf: LoadBalancerRulesProps['healthOf']): string {
  const targets = routable(targetGroup, healthOf).map(({ address, port }) => `${address} . ${port}`);
  if (targets.length === 0) return '';
  const chosen = targets.map((target, i) => `${i} : ${target}`).join(', ');
  return `meta mark != 0 tcp dport ${port} dnat ip to numgen random mod ${targets.length} map { ${chosen} }`;
}

/** Lets established connections pass as long as their target is draining, or in the group and, by its settings, healthy. */
function established(
  { port, targetGroup }: Listener,
  healthOf: LoadBalancerRulesProps['healthOf'],
  draining: readonly Target[],
): string {
  const registered = targetGroup.terminatesUnhealthy ? routable(targetGroup, healthOf) : targetGroup.targets;
  const kept = [...registered, ...draining];
  const ofListener = `ip protocol tcp ct original proto-dst ${port}`;
  return [
    ...kept.map(
      (target) =>
        `${ofListener} ct state established,related ct reply ip saddr ${target.address} ct reply proto-src ${target.port} accept`,
    ),
    `${ofListener} ct direction original ct state established reject with tcp reset`,
  ].join('\n    ');
}

/**
 * The targets that get traffic: the healthy ones. If fewer than the group's minimum are healthy, the group fails open:
 * unhealthy targets get traffic too, and their connections are not reset. A group with one target always does.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */
function routable(group: TargetGroup, healthOf: LoadBalancerRulesProps['healthOf']): readonly Target[] {
  const registered = group.targets.filter((target) => healthOf(group, target) !== 'initial');
  const healthy = registered.filter((target) => healthOf(group, target) === 'healthy');
  return healthy.length < group.minimumHealthy ? registered : healthy;
}
