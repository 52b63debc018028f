/** What of a deployment decides where a packet goes: read from the deployed state, and from nothing else. */
export interface Topology {
  readonly loadBalancer: LoadBalancer;
  /** Addresses on premises that listeners lead to. */
  readonly hosts: readonly string[];
  readonly vpcs: readonly ConsumerVpc[];
}

export interface LoadBalancer {
  /** One a zone. */
  readonly nodes: readonly LoadBalancerNode[];
  readonly listeners: readonly Listener[];
  /** Rules on what comes in by PrivateLink, or `undefined` where they are not enforced on it. */
  readonly ingress: readonly Rule[] | undefined;
  readonly egress: readonly Rule[];
}

export interface LoadBalancerNode {
  readonly zoneId: string;
  readonly address: string;
  /** Networks that its subnet's route table has a route to a Transit Gateway for. */
  readonly routes: readonly string[];
}

export interface Listener {
  readonly port: number;
  readonly idleTimeoutSeconds: number;
  readonly targetGroup: TargetGroup;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly targets: readonly Target[];
  readonly healthCheck: HealthCheck;
  /** Whether packets of connections to an unhealthy target are answered with a reset. */
  readonly terminatesUnhealthy: boolean;
  /** With fewer healthy targets than this, the group sends connections to all of them. */
  readonly minimumHealthy: number;
}

export interface Target {
  readonly address: string;
  readonly port: number;
}

/** In seconds and in numbers of probes. */
export interface HealthCheck {
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/** A TCP rule of a security group: who or where, and which ports. */
export interface Rule {
  readonly cidr: string;
  readonly fromPort: number;
  readonly toPort: number;
}

/** A VPC that has endpoints: two consumers may be in one. */
export interface ConsumerVpc {
  readonly id: string;
  readonly consumers: readonly string[];
  readonly cidrs: readonly string[];
  /** The CIDR block of one of its subnets that has an endpoint. */
  readonly subnetCidr: string;
  readonly endpoints: readonly Endpoint[];
  /** The private hosted zones that it resolves. */
  readonly hostedZones: readonly HostedZone[];
}

export interface Endpoint {
  readonly id: string;
  readonly zoneId: string;
  readonly address: string;
  readonly dnsNames: readonly string[];
  readonly ingress: readonly Rule[];
  /** Whether it leads to the load balancer: it is of its service, accepted, and in a zone that it has a node in. */
  readonly connected: boolean;
}

export interface HostedZone {
  readonly name: string;
  readonly records: readonly DnsRecord[];
}

export interface DnsRecord {
  readonly name: string;
  readonly type: 'A' | 'CNAME' | 'SRV';
  readonly ttl: number;
  readonly values: readonly string[];
  /** The name that an alias record stands for, instead of values. */
  readonly alias?: string;
  /** The alarm that the record's health check asks. Without one the record is always healthy. */
  readonly healthCheck?: { readonly alarmName: string; readonly insufficientDataIsHealthy: boolean };
}
