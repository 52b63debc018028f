import type { ConsumerVpc, Endpoint, Listener, LoadBalancer, Target, Topology } from '../../../src/data-plane/topology';

/** A listener that forwards to a group of targets on port 6379. */
export function listener(port: number, addresses: readonly string[], changes: Partial<Listener['targetGroup']> = {}) {
  return {
    port,
    idleTimeoutSeconds: 350,
    targetGroup: {
      arn: `arn-${port}`,
      name: `group-${port}`,
      targets: addresses.map((address): Target => ({ address, port: 6379 })),
      healthCheck: { interval: 5, timeout: 3, healthyThreshold: 2, unhealthyThreshold: 3 },
      deregistration: { delaySeconds: 120, terminatesConnections: true },
      terminatesUnhealthy: true,
      minimumHealthy: 1,
      ...changes,
    },
  } satisfies Listener;
}

/** Two nodes, whose subnets have different routes, and two listeners. */
export const LOAD_BALANCER: LoadBalancer = {
  nodes: [
    { zoneId: 'use1-az1', address: '10.8.0.4', routes: ['10.0.4.0/24'] },
    { zoneId: 'use1-az2', address: '10.8.1.4', routes: ['10.0.4.0/24', '10.0.5.0/24'] },
  ],
  listeners: [listener(6379, ['10.0.4.10']), listener(6380, ['10.0.4.11'])],
  ingress: [{ cidr: '10.3.0.0/16', fromPort: 6379, toPort: 6380 }],
  egress: [
    { cidr: '10.0.4.10/32', fromPort: 6379, toPort: 6379 },
    { cidr: '10.0.4.11/32', fromPort: 6379, toPort: 6379 },
  ],
};

export function endpoint(number: number, changes: Partial<Endpoint> = {}): Endpoint {
  return {
    id: `vpce-${number}`,
    zoneId: `use1-az${number}`,
    address: `10.3.${number}.4`,
    dnsNames: [`vpce-${number}.example`],
    ingress: [{ cidr: '10.3.0.0/16', fromPort: 6379, toPort: 6379 }],
    nodeZoneId: `use1-az${number}`,
    connected: true,
    ...changes,
  };
}

export const VPC: ConsumerVpc = {
  id: 'vpc-1',
  consumers: ['one'],
  cidrs: ['10.3.0.0/16', '10.4.0.0/16'],
  subnetCidr: '10.3.1.0/28',
  endpoints: [endpoint(1), endpoint(2)],
  hostedZones: [],
};

export const TOPOLOGY: Topology = {
  loadBalancer: LOAD_BALANCER,
  hosts: ['10.0.4.10', '10.0.4.11'],
  vpcs: [VPC],
};

/** The statements of a chain in an nftables script, without comments. */
export function chain(script: string, name: string): string[] {
  const content = new RegExp(`chain ${name} \\{\\n([^}]*(?:\\{[^}]*\\}[^}]*)*?)\\n  \\}`).exec(script)?.[1];
  if (content === undefined) throw new Error(`There is no chain ${name}.`);
  return content
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
