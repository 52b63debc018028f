import type { PrivateLink } from './endpoint-rules';
import { replacingTable, toServer } from './security-group';
import type { Listener, LoadBalancer, LoadBalancerNode, Target, TargetGroup } from './topology';

/** An endpoint's way into the load balancer: it leads to the node in the endpoint's zone. */
export interface Entrance {
  readonly device: string;
  readonly link: PrivateLink;
  readonly node: LoadBalancerNode;
}

/** Properties of {@link loadBalancerRules}. */
export interface LoadBalancerRulesProps {
  readonly loadBalancer: LoadBalancer;
  readonly entrances: readonly Entrance[];
  /** Which mark routes a packet as the subnet of a node does. */
  readonly markOf: (node: LoadBalancerNode) => number;
  /** The interface to the Transit Gateway. */
  readonly premisesDevice: string;
  /** What the deployed seconds of idleness are multiplied by. */
  readonly timeScale: number;
  readonly isHealthy: (group: TargetGroup, target: Target) => boolean;
}

/** What the load balancer does with packets, in nftables: the port alone says which listener is meant. */
export function loadBalancerRules(props: LoadBalancerRulesProps): string {
  const { loadBalancer, entrances, markOf, premisesDevice, timeScale, isHealthy } = props;
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
    ${listeners.map((listener) => forward(listener, isHealthy)).join('\n    ')}
  }
  chain as_node {
    # Targets see the nodes' addresses, whatever preserve_client_ip says:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
    type nat hook postrouting priority srcnat
    ${nodes.map((node) => `oifname ${premisesDevice} meta mark ${markOf(node)} snat to ${node.address}`).join('\n    ')}
  }
  chain forward {
    type filter hook forward priority filter; policy drop
    ${listeners.map((listener) => established(listener, isHealthy)).join('\n    ')}
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
    # What matches no listener is dropped. What comes to a listener's port, and is of no connection, is answered with a
    # reset, here by the kernel: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
    ${ports.length > 0 ? `tcp dport { ${ports.join(', ')} } ct state invalid accept` : ''}
    iifname ${premisesDevice} ip protocol tcp ct state invalid accept
  }`);
}

/** Named by what it says: nftables keeps one that has the name already, whatever is said of it now. */
function idleTimeout(seconds: number): string {
  return `ct timeout idle_${seconds} { protocol tcp; l3proto ip; policy = { established : ${seconds} }; }`;
}

function forward({ port, targetGroup }: Listener, isHealthy: LoadBalancerRulesProps['isHealthy']): string {
  const targets = routable(targetGroup, isHealthy).map(({ address, port }) => `${address} . ${port}`);
  if (targets.length === 0) return '';
  const chosen = targets.map((target, i) => `${i} : ${target}`).join(', ');
  return `meta mark != 0 tcp dport ${port} dnat ip to numgen random mod ${targets.length} map { ${chosen} }`;
}

/** What passes of connections that a listener has let in, for as long as it leads to their target. */
function established({ port, targetGroup }: Listener, isHealthy: LoadBalancerRulesProps['isHealthy']): string {
  const kept = targetGroup.terminatesUnhealthy ? routable(targetGroup, isHealthy) : targetGroup.targets;
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
 * The targets that get connections: the healthy ones, or all where too few are healthy. In this project each group has
 * one target, so that a group whose target is unhealthy fails open: connections still go there, and those that there
 * are stay as they are. https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */
function routable(group: TargetGroup, isHealthy: LoadBalancerRulesProps['isHealthy']): readonly Target[] {
  const healthy = group.targets.filter((target) => isHealthy(group, target));
  return healthy.length < group.minimumHealthy ? group.targets : healthy;
}
