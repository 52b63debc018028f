import { z } from 'zod';
import * as field from './fields';
import { QUOTAS, type QuotaName } from './quotas';

// An environment is parsed once: compiling the schema into code for it would take longer.
z.config({ jitless: true });

/** An AWS account and how Terraform gets into it. Its name in the environment is the alias of its provider. */
const account = z.strictObject({
  /** Account ID: 12 digits in quotes. The provider refuses to plan against any other account. */
  id: field.accountId,
  /**
   * Name of a profile in the AWS configuration file of whoever runs Terraform, as `aws sso login --profile` takes it.
   * Its credentials act in this account and on its state; with `roleArn` or `stateRoleArn`, they assume that role.
   * @default - the ambient credentials
   */
  profile: field.profile.optional(),
  /**
   * ARN of the role in this account that Terraform assumes to deploy into it.
   * @default - no role: the credentials of `profile`, or the ambient ones
   */
  roleArn: field.roleArn.optional(),
  /**
   * ARN of the role that reads and writes the state of this account's stacks, in this account or in the service's. The
   * state bucket's policy lets it in.
   * @default - `roleArn`
   */
  stateRoleArn: field.roleArn.optional(),
  /**
   * External ID, 2 to 1,224 characters, that goes with every request to assume `roleArn` or `stateRoleArn`, for roles
   * whose trust policies ask for `sts:ExternalId`. AWS does not treat it as a secret.
   * @default - none
   */
  externalId: field.externalId.optional(),
  /**
   * Name of the sessions in `roleArn` and `stateRoleArn`, 2 to 64 characters. CloudTrail shows it, and trust policies
   * can ask for it with `sts:RoleSessionName`.
   * @default - `redis-privatelink` for this project's commands; Terraform makes one up
   */
  sessionName: field.sessionName.optional(),
  /**
   * ARN of the principal in this account that may create endpoints onto the service. AWS compares it with whoever
   * creates them, which is Terraform: so it is the account's root, or the role that Terraform acts as (`roleArn`, or
   * without it the role or user behind the credentials).
   * @default - everybody in the account: `arn:aws:iam::<id>:root`
   */
  endpointPrincipalArn: field.principalArn.optional(),
  /**
   * ARN of the role in this account that only plans. `npm run synth -- --role plan` writes stacks that assume it, and the
   * state bucket's policy lets it in: `npm run permissions` prints what it may read.
   * @default - no such role
   */
  planRoleArn: field.roleArn.optional(),
});

/** Where S3 delivers a log of the requests to the state bucket. */
const accessLogs = z.strictObject({
  /**
   * Name of a bucket that exists already, in the service's account and Region, encrypted with SSE-S3. Its policy must let
   * `logging.s3.amazonaws.com` put objects:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
   */
  bucket: field.bucketName,
  /**
   * How the keys of the logs begin, 1 to 512 characters.
   * @default - the name of the state bucket and a slash
   */
  prefix: field.logPrefix.optional(),
});

/** Where S3 copies the state bucket's objects to. What was there before is copied once it changes. */
const replication = z.strictObject({
  /**
   * Name of a bucket that exists already, with versioning, in any Region and account. Another account's must let the role
   * in by its policy. The state bucket's expiry of old versions does not apply to it.
   */
  bucket: field.bucketName,
  /**
   * ARN of the role in the service's account that S3 replicates with:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
   */
  roleArn: field.replicationRoleArn,
  /**
   * ARN of the KMS key that encrypts the replicas, in the destination bucket's Region. Required with `state.kmsKeyArn`,
   * refused without it.
   * @default - the destination bucket's own default encryption
   */
  kmsKeyArn: field.kmsKeyArn.optional(),
});

const state = z.strictObject({
  /**
   * Name of the S3 bucket that keeps the state of every stack, 3 to 63 characters without dots. Environments may share
   * a bucket, since every key in it begins with an environment's name. One of them deploys its stack `state`, and the
   * bucket's policy lets in the accounts of that environment; the others leave that stack out.
   */
  bucket: field.bucketName,
  /**
   * ARN of the KMS key that encrypts the state, in the environment's Region and one of its accounts. Its key policy must
   * let every account's state role use it.
   * @default - SSE-S3 (AES256)
   */
  kmsKeyArn: field.kmsKeyArn.optional(),
  /**
   * ID of the AWS organization that all accounts are in. The bucket's policy then lets in its accounts, each to the
   * states under its own ID, instead of listing the consumers' accounts: for more than some 250 of them.
   * @default - the consumers' accounts are listed
   */
  organizationId: field.organizationId.optional(),
  /**
   * A log of the requests to the bucket.
   * @default - none
   */
  accessLogs: accessLogs.optional(),
  /**
   * A copy of the bucket, for the loss of its Region or account.
   * @default - none
   */
  replication: replication.optional(),
});

