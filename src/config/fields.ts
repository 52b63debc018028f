import * as ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** What an environment's field may hold, in words: what is allowed, and why AWS (or this project) wants it so. */
export interface Expectation {
  readonly allowed: string;
  readonly why: string;
}

/** A check of several fields. zod drops it where any field of the object is wrong, unless told when to do it. */
interface FieldsCheck {
  readonly params: Expectation;
  readonly when: (payload: { readonly value: unknown }) => boolean;
}

/** Adds a check to a schema whose failure says what is allowed and why. */
function expecting<S extends z.ZodType>(schema: S, ok: (value: z.output<S>) => boolean, expectation: Expectation): S {
  return schema.refine(ok, { params: expectation });
}

const text = (pattern: RegExp, expectation: Expectation) => expecting(z.string(), (s) => pattern.test(s), expectation);

/** A list that must hold something: an empty one plans the destruction of what it had. */
export const nonEmpty = <S extends z.ZodType>(item: S) =>
  expecting(z.array(item), (list) => list.length > 0, {
    allowed: 'at least one',
    why: 'an empty list would plan the removal of everything that it held',
  });

/** A TCP port that clients connect to. */
export const port = expecting(z.number(), (n) => Number.isInteger(n) && n >= 1 && n <= 65535, {
  allowed: 'a whole number from 1 to 65535',
  why: 'TCP has no other ports',
});

/** A whole number within bounds, both included. */
export const wholeNumber = (least: number, most: number, why: string) =>
  expecting(z.number(), (n) => Number.isInteger(n) && n >= least && n <= most, {
    allowed: `a whole number from ${least} to ${most}`,
    why,
  });

/** 12 digits. A string, because a number would lose leading zeros. */
export const accountId = text(/^\d{12}$/, {
  allowed: 'an AWS account ID: 12 digits in quotes, without hyphens',
  why: 'the provider refuses to plan against any other account',
});

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
export const organizationId = text(/^o-[a-z0-9]{10,32}$/, {
  allowed: 'the ID of an AWS organization: o-<10 to 32 lower-case letters and digits>',
  why: "the state bucket's policy lets in its accounts",
});

export const roleArn = text(/^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, {
  allowed: 'the ARN of an IAM role: arn:aws:iam::<12 digits>:role/<name>',
  why: 'Terraform assumes this role',
});

/** Whom an endpoint service lets in: https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html */
export const principalArn = text(/^arn:aws(-cn|-us-gov)?:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]{1,512})$/, {
  allowed: 'the ARN of an account root, role or user: arn:aws:iam::<12 digits>:root',
  why: 'the endpoint service lets in exactly the principals named, never "*"',
});

export const securityGroupId = text(/^sg-[0-9a-f]{8,17}$/, {
  allowed: 'the ID of a security group: sg-<8 to 17 hex digits>',
  why: 'a rule refers to it',
});

export const vpcId = text(/^vpc-[0-9a-f]{8,17}$/, {
  allowed: 'the ID of a VPC: vpc-<8 to 17 hex digits>',
  why: 'the hosted zone is associated with it',
});

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html, less what is no host name. */
export const domainName = text(
  /^(?=.{1,150}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  {
    allowed:
      'a domain name in lower case without a dot at the end, such as redis.joda-toda.internal, 150 characters at most',
    why: "the servers' and zones' names go before it, and DNS has 253 characters for the whole",
  },
);

export const kmsKeyArn = text(/^arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, {
  allowed: 'the ARN of a KMS key: arn:aws:kms:<region>:<12 digits>:key/<id>',
  why: 'S3 encrypts the state with it, and other accounts can only use a key by its ARN',
});

export const region = text(/^[a-z]{2}(-[a-z]+)+-\d$/, {
  allowed: 'an AWS Region, such as us-east-1',
  why: 'load balancer, service and endpoints are made in it',
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, less dots: they break TLS host names. */
export const bucketName = text(
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|--x-s3|--table-s3)$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  {
    allowed:
      '3 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit, no reserved prefix or suffix',
    why: 'S3 takes no other bucket name',
  },
);

/** Zone IDs, never names: us-east-1a is another zone in another account. */
export const zoneId = text(/^[a-z]+\d+-([a-z]+\d+-)?az\d+$/, {
  allowed: 'an Availability Zone ID, such as use1-az1 (aws ec2 describe-availability-zones shows them)',
  why: 'zone names (us-east-1a) mean different zones in different accounts, zone IDs do not',
});

export const LABEL: Expectation = {
  allowed: 'lower-case letters, digits and single hyphens between them, beginning with a letter, 63 at most',
  why: 'it becomes part of Terraform addresses, AWS names and DNS names',
};

/**
 * The name of a server, consumer, account or service: it becomes part of Terraform addresses and DNS names. Single
 * hyphens, so that no two names get one address.
 */
export const label = text(/^(?=.{1,63}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/, LABEL);

export const ipv4 = expecting(z.string(), (s) => ipaddr.IPv4.isValidFourPartDecimal(s), {
  allowed: 'an IPv4 address in four decimal parts, such as 10.0.4.10',
  why: 'the target group is of type ip',
});

export const cidr = expecting(z.string(), isNetwork, {
  allowed: 'an IPv4 network whose host bits are zero, such as 10.3.0.0/16',
  why: 'AWS refuses or silently rewrites anything else, and a rewrite shows up in every later plan',
});

function isNetwork(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) || rest.length > 0) return false;
  if (!/^(0|[1-9]\d?)$/.test(bits) || Number(bits) > 32) return false;
  return ipaddr.IPv4.networkAddressFromCIDR(text).toString() === address;
}

/** The check of where a password is kept: spread it into `refine`. */
export const onePassword: [(at: PasswordPlaces) => boolean, FieldsCheck] = [
  ({ passwordSecretName, passwordParameterName }) =>
    (passwordSecretName === undefined) !== (passwordParameterName === undefined),
  {
    params: {
      allowed: 'either passwordSecretName or passwordParameterName',
      why: 'clients read the password from one place, and it is never written down here',
    },
    when: ({ value }) => typeof value === 'object' && value !== null,
  },
];

interface PasswordPlaces {
  passwordSecretName?: string;
  passwordParameterName?: string;
}

/** How to find something that exists already. */
export const locator = {
  /** Its ID. */
  id: z.string().optional(),
  /**
   * The value of its `Name` tag. Only in the account that owns it: the owner's tags on a VPC, subnet or Transit Gateway
   * that is shared by AWS RAM are invisible to other accounts, and the lookup finds nothing (terraform-provider-aws
   * #34280). Use the ID there.
   */
  name: z.string().optional(),
};

/** The check of a {@link locator}: spread it into `refine`. */
export function locatedBy(idPrefix: string): [(ref: Locator) => boolean, FieldsCheck] {
  const isId = (id: string) => id.startsWith(idPrefix) && /^[0-9a-f]{8,17}$/.test(id.slice(idPrefix.length));
  return [
    ({ id, name }) => (id === undefined ? Boolean(name) : name === undefined && isId(id)),
    {
      params: {
        allowed: `either id: '${idPrefix}<8 to 17 hex digits>' or name: '<value of its Name tag>', not both`,
        why: 'it exists already, and Terraform looks it up by the one or the other',
      },
      when: ({ value }) => z.object(locator).safeParse(value).success,
    },
  ];
}

/** Something that exists already, named by its ID or by its `Name` tag. */
export type Locator = z.infer<z.ZodObject<typeof locator>>;
