import { fromClient, replacingTable } from './security-group';
import type { Endpoint, LoadBalancer } from './topology';

/** The addresses at both ends of the link between an endpoint and the load balancer. No VPC and no premises use them. */
export interface PrivateLink {
  readonly endpoint: string;
  readonly loadBalancer: string;
}

/** An endpoint's interface to its VPC. */
export const VPC_DEVICE = 'vpc';
/** An endpoint's interface to the load balancer. */
export const LINK_DEVICE = 'privatelink';

/**
 * The nftables script of an endpoint's network interface.
 *
 * It also applies the load balancer's security group. For PrivateLink traffic AWS matches its rules against the clients'
 * own addresses, and two consumers may use the same ones. Beyond this point the endpoint's link address replaces them,
 * so that replies find their way back.
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
    # Security groups are stateful: removing a rule stops new connections, not those that it has let in.
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
    # After the idle timeout the connection is no longer tracked. Its next packet is for no socket here, so the kernel
    # answers it with a reset.
    ip protocol tcp ct state invalid accept
  }`);
}