const vpc = z
  .strictObject({
    ...field.locator,
    /**
     * Every IPv4 CIDR block of the VPC, secondary ones included: /16 to /28, without overlaps. The plan fails where AWS
     * has others.
     */
    cidrs: field.nonEmpty(field.vpcCidr),
  })
  .refine(...field.locatedBy('vpc-'));

const subnet = z
  .strictObject({
    ...field.locator,
    /**
     * IPv4 address in the subnet of what is made there: the load balancer's node or the interface endpoint. Changing it
     * replaces a load balancer, so set it before the first deployment if a firewall needs to know it.
     * @default - AWS picks one
     */
    address: field.ipv4.optional(),
    /** ID of the subnet's Availability Zone, such as use1-az1. The plan fails where AWS says otherwise. */
    zoneId: field.zoneId,
  })
  .refine(...field.locatedBy('subnet-'));

const transitGateway = z
  .strictObject({
    ...field.locator,
    /**
     * Whether to attach the VPC to the Transit Gateway, in the load balancer's subnets. A gateway of another account
     * must accept shared attachments automatically: otherwise the attachment waits for its owner, and EC2 refuses the
     * routes.
     * @default false - the VPC is attached already
     */
    attachVpc: z.boolean().optional(),
  })
  .refine(...field.locatedBy('tgw-'));

const routeTable = z.strictObject(field.locator).refine(...field.locatedBy('rtb-'));

/** A port on premises and the listener port that leads to it. */
const exposedPort = {
  /** TCP port on premises, 1 to 65535. */
  port: field.port,
  /** TCP port of the load balancer's listener, 1 to 65535. Written down, so removing a server moves no other server. */
  listenerPort: field.port,
  /**
   * The listener port that it had before. It stays open for as long as this field does, so that clients can change over:
   * no port of theirs closes.
   * @default - none
   */
  formerListenerPort: field.port.optional(),
  /**
   * Another address and port of the same Redis or Sentinel, for a move without a gap: add the new one here and deploy;
   * once its target is healthy, make it the server's own address and deploy again. Never another Redis: writes would be
   * split between the two.
   * @default - none
   */
  alsoAt: z.strictObject({ address: field.ipv4, port: field.port }).optional(),
};

const server = z.strictObject({
  /** Short and unique: part of its DNS name and of Terraform addresses. To change it, set `formerly` too. */
  name: field.label,
  /**
   * The name that the server had before. Terraform then moves its listener and target group to their new addresses
   * instead of replacing them, and the old DNS name stays for as long as this field does.
   * @default - it never had another
   */
  formerly: field.label.optional(),
  /** IPv4 address on premises, in one of `onPremisesCidrs`. */
  address: field.ipv4,
  ...exposedPort,
  /**
   * The Sentinel on the same host.
   * @default - none
   */
  sentinel: z.strictObject(exposedPort).optional(),
});

/** The server software on premises. */
const redisServer = z.strictObject({
  /** `redis` or `valkey`. */
  kind: field.oneOf(['redis', 'valkey'], 'the servers on premises run one of these'),
  /** The oldest version that runs on any server, such as 9.0. */
  version: field.serverVersion,
});

/** How the servers work together, and what they tell clients about each other. */
const redis = z.strictObject({
  /** `standalone`: each server on its own; `sentinel`: Sentinels name the master; `cluster`: Redis Cluster. */
  mode: field.oneOf(['standalone', 'sentinel', 'cluster'], 'Redis servers work together in one of these ways'),
  /**
   * The name that Sentinels monitor the master by. Required in mode `sentinel`, refused in all others.
   * @default - none
   */
  masterName: field.masterName.optional(),
  /**
   * What Sentinel and Cluster tell clients: `addresses`, which clients map (10.0.4.10:6379 to a name and a listener
   * port); `names`, which the servers announce and which hold on both sides; or `client-ports`, a name and the listener's
   * port, which Valkey 9 announces to clients only. Only `addresses` needs a map in every client.
   * @default 'addresses'
   */
  announce: field
    .oneOf(
      ['addresses', 'names', 'client-ports'],
      'a server tells clients its address, its name, or a name with a port for clients only',
    )
    .optional(),
  /**
   * What runs on premises. Required for `announce: 'client-ports'`.
   * @default - Redis, of a version that has what the other fields need
   */
  server: redisServer.optional(),
  /**
   * Whether servers and Sentinels speak TLS, each with a certificate for its own name.
   * @default false
   */
  tls: z.boolean().optional(),
});

