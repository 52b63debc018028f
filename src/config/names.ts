import { partition } from './regions';
import type { Account, Consumer, Environment, Server } from './schema';

/** Names of the stacks, which are also the names of their folders in `cdktf.out/stacks`. */
export const stackNames = {
  state: 'state',
  service: 'redis-service',
  privateDns: 'redis-private-dns',
  consumer: (consumer: string) => `redis-consumer-${consumer}`,
  acceptance: (consumer: string) => `redis-acceptance-${consumer}`,
  publication: (consumer: string) => `redis-publication-${consumer}`,
};

/** A consumer's name in AWS: of its states, parameters and alarms. */
export const deployedName = ({ name, formerly }: Pick<Consumer, 'name' | 'formerly'>) => formerly ?? name;

/** The Terraform address that the ids of the path to a construct make: `redis_1_target_group`. */
export const addressOf = (path: readonly string[]) =>
  path
    .filter((id) => id !== 'Resource')
    .join('_')
    .replaceAll(/[^A-Za-z0-9]+/g, '_');

/**
 * The key of a stack's state in the state bucket: `<environment>/<account ID>/<stack>.tfstate`. The bucket's policy tells
 * accounts apart by their ID in it.
 */
export const stateKey = (environment: Pick<Environment, 'stateName'>, account: Pick<Account, 'id'>, stack: string) =>
  `${environment.stateName}/${account.id}/${stack}.tfstate`;

/**
 * The account of a name in the environment.
 *
 * @throws Error where there is none, which the environment's rules have excluded
 */
export function accountOf(environment: Environment, name: string): Account {
  const account = environment.accounts[name];
  if (!account) throw new Error(`The environment has no account "${name}".`);
  return account;
}

/** The role that reads and writes the state of an account's stacks; `undefined` where the account's credentials do. */
export const stateRoleArn = (account: Account) => account.stateRoleArn ?? account.roleArn;

/** The ARN by which policies name a whole account: `arn:aws:iam::111111111111:root`. */
export const accountRootArn = (account: Account, region: string) => `arn:${partition(region)}:iam::${account.id}:root`;

/** The ARN of the principal in an account that may create endpoints onto the service. */
export const endpointPrincipalArn = (account: Account, region: string) =>
  account.endpointPrincipalArn ?? accountRootArn(account, region);

/** The name of the SSM parameter that holds a consumer's client configuration; with a zone ID, of that zone's variant. */
export const clientConfigurationName = (
  environment: Pick<Environment, 'stateName'>,
  consumer: Pick<Consumer, 'name' | 'formerly'>,
  zone?: string,
) =>
  [`/redis-privatelink/${environment.stateName}/${deployedName(consumer)}/client-configuration`, zone]
    .filter(Boolean)
    .join('/');

/** The Region of a consumer's VPC and endpoints. */
export const regionOf = ({ region }: Pick<Consumer, 'region'>, environment: Pick<Environment, 'region'>) =>
  region ?? environment.region;

/** The key of a consumer's only endpoint, where the keys of endpoints are zone IDs otherwise. */
export const ALL_ZONES = 'all';

/** The keys of a consumer's endpoints, in outputs and Terraform addresses. */
export const endpointKeys = ({ endpoints, subnets }: Pick<Consumer, 'endpoints' | 'subnets'>) =>
  endpoints === 'one' ? [ALL_ZONES] : subnets.map(({ zoneId }) => zoneId);

/** Name of the alarm on an endpoint. CloudWatch finds alarms by name within an account and Region. */
export const endpointAlarmName = (
  environment: Environment,
  consumer: Pick<Consumer, 'name' | 'formerly'>,
  zone: string,
) => `${environment.stateName}-${environment.service.name}-${deployedName(consumer)}-endpoint-${zone}-drops-packets`;

/** An address and TCP port on premises. */
export interface Target {
  /** IPv4 address on premises. */
  readonly address: string;
  /** TCP port on premises. */
  readonly port: number;
}

/** The target of one listener: a Redis server, or the Sentinel on its host. */
export interface Backend extends Target {
  /** The server's name; of its Sentinel, with `-sentinel` appended. */
  readonly name: string;
  /** TCP port of the load balancer's listener. */
  readonly listenerPort: number;
  /** The listener port that it had before, which stays open. */
  readonly formerListenerPort?: number;
  /** Another way to the same Redis or Sentinel. */
  readonly alsoAt?: Target;
  /** The name that it had before. */
  readonly formerly?: string;
}

/** The name of the Sentinel on a server's host. */
export const sentinelName = (server: string) => `${server}-sentinel`;

/** The backends of a server: the server itself, then its Sentinel if it has one. */
export function backends({ sentinel, ...redis }: Server): Backend[] {
  if (!sentinel) return [redis];
  const { name, formerly, address } = redis;
  return [redis, { name: sentinelName(name), formerly: formerly && sentinelName(formerly), address, ...sentinel }];
}

/** The listener ports of a backend: its own first, then the one that it had before. */
export const listenerPorts = ({
  listenerPort,
  formerListenerPort,
}: Pick<Backend, 'listenerPort' | 'formerListenerPort'>) =>
  formerListenerPort === undefined ? [listenerPort] : [listenerPort, formerListenerPort];
