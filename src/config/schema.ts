import { z } from 'zod';
import * as field from './fields';
import { QUOTAS, type QuotaName } from './quotas';

/** An AWS account and how Terraform gets into it. Its name in the environment is the alias of its provider. */
const account = z.strictObject({
  /** Account ID, 12 digits. The provider refuses to plan against any other account. */
  id: field.accountId,
  /**
   * The role that Terraform assumes to deploy into this account.
   * @default - the ambient credentials
   */
  roleArn: field.roleArn.optional(),
  /**
   * The role that reads and writes the state of this account's stacks: the one that the state bucket lets in.
   * @default - `roleArn`
   */
  stateRoleArn: field.roleArn.optional(),
  /**
   * Whom in this account the endpoint service lets create endpoints.
   * @default - the whole account: `arn:aws:iam::<id>:root`
   */
  endpointPrincipalArn: field.principalArn.optional(),
});

const state = z.strictObject({
  /** Name of the S3 bucket that keeps the environment's state: its own, since `state` is a stack of the environment. */
  bucket: field.bucketName,
  /**
   * ARN of a KMS key that encrypts the state. Its key policy must let every account's state role use it.
   * @default - SSE-S3 (AES256)
   */
  kmsKeyArn: field.kmsKeyArn.optional(),
  /**
   * ID of the AWS organization that all accounts are in. The bucket's policy then lets in its accounts, each to the
   * states under its own ID, instead of listing the consumers' accounts: for more than some 250 of them.
   * @default - the consumers' accounts are listed
   */
  organizationId: field.organizationId.optional(),
});

const vpc = z
  .strictObject({
    ...field.locator,
    /** Every IPv4 CIDR block of the VPC, secondary ones too. A plan fails where AWS knows others. */
    cidrs: field.nonEmpty(field.cidr),
  })
  .refine(...field.locatedBy('vpc-'));

const subnet = z
  .strictObject({
    ...field.locator,
    /**
     * IPv4 address in the subnet of what is made there: the load balancer's node or the interface endpoint. Changing it
     * replaces a load balancer, so write it down before the first deployment where a firewall is to know it.
     * @default - AWS picks one
     */
    address: field.ipv4.optional(),
    /** ID of the Availability Zone that the subnet is in, such as use1-az1. A plan fails where AWS says otherwise. */
    zoneId: field.zoneId,
  })
  .refine(...field.locatedBy('subnet-'));

const transitGateway = z
  .strictObject({
    ...field.locator,
    /**
     * Attach the VPC to the Transit Gateway, in the load balancer's subnets. A gateway of another account must accept
     * shared attachments automatically: otherwise the attachment waits for its owner, and EC2 refuses the routes.
     * @default false - the VPC is attached already
     */
    attachVpc: z.boolean().optional(),
  })
  .refine(...field.locatedBy('tgw-'));

const routeTable = z
  .strictObject({
    ...field.locator,
    /**
     * Names the route table in the Terraform addresses of its routes, so that these stay when it is found by its ID
     * instead of its name, or the other way round.
     * @default - its name, else its ID
     */
    key: field.label.optional(),
  })
  .refine(...field.locatedBy('rtb-'));

/** A port on premises and the listener port that leads to it. */
const exposedPort = {
  /** TCP port on premises, 1 to 65535. */
  port: field.port,
  /** TCP port of the load balancer's listener, 1 to 65535: written down, so that removing a server moves nobody else. */
  listenerPort: field.port,
  /**
   * Another address and port of the same Redis or Sentinel, for a move without a gap: add the new one here and deploy;
   * once its target is healthy, make it the server's own address and deploy again. Never another Redis: writes would be
   * split between the two.
   * @default - none
   */
  alsoAt: z.strictObject({ address: field.ipv4, port: field.port }).optional(),
};

const server = z.strictObject({
  /** Short and unique: it is in Terraform addresses, and changing it replaces the server's listener. */
  name: field.label,
  /** IPv4 address on premises. */
  address: field.ipv4,
  ...exposedPort,
  /**
   * The Sentinel beside this Redis.
   * @default - none
   */
  sentinel: z.strictObject(exposedPort).optional(),
});

/** How the servers work together, and what they tell clients of each other. */
const redis = z.strictObject({
  /** `standalone`: each server by itself; `sentinel`: Sentinels name the master; `cluster`: Redis Cluster. */
  mode: z.enum(['standalone', 'sentinel', 'cluster']),
  /**
   * The name that Sentinels monitor the master under. Required in mode `sentinel`, and only there.
   * @default - none
   */
  masterName: z.string().min(1).optional(),
  /**
   * What Sentinel and Cluster tell clients: `addresses`, which clients map (10.0.4.10:6379 to a name and a listener
   * port), or `names`, which the servers announce and which hold on both sides, so that no client needs a map.
   * @default 'addresses'
   */
  announce: z.enum(['addresses', 'names']).optional(),
  /**
   * Whether servers and Sentinels speak TLS, each with a certificate for its own name.
   * @default false
   */
  tls: z.boolean().optional(),
});