/** A name for the endpoints that AWS itself puts into the VPCs of all consumers. */
const privateDns = z.strictObject({
  /** The name, such as redis.example.com. The provider can change it later, but not remove it. */
  name: field.domainName,
  /**
   * Domain name of the public hosted zone, in the service's account, that the name is in. AWS asks for a TXT record in it
   * as proof of ownership.
   */
  publicZoneName: field.domainName,
});

/** Somebody who may create endpoints onto the service, and manages them without this project. */
const externalConsumer = z.strictObject({
  /** Names its principal in Terraform addresses and outputs. Not the name of an account. */
  name: field.label,
  /** ARN of the principal that may create endpoints: the root, a role or a user of any account. */
  principalArn: field.principalArn,
  /**
   * IPv4 CIDR blocks of its clients, /8 to /32, which the load balancer's security group lets in. Required unless
   * `enforceRulesOnPrivateLink` is `false`.
   * @default - none
   */
  cidrs: field.nonEmpty(field.cidr).optional(),
});

const service = z.strictObject({
  /**
   * Name of the load balancer, and the beginning of its security group's: 32 characters at most. AWS allows one load
   * balancer of a name in an account and Region.
   */
  name: field.label,
  /** Name of the account that the service is in. The state bucket is in it too. */
  account: field.label,
  /** The VPC of the load balancer. */
  vpc,
  /** The load balancer's subnets, one a zone. Endpoints can only be in these zones. */
  subnets: field.nonEmpty(subnet),
  /**
   * The Transit Gateway that leads to the premises.
   * @default - none: the VPC gets there by a virtual private gateway, or its routes are made elsewhere
   */
  transitGateway: transitGateway.optional(),
  /**
   * The route tables of `subnets` that get the routes to the Transit Gateway, each under a name of your own: lower-case
   * letters, digits and hyphens. That name is part of its routes' Terraform addresses, which therefore stay the same
   * when the table is found by its ID instead of its `Name` tag. Leave out those that have such routes already: EC2
   * refuses a second one (RouteAlreadyExists).
   * @default - none
   */
  routeTables: field.nonEmptyRecord(routeTable).optional(),
  /** IPv4 CIDR blocks on premises, /8 to /32, that hold the servers. */
  onPremisesCidrs: field.nonEmpty(field.cidr),
  /** The Redis servers on premises. Each gets a listener, and another for its Sentinel: 50 listeners at most. */
  servers: field.nonEmpty(server),
  /** How the servers work together, and what they tell clients about each other. */
  redis,
  /**
   * Whether the load balancer's security group filters PrivateLink traffic, by the clients' own addresses. Without it the
   * group needs no rules for client networks, of which there can be hundreds: the endpoints' groups in the consumers'
   * accounts and the service's allowed principals are then the only guard.
   * @default true
   */
  enforceRulesOnPrivateLink: z.boolean().optional(),
  /**
   * `automatic`: endpoints are accepted as they come. `manual`: the stacks `redis-acceptance-<consumer>` accept those of
   * `consumers`, and all others wait for somebody. `formerly-manual`: `automatic`, for one deployment after `manual`, in
   * which these stacks forget what they accepted and published. To destroy it would reject every endpoint.
   */
  acceptance: field.oneOf(
    ['automatic', 'manual', 'formerly-manual'],
    'an endpoint service accepts endpoints by itself or on request',
  ),
  /**
   * ARN of the SNS topic, in the service's account and Region, that is told when an endpoint asks for a connection, is
   * accepted, rejected or deleted. Its policy must let `vpce.amazonaws.com` publish.
   * @default - nobody is told
   */
  connectionNotificationTopicArn: field.topicArn.optional(),
  /**
   * The service's private DNS name. Only if every consumer has `endpoints: 'one'` in a VPC of its own.
   * @default - none: each consumer has its own private hosted zone only
   */
  privateDns: privateDns.optional(),
  /**
   * Who else may create endpoints. They get no stack, no names and no client configuration.
   * @default - nobody: only the accounts of `consumers`
   */
  externalConsumers: field.nonEmpty(externalConsumer).optional(),
});

