import type { Account, Environment, Server } from './schema';

/** Names of the stacks, which are also the folders in `cdktf.out/stacks`. */
export const stackNames = {
  state: 'state',
  service: 'redis-service',
  consumer: (consumer: string) => `redis-consumer-${consumer}`,
  acceptance: (consumer: string) => `redis-acceptance-${consumer}`,
  publication: (consumer: string) => `redis-publication-${consumer}`,
};

/** The Terraform address of an element of a stack, from the ids of the path to it: `redis_1_target_group`. */
export const addressOf = (path: readonly string[]) => path.join('_').replaceAll(/[^A-Za-z0-9]+/g, '_');

/**
 * Where in the state bucket a stack keeps its state: environments can share a bucket, stacks never share a key. An
 * account's stacks are under its ID, by which the bucket's policy tells accounts apart.
 */
export const stateKey = (environment: Pick<Environment, 'name'>, account: Pick<Account, 'id'>, stack: string) =>
  `${environment.name}/${account.id}/${stack}.tfstate`;

/** The account of that name. The environment's checks have made sure that it exists. */
export function accountOf(environment: Environment, name: string): Account {
  const account = environment.accounts[name];
  if (!account) throw new Error(`the environment has no account "${name}"`);
  return account;
}

/** The role that reads and writes the state of an account's stacks; none where the ambient credentials do. */
export const stateRoleArn = (account: Account) => account.stateRoleArn ?? account.roleArn;

/** The ARN of a whole account, as policies name it. */
export const accountRootArn = (account: Account, region: string) => `arn:${partition(region)}:iam::${account.id}:root`;

/** Whom in an account the endpoint service lets create endpoints. */
export const endpointPrincipalArn = (account: Account, region: string) =>
  account.endpointPrincipalArn ?? accountRootArn(account, region);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The SSM parameter with a consumer's client configuration, and the one of each zone below it. */
export const clientConfigurationName = (environment: Pick<Environment, 'name'>, consumer: string, zone?: string) =>
  [`/redis-privatelink/${environment.name}/${consumer}/client-configuration`, zone].filter(Boolean).join('/');

/** The alarm on an endpoint. CloudWatch finds alarms by name in an account and Region, which environments may share. */
export const endpointAlarmName = (environment: Environment, consumer: string, zone: string) =>
  `${environment.name}-${environment.service.name}-${consumer}-endpoint-${zone}-drops-packets`;

/** An address and TCP port on premises. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

/** What is behind one listener: a Redis server, or the Sentinel beside it. */
export interface Backend extends Target {
  /** The server's name, and `-sentinel` behind it for its Sentinel. */
  readonly name: string;
  readonly listenerPort: number;
  /** Another way to the same Redis or Sentinel. */
  readonly alsoAt?: Target;
}

/** What the Sentinel beside a server is called. */
export const sentinelName = (server: string) => `${server}-sentinel`;

/** Everything of a server that gets a listener. */
export function backends({ name, address, port, listenerPort, alsoAt, sentinel }: Server): Backend[] {
  const redis = { name, address, port, listenerPort, alsoAt };
  return sentinel ? [redis, { name: sentinelName(name), address, ...sentinel }] : [redis];
}
