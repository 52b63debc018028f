/** A limit that AWS sets. */
export interface Quota {
  /** AWS's name for it. */
  readonly name: string;
  /** What AWS allows before it has raised anything. */
  readonly most: number;
  /** Whether AWS raises it on request. */
  readonly adjustable: boolean;
  /** AWS's page that documents it. */
  readonly page: string;
  /** What helps an environment that is over it. */
  readonly help: string;
}

const VPC_PAGE = 'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html';
const ROUTE_53_PAGE = 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html';

/** The quotas that an environment can exceed and AWS raises: the fields of `quotas` in an environment. */
export const QUOTAS = {
  rulesPerSecurityGroup: {
    name: 'Inbound or outbound rules per security group',
    most: 60,
    adjustable: true,
    page: VPC_PAGE,
    help: 'wider networks in clients.cidrs and contiguous listener ports',
  },
  interfaceEndpointsPerVpc: {
    name: 'Interface endpoints per VPC',
    most: 50,
    adjustable: true,
    page: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html',
    help: "endpoints: 'one', fewer consumers in this VPC, or fewer zones a consumer",
  },
  healthChecksPerAccount: {
    name: 'Health checks per account',
    most: 200,
    adjustable: true,
    page: ROUTE_53_PAGE,
    help: "endpoints: 'one', fewer consumers in this account, fewer zones a consumer, or endpointHealth.enabled: false",
  },
  vpcsPerHostedZone: {
    name: 'VPCs per private hosted zone',
    most: 300,
    adjustable: true,
    page: ROUTE_53_PAGE,
    help: 'fewer VPCs in dns.additionalVpcIds and dns.authorizedVpcIds',
  },
  routesPerRouteTable: {
    name: 'Routes per route table',
    most: 500,
    adjustable: true,
    page: VPC_PAGE,
    help: 'wider networks in service.onPremisesCidrs',
  },
} satisfies Record<string, Quota>;

/** The name of a quota in an environment. */
export type QuotaName = keyof typeof QUOTAS;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html: 20 KB. */
export const STATE_POLICY_BYTES: Quota = {
  name: 'Bucket policy size, in bytes',
  most: 20 * 1024,
  adjustable: false,
  page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html',
  help: 'state.organizationId, which stands for a list of any number of accounts, or fewer accounts',
};