/** The private hosted zone of a consumer's VPC. */
const dns = z.strictObject({
  /**
   * Domain name of the zone, 150 characters at most, such as redis.joda-toda.internal. It resolves to all endpoints, and
   * the names of servers and zones are below it.
   */
  zoneName: field.domainName,
  /**
   * IDs of further VPCs in the same account and Region that resolve the zone's names.
   * @default - none
   */
  additionalVpcIds: field.nonEmpty(field.vpcId).optional(),
  /**
   * IDs of VPCs of other accounts, in the same Region, that may associate themselves with the zone. This side only
   * authorizes them: their account then runs `aws route53 associate-vpc-with-hosted-zone`, or declares an
   * `aws_route53_zone_association`, with the stack's output `hosted_zone_id`.
   * @default - none
   */
  authorizedVpcIds: field.nonEmpty(field.vpcId).optional(),
});

/** Where a consumer's applications find their credentials. Only names of places, never what is kept there. */
const credentials = z
  .strictObject({
    /**
     * Name of the ACL user.
     * @default 'default' - the user that Redis has from the start
     */
    username: field.username.optional(),
    /**
     * Name or ARN of the Secrets Manager secret whose value is the password.
     * @default - the password is in `passwordParameterName`
     */
    passwordSecretName: field.secretName.optional(),
    /**
     * Name or ARN of the SSM parameter whose value is the password.
     * @default - the password is in `passwordSecretName`
     */
    passwordParameterName: field.parameterName.optional(),
  })
  .refine(...field.onePassword);

const clients = z.strictObject({
  /**
   * IPv4 CIDR blocks, /8 to /32.
   * @default - none
   */
  cidrs: field.nonEmpty(field.cidr).optional(),
  /**
   * IDs of security groups in the consumer's VPC. The load balancer's security group cannot refer to them, so it lets
   * in the whole VPC.
   * @default - none
   */
  securityGroupIds: field.nonEmpty(field.securityGroupId).optional(),
});

const consumer = z.strictObject({
  /** Names the stack `redis-consumer-<name>` and, without `formerly`, its state, parameters and alarms. */
  name: field.label,
  /**
   * The name that the consumer was first deployed under. Its states, parameters, alarms and tags keep that name, so that
   * renaming changes nothing in AWS. Terraform can't move resources from one state to another, so this field stays.
   * @default - `name`
   */
  formerly: field.label.optional(),
  /** Name of the account that the VPC is in. */
  account: field.label,
  /**
   * AWS Region of the VPC and of everything in the consumer's stack, in the partition of the service's Region.
   * @default - the environment's
   */
  region: field.region.optional(),
  /** The VPC of the endpoints and their clients. */
  vpc,
  /** One a zone, in zones that the load balancer is in, or in any of another Region. Each gets a network interface of an endpoint. */
  subnets: field.nonEmpty(subnet),
  /**
   * `per-zone`: an endpoint in each subnet, with health checks and names of this project's own. `one`: a single endpoint
   * in all subnets, with names that AWS maintains; in another Region the names of zones lead to all of them. Changing it replaces the endpoints, which ends all connections.
   * @default 'per-zone'
   */
  endpoints: field
    .oneOf(['per-zone', 'one'], 'an endpoint has a network interface in one zone or in several')
    .optional(),
  /**
   * Who may connect: at least one of `cidrs` and `securityGroupIds`.
   * @default - every address of the VPC
   */
  clients: clients.optional(),
  /** The private hosted zone that names endpoints and servers. */
  dns,
  /**
   * How applications authenticate.
   * @default - without a password
   */
  credentials: credentials.optional(),
  /**
   * Name or ARN of the SSM parameter that holds, in PEM, the certificate of the authority that signed the servers'
   * certificates. Only with `service.redis.tls`.
   * @default - the authorities that the client's system trusts
   */
  caCertificateParameterName: field.parameterName.optional(),
});

