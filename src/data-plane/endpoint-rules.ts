import { fromClient, replacingTable } from './security-group';
import type { Endpoint, LoadBalancer } from './topology';

/** The two ends of the way from an endpoint to the load balancer: addresses that no VPC and no premises have. */
export interface PrivateLink {
  readonly endpoint: string;
  readonly loadBalancer: string;
}

/** The interface to the VPC, and the one to the load balancer. */
export const VPC_DEVICE = 'vpc';
export const LINK_DEVICE = 'privatelink';

/**
 * What an endpoint's network interface does with packets, in nftables.
 *
 * The load balancer's security group is judged here too. On PrivateLink traffic it sees the clients' own addresses,
 * and two consumers may have the same ones: beyond this point the endpoint's link address stands for them, so that
 * answers find back.
 */
export function endpointRules(
  endpoint: Endpoint,
  link: PrivateLink,
  loadBalancer: Pick<LoadBalancer, 'ingress'>,
): string {
  const { ingress: enforced } = loadBalancer;
  return replacingTable(`
  chain to_load_balancer {
    type nat hook prerouting priority dstnat
    ${endpoint.connected ? `iifname ${VPC_DEVICE} ip daddr ${endpoint.address} ip protocol tcp dnat to ${link.loadBalancer}` : ''}
  }
  chain as_endpoint {
    type nat hook postrouting priority srcnat
    oifname ${LINK_DEVICE} snat to ${link.endpoint}
  }
  chain forward {
    type filter hook forward priority filter; policy drop
    # Security groups remember: a rule that goes stops new connections, not those that it has let in.
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
    ct state established,related accept
    iifname ${VPC_DEVICE} ct state new jump endpoint_group
  }
  chain endpoint_group {
    ${endpoint.ingress.map((rule) => `${fromClient(rule)} jump load_balancer_group`).join('\n    ')}
  }
  chain load_balancer_group {
    ${enforced ? enforced.map((rule) => `${fromClient(rule)} accept`).join('\n    ') : 'accept'}
  }
  chain input {
    type filter hook input priority filter; policy drop
    # A connection that was idle for too long is forgotten. What still comes of it belongs to nobody, so the kernel
    # answers it with a reset.
    ip protocol tcp ct state invalid accept
  }`);
}
