import type { EnvironmentProps } from '../config/schema';

/** How large an environment is. */
export interface Size {
  readonly servers: number;
  readonly consumers: number;
}

/** The size in the design note, a medium one, and one at AWS's limit of 50 listeners. */
export const SIZES: readonly Size[] = [
  { servers: 3, consumers: 1 },
  { servers: 15, consumers: 10 },
  { servers: 50, consumers: 100 },
];

/** Servers are limited by the 50 listeners of a load balancer. */
export const LARGEST: Size = { servers: 50, consumers: 200 };

/** `3x1` */
export const sizeName = ({ servers, consumers }: Size) => `${servers}x${consumers}`;

const ZONES = ['use1-az1', 'use1-az2', 'use1-az4'];

/**
 * Reads a size from its name.
 *
 * @returns `undefined` if the name is invalid or larger than {@link LARGEST}
 */
export function sizeOf(name: string): Size | undefined {
  const [servers = 0, consumers = 0] = (/^(\d+)x(\d+)$/.exec(name) ?? []).slice(1).map(Number);
  const isSize = servers >= 1 && servers <= LARGEST.servers && consumers >= 1 && consumers <= LARGEST.consumers;
  return isSize ? { servers, consumers } : undefined;
}

/** Client networks that fit into a security group, given AWS's default of 60 rules. */
const NETWORKS = 50;

/** An environment of a size. Each consumer has its own account, with a VPC in three zones. */
export function environmentOfSize({ servers, consumers }: Size): EnvironmentProps {
  return {
    region: 'us-east-1',
    accounts: {
      prod: account(0),
      ...Object.fromEntries(range(consumers).map((n) => [`account-${n}`, account(n)])),
    },
    state: { bucket: 'redis-privatelink-bench' },
    deletionProtection: true,
    service: {
      name: 'redis',
      account: 'prod',
      vpc: { name: 'prod', cidrs: ['10.0.0.0/16'] },
      subnets: ZONES.map((zoneId) => ({ name: `prod-${zoneId}`, zoneId })),
      transitGateway: { name: 'on-premises' },
      routeTables: { private: { name: 'prod-private' } },
      onPremisesCidrs: ['192.168.0.0/24'],
      servers: range(servers).map((n) => ({
        name: `redis-${n}`,
        address: `192.168.0.${n}`,
        port: 6379,
        listenerPort: 6378 + n,
      })),
      redis: { mode: 'cluster' },
      acceptance: 'automatic',
    },
    consumers: range(consumers).map((n) => ({
      name: `consumer-${n}`,
      account: `account-${n}`,
      // VPCs may use the same networks: PrivateLink allows overlapping addresses.
      vpc: { name: `vpc-${n}`, cidrs: [`10.${1 + (n % NETWORKS)}.0.0/16`] },
      subnets: ZONES.map((zoneId) => ({ name: `private-${zoneId}`, zoneId })),
      dns: { zoneName: `redis.consumer-${n}.internal` },
    })),
  };
}

function account(n: number) {
  const id = String(111_111_111_111 + n);
  return { id, roleArn: `arn:aws:iam::${id}:role/redis-privatelink-deploy` };
}

const range = (length: number) => Array.from({ length }, (_, i) => i + 1);