/** When Route 53 leaves the address of an endpoint that drops packets out of its answers: docs/decisions, number 8. */
const endpointHealth = z.strictObject({
  /**
   * Whether each endpoint has a health check. AWS allows 200 health checks an account by default.
   * @default true
   */
  enabled: z.boolean().optional(),
  /**
   * Packets that an endpoint may drop in a minute.
   * @default 100 - more than two retrying clients send to a failed endpoint, and far more than a stray client
   */
  droppedPacketsPerMinute: field
    .wholeNumber(0, 1_000_000, 'the alarm compares the packets of a minute with it')
    .optional(),
  /**
   * Consecutive minutes with more drops than that.
   * @default 3 - outlasts a deployment or a failover of Redis, during which clients retry as well
   */
  minutes: field.wholeNumber(1, 1440, 'CloudWatch evaluates an alarm over one day at most').optional(),
});

/** Quotas that AWS has raised, by their names in quotas.ts, in every account that they concern. */
const quotas = z.strictObject(
  Object.fromEntries(Object.entries(QUOTAS).map(([name, quota]) => [name, raised(quota.most).optional()])) as Record<
    QuotaName,
    z.ZodOptional<ReturnType<typeof raised>>
  >,
);

function raised(byDefault: number) {
  return field.wholeNumber(byDefault, 1_000_000, `AWS allows ${byDefault} without a request`);
}

/** The shape of an environment, and what each field may hold by itself. `rules/` has what fields may hold together. */
export const environmentSchema = z.strictObject({
  /**
   * The name that the environment was first deployed under. Keys of states, names of parameters and alarms, and tags keep
   * it, so that renaming the environment's file changes nothing in AWS.
   * @default - the name of the file, without `.ts`
   */
  stateName: field.label.optional(),
  /** AWS Region of load balancer, endpoint service and, unless a consumer has its own, endpoints, such as us-east-1. */
  region: field.region,
  /** The AWS accounts, each under a name of your own: lower-case letters, digits and hyphens. */
  accounts: z.record(z.string(), account),
  /** Where Terraform keeps the state of every stack. */
  state,
  /**
   * Whether AWS's deletion protection and Terraform's `prevent_destroy` are on, for the load balancer, the endpoint
   * service, the endpoints and the state bucket. Before destroying, turn it off and deploy.
   */
  deletionProtection: z.boolean(),
  /**
   * Further tags of every resource, 6 at most. The project's own can't be overridden: `Project`, `Environment`, `Stack`
   * and, on most resources, `Name`.
   * @default - only the project's own
   */
  tags: z.record(z.string(), z.string()).optional(),
  /**
   * Health checks on the endpoints.
   * @default - each endpoint has one, with the defaults above
   */
  endpointHealth: endpointHealth.optional(),
  /**
   * AWS's quotas where it has raised them. Synth fails where an environment exceeds one.
   * @default - AWS's defaults: src/config/quotas.ts
   */
  quotas: quotas.optional(),
  /** The provider's side: load balancer, endpoint service, and the way to the servers. */
  service,
  /** The VPCs that reach the service. Each is a stack `redis-consumer-<name>`. */
  consumers: field.nonEmpty(consumer),
});

/** What one deployment is, as a file in `src/environments` states it. */
export type EnvironmentProps = z.input<typeof environmentSchema>;
/** An AWS account, and how Terraform gets into it. */
export type Account = z.infer<typeof account>;
/** A Redis server on premises, and the Sentinel on its host. */
export type Server = z.infer<typeof server>;
/** The provider's side: load balancer, endpoint service, and the way to the servers. */
export type Service = z.infer<typeof service>;
/** Somebody whose endpoints are not managed here. */
export type ExternalConsumer = z.infer<typeof externalConsumer>;
/** One VPC that reaches the service. */
export type Consumer = z.infer<typeof consumer>;
/** A VPC that exists already, with all its CIDR blocks. */
export type Vpc = z.infer<typeof vpc>;
/** How the servers work together. */
export type Redis = z.infer<typeof redis>;
/** A subnet that exists already, with its zone. */
export type Subnet = z.infer<typeof subnet>;
/** A Transit Gateway that exists already. */
export type TransitGateway = z.infer<typeof transitGateway>;

/** Where S3 delivers the state bucket's access logs. */
export type AccessLogs = z.infer<typeof accessLogs>;
/** Where S3 replicates the state bucket to. */
export type Replication = z.infer<typeof replication>;

/** A checked environment in its canonical order. */
export interface Environment extends z.infer<typeof environmentSchema> {
  /** Name of its file in `src/environments`, without `.ts`, by which commands choose it. */
  readonly name: string;
  /** Its name in AWS: begins keys of states and names of parameters. */
  readonly stateName: string;
}