const service = z.strictObject({
  /** Begins the names of the load balancer and its security group. */
  name: field.label,
  /** Name of the account that the service is in. The state bucket is in it too. */
  account: field.label,
  vpc,
  /** The load balancer's subnets, one a zone. Endpoints can only be in these zones. */
  subnets: field.nonEmpty(subnet),
  /**
   * The Transit Gateway that leads to the premises.
   * @default - none: the VPC gets there by a virtual private gateway, or its routes are made elsewhere
   */
  transitGateway: transitGateway.optional(),
  /**
   * The route tables of `subnets` that get the routes to the Transit Gateway. Leave out those that have such routes:
   * EC2 refuses a second one (RouteAlreadyExists).
   * @default - none
   */
  routeTables: field.nonEmpty(routeTable).optional(),
  /** IPv4 CIDR blocks on premises that hold the servers. */
  onPremisesCidrs: field.nonEmpty(field.cidr),
  servers: field.nonEmpty(server),
  redis,
  /**
   * Whether the load balancer's security group filters what comes by PrivateLink, by the clients' own addresses. Off, it
   * needs no rule a client network, for hundreds of them: the endpoints' groups in the consumers' accounts and the
   * service's allowed principals are then the only guard.
   * @default true
   */
  enforceRulesOnPrivateLink: z.boolean().optional(),
  /** Whether endpoints are accepted as they come, or by the stacks `redis-acceptance-<consumer>`. */
  acceptance: z.enum(['automatic', 'manual']),
});

/** The private hosted zone of a consumer's VPC. */
const dns = z.strictObject({
  /** Domain name of the zone, such as redis.joda-toda.internal: the name over all endpoints, and above all others. */
  zoneName: field.domainName,
  /**
   * IDs of further VPCs of the same account and Region that resolve the zone's names.
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

/** Where a consumer's applications find what they authenticate with. Names of places, never what is kept there. */
const credentials = z
  .strictObject({
    /**
     * Name of the ACL user.
     * @default 'default' - the user that Redis has from the start
     */
    username: z.string().min(1).optional(),
    /** Name of the Secrets Manager secret whose value is the password. */
    passwordSecretName: z.string().min(1).optional(),
    /** Name of the SSM parameter whose value is the password. */
    passwordParameterName: z.string().min(1).optional(),
  })
  .refine(...field.onePassword);

const consumer = z.strictObject({
  /** Names the stack `redis-consumer-<name>` and its state. */
  name: field.label,
  /** Name of the account that the VPC is in. */
  account: field.label,
  vpc,
  /** One interface endpoint is made in each. */
  subnets: field.nonEmpty(subnet),
  /**
   * Who may connect.
   * @default - every address of the VPC
   */
  clients: z
    .strictObject({
      /** IPv4 CIDR blocks. */
      cidrs: field.nonEmpty(field.cidr).optional(),
      /** IDs of security groups in the consumer's VPC. The load balancer then lets in the whole VPC: it can't see them. */
      securityGroupIds: field.nonEmpty(field.securityGroupId).optional(),
    })
    .optional(),
  dns,
  /**
   * How applications authenticate.
   * @default - without a password
   */
  credentials: credentials.optional(),
  /**
   * Name of the SSM parameter that holds the certificate, in PEM, of the authority that signed the servers'.
   * @default - the authorities that the client's system trusts
   */
  caCertificateParameterName: z.string().min(1).optional(),
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

/** Quotas that AWS has raised, by their names in quotas.ts: in every account that they concern. */
const quotas = z.strictObject(
  Object.fromEntries(Object.entries(QUOTAS).map(([name, quota]) => [name, raised(quota.most).optional()])) as Record<
    QuotaName,
    z.ZodOptional<ReturnType<typeof raised>>
  >,
);

function raised(byDefault: number) {
  return field.wholeNumber(byDefault, 1_000_000, `AWS allows ${byDefault} without a request`);
}

/** The shape of an environment, and what each field may hold by itself. `rules.ts` has what fields may hold together. */
export const environmentSchema = z.strictObject({
  /** AWS Region of load balancer, service and endpoints. */
  region: field.region,
  /** The AWS accounts, by a name of yours. */
  accounts: z.record(z.string(), account),
  state,
  /**
   * One switch for AWS's deletion protection and Terraform's `prevent_destroy`, on the load balancer, the endpoint
   * service, the endpoints and the state bucket. Turn it off and deploy before destroying.
   */
  deletionProtection: z.boolean(),
  /**
   * Tags of every resource.
   * @default - `Project` and `Environment` only
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
  service,
  /** Who reaches the service: a stack `redis-consumer-<name>` each. */
  consumers: field.nonEmpty(consumer),
});

/** What one deployment is, as a file in `src/environments` states it. */
export type EnvironmentProps = z.input<typeof environmentSchema>;
export type Account = z.infer<typeof account>;
export type Server = z.infer<typeof server>;
export type Service = z.infer<typeof service>;
export type Consumer = z.infer<typeof consumer>;
export type Vpc = z.infer<typeof vpc>;
export type Redis = z.infer<typeof redis>;
export type Subnet = z.infer<typeof subnet>;
export type TransitGateway = z.infer<typeof transitGateway>;
export type RouteTable = z.infer<typeof routeTable>;

/** A checked environment in its canonical order. */
export interface Environment extends z.infer<typeof environmentSchema> {
  /** Its file's name, without `.ts`. */
  readonly name: string;
}
