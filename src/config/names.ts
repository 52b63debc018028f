import { partition } from './regions';
import type { Account, Environment, Server } from './schema';

/** Names of the stacks, which are also the names of their folders in `cdktf.out/stacks`. */
export const stackNames = {
  state: 'state',
  service: 'redis-service',
  consumer: (consumer: string) => `redis-consumer-${consumer}`,
  acceptance: (consumer: string) => `redis-acceptance-${consumer}`,
};

/** The Terraform address that the ids of the path to a construct make: `redis_1_target_group`. */
export const addressOf = (path: readonly string[]) => path.join('_').replaceAll(/[^A-Za-z0-9]+/g, '_');

/** The key of a stack's state in the state bucket: `<environment>/<stack>.tfstate`. */
export const stateKey = (environment: Pick<Environment, 'name'>, stack: string) =>
  `${environment.name}/${stack}.tfstate`;

/** The role that reads and writes the state of an account's stacks; `undefined` where the account's credentials do. */
export const stateRoleArn = (account: Account) => account.stateRoleArn ?? account.roleArn;

/** The ARN by which policies name a whole account: `arn:aws:iam::111111111111:root`. */
export const accountRootArn = (account: Account, region: string) => `arn:${partition(region)}:iam::${account.id}:root`;

/** The ARN of the principal in an account that may create endpoints onto the service. */
export const endpointPrincipalArn = (account: Account, region: string) =>
  account.endpointPrincipalArn ?? accountRootArn(account, region);

/** The name of the SSM parameter that holds a consumer's client configuration; with a zone ID, of that zone's variant. */
export const clientConfigurationName = (environment: Pick<Environment, 'name'>, consumer: string, zone?: string) =>
  [`/redis-privatelink/${environment.name}/${consumer}/client-configuration`, zone].filter(Boolean).join('/');

/** One port on premises behind one listener: a Redis server, or the Sentinel on its host. */
export interface Backend {
  /** The server's name; of its Sentinel, with `-sentinel` appended. */
  readonly name: string;
  /** IPv4 address on premises. */
  readonly address: string;
  /** TCP port on premises. */
  readonly port: number;
  /** TCP port of the load balancer's listener. */
  readonly listenerPort: number;
}

/** The name of the Sentinel on a server's host. */
export const sentinelName = (server: string) => `${server}-sentinel`;

/** The backends of a server: the server itself, then its Sentinel if it has one. */
export function backends({ name, address, port, listenerPort, sentinel }: Server): Backend[] {
  const redis = { name, address, port, listenerPort };
  return sentinel ? [redis, { name: sentinelName(name), address, ...sentinel }] : [redis];
}
