/** The part of a deployment that decides where packets go. It is read from the deployed state only. */
export interface Topology {
  readonly loadBalancer: LoadBalancer;
  /** The addresses of all targets. */
  readonly hosts: readonly string[];
  readonly vpcs: readonly ConsumerVpc[];
}

/** The Network Load Balancer. */
export interface LoadBalancer {
  /** One node for each zone. */
  readonly nodes: readonly LoadBalancerNode[];
  readonly listeners: readonly Listener[];
  /** Inbound rules for PrivateLink traffic, or `undefined` if they are not enforced on it. */
  readonly ingress: readonly Rule[] | undefined;
  /** Outbound rules. */
  readonly egress: readonly Rule[];
}

/** The load balancer's network interface in one zone. */
export interface LoadBalancerNode {
  readonly zoneId: string;
  readonly address: string;
  /** Destinations (CIDR blocks) that its subnet's route table sends to a Transit Gateway. */
  readonly routes: readonly string[];
}

/** A TCP listener. */
export interface Listener {
  readonly port: number;
  readonly idleTimeoutSeconds: number;
  readonly targetGroup: TargetGroup;
}

/** The target group that a listener forwards to. */
export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly targets: readonly Target[];
  readonly healthCheck: HealthCheck;
  /** Whether connections to an unhealthy target are reset, unless the group fails open. */
  readonly terminatesUnhealthy: boolean;
  /** How long a deregistered target serves the connections that it has, and whether they are closed then. */
  readonly deregistration: { readonly delaySeconds: number; readonly terminatesConnections: boolean };
  /** The group fails open when fewer targets than this are healthy. */
  readonly minimumHealthy: number;
}

/** A registered target. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

/** The settings of a group's health checks. Times are in seconds, thresholds in consecutive probes. */
export interface HealthCheck {
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/** A TCP rule of a security group. */
export interface Rule {
  /** The source of an inbound rule, the destination of an outbound one. */
  readonly cidr: string;
  readonly fromPort: number;
  readonly toPort: number;
}

/** A VPC with endpoints. Two consumers may share one. */
export interface ConsumerVpc {
  readonly id: string;
  readonly consumers: readonly string[];
  readonly cidrs: readonly string[];
  /** The CIDR block of one of the subnets that have an endpoint. */
  readonly subnetCidr: string;
  readonly endpoints: readonly Endpoint[];
  /** The private hosted zones that the VPC is associated with. */
  readonly hostedZones: readonly HostedZone[];
}

/** The network interface of an endpoint in one zone. An endpoint can have several. */
export interface Endpoint {
  /** The endpoint's ID; of an endpoint with several interfaces, followed by the zone's. */
  readonly id: string;
  readonly zoneId: string;
  readonly address: string;
  /** AWS's names that resolve to the address. The endpoint's other interfaces share the regional and the private one. */
  readonly dnsNames: readonly string[];
  /** Inbound rules of its security groups. */
  readonly ingress: readonly Rule[];
  /**
   * The zone of the node that its packets go to: its own, or any of another Region. `undefined` if its own zone has no
   * node.
   */
  readonly nodeZoneId: string | undefined;
  /** Whether it carries traffic: its service is the load balancer's, it is accepted, and there is a node for it. */
  readonly connected: boolean;
}

/** A private hosted zone. */
export interface HostedZone {
  readonly name: string;
  readonly records: readonly DnsRecord[];
}

/** A record set of a hosted zone. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'A' | 'CNAME' | 'SRV';
  readonly ttl: number;
  readonly values: readonly string[];
  /** The target of an alias record, which has no values. */
  readonly alias?: string;
  /**
   * The alarm behind the record's health check.
   * @default - no health check: the record is always healthy
   */
  readonly healthCheck?: { readonly alarmName: string; readonly insufficientDataIsHealthy: boolean };
}
