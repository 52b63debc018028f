import { isRegion } from '../regions';
import { isText, judged, text } from './expectation';

/** `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, …: `arn-rules.ts` compares it with the Region's. */
const PARTITION = 'aws(?:-[a-z]+)*';

/** A path of up to 512 characters and a name of up to 64: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const IAM_NAME = '(?!.{576})(?:[\\w+=,.@-]+/)*[\\w+=,.@-]{1,64}';

/** 12 digits, as text: a number would lose leading zeros. */
export const accountId = text(/^\d{12}$/, {
  allowed: 'an AWS account ID: 12 digits in quotes, without hyphens',
  why: 'Terraform refuses to act in any other account, and a number would lose leading zeros',
});

const roleArnFor = (why: string) =>
  text(new RegExp(`^arn:${PARTITION}:iam::\\d{12}:role/${IAM_NAME}$`), {
    allowed: 'the ARN of an IAM role: arn:aws:iam::<12 digits>:role/<name>',
    why,
  });

/** The ARN of an IAM role that Terraform assumes. */
export const roleArn = roleArnFor('Terraform assumes this role');

/** The ARN of an IAM role that S3 assumes. */
export const replicationRoleArn = roleArnFor('S3 assumes this role to copy objects');

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_RequestParameters */
export const externalId = text(/^[\w+=,.@:/-]{2,1224}$/, {
  allowed: 'an external ID: 2 to 1224 letters, digits and _+=,.@:/-',
  why: 'STS takes no other ExternalId',
});

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_RequestParameters */
export const sessionName = text(/^[\w+=,.@-]{2,64}$/, {
  allowed: 'a role session name: 2 to 64 letters, digits and _+=,.@-',
  why: 'STS takes no other RoleSessionName',
});

/** https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions */
export const principalArn = text(new RegExp(`^arn:${PARTITION}:iam::\\d{12}:(?:root|(?:role|user)/${IAM_NAME})$`), {
  allowed: 'the ARN of an account root, role or user: arn:aws:iam::<12 digits>:root',
  why: 'the endpoint service lets in exactly the principals that are named, never "*"',
});

/** A UUID or, for a multi-Region key, `mrk-` and 32 digits. Terraform's S3 backend refuses anything else. */
const KMS_KEY_ID = '(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})';

/** The ARN of a KMS key. An alias is not enough: other accounts can use a key only by its ARN. */
export const kmsKeyArn = text(new RegExp(`^arn:${PARTITION}:kms:[a-z0-9-]+:\\d{12}:key/${KMS_KEY_ID}$`), {
  allowed: 'the ARN of a KMS key: arn:aws:kms:<region>:<12 digits>:key/<id>',
  why: 'S3 encrypts the state with this key, and other accounts can use a key only by its ARN',
});

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html. PrivateLink notifies no FIFO topic. */
export const topicArn = text(new RegExp(`^arn:${PARTITION}:sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,256}$`), {
  allowed: 'the ARN of a standard SNS topic: arn:aws:sns:<region>:<12 digits>:<name>',
  why: 'the endpoint service sends its notifications there',
});

/** The ID of a security group. */
export const securityGroupId = text(/^sg-[0-9a-f]{8,17}$/, {
  allowed: 'the ID of a security group: sg-<8 to 17 hex digits>',
  why: "a rule of the endpoints' security group refers to it",
});

/** The ID of a VPC. */
export const vpcId = text(/^vpc-[0-9a-f]{8,17}$/, {
  allowed: 'the ID of a VPC: vpc-<8 to 17 hex digits>',
  why: 'the hosted zone is associated with it',
});

/** An AWS Region that the AWS SDK lists, in any partition. */
export const region = text(isRegion, {
  allowed: 'an AWS Region, such as us-east-1',
  why: 'load balancer, endpoint service and endpoints are made in it, and the AWS SDK knows no Region of this name',
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, less dots. */
export const bucketName = judged<string>((value) => {
  if (isText(value, /^[a-z0-9.-]*\.[a-z0-9.-]*$/)) {
    return {
      allowed: 'a bucket name without dots',
      why: "S3 takes dots, but AWS advises against them: its TLS certificates do not cover the bucket's host name then",
    };
  }
  return isText(value, BUCKET)
    ? undefined
    : {
        allowed:
          '3 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit, no reserved prefix or suffix',
        why: 'S3 takes no other bucket name',
      };
});

const BUCKET =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|--x-s3|--table-s3)$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/**
 * How the keys of access logs begin. S3 appends a date and a unique string, and a key holds 1,024 bytes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html#object-key-guidelines-safe-characters
 */
export const logPrefix = text(/^[\w!.*'()/-]{1,512}$/, {
  allowed: "1 to 512 letters, digits and _!.*'()/-",
  why: 'the keys of the logs begin with it, and S3 calls only these characters safe in every tool',
});

/** The ID of an Availability Zone, never its name: us-east-1a can be another zone in another account. */
export const zoneId = judged<string>((value) => {
  if (isText(value, /^[a-z]+\d+-[a-z]+\d+-([a-z]+\d*-)?(az|wlz)\d+$/)) {
    return {
      allowed: 'the ID of an Availability Zone, such as use1-az1',
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html
      why: 'this is a Local Zone or Wavelength Zone, which a Network Load Balancer in front of an endpoint service cannot be in',
    };
  }
  return isText(value, /^[a-z]+\d+-az\d+$/)
    ? undefined
    : {
        allowed: 'an Availability Zone ID, such as use1-az1 (aws ec2 describe-availability-zones shows them)',
        why: 'zone names (us-east-1a) mean different zones in different accounts, zone IDs do not',
      };
});

const PARAMETER_ARN = new RegExp(`^arn:${PARTITION}:ssm:[a-z0-9-]+:\\d{12}:parameter(/.+)$`);

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html */
export const parameterName = judged<string>((value) => {
  const name = isText(value, PARAMETER_ARN) ? PARAMETER_ARN.exec(value)?.[1] : value;
  if (isText(name, /^\/?(aws|ssm)/i)) {
    return {
      allowed: 'a name that does not begin with "aws" or "ssm"',
      why: 'SSM reserves these beginnings, in upper case too',
    };
  }
  return isText(name, isParameterName)
    ? undefined
    : {
        allowed:
          'the name of an SSM parameter, such as /redis/ca: letters, digits and "_.-", with "/" at the beginning where ' +
          `there is one, 15 levels and ${PARAMETER_NAME_LENGTH} characters at most; or its ARN`,
        why: 'Parameter Store takes no other name',
      };
});

/** SSM counts the ARN's beginning (some 50 characters) among the 1,011 that it takes. */
const PARAMETER_NAME_LENGTH = 960;

const isParameterName = (name: string) =>
  name.length <= PARAMETER_NAME_LENGTH && (/^[\w.-]+$/.test(name) || /^(\/[\w.-]+){1,15}$/.test(name));

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const secretName = text(
  new RegExp(`^(?:arn:${PARTITION}:secretsmanager:[a-z0-9-]+:\\d{12}:secret:)?[A-Za-z0-9/_+=.@-]{1,512}$`),
  {
    allowed: 'the name of a Secrets Manager secret: letters, digits and /_+=.@-, 512 at most; or its ARN',
    why: 'Secrets Manager takes no other name',
  },
);

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
export const organizationId = text(/^o-[a-z0-9]{10,32}$/, {
  allowed: 'the ID of an AWS organization: o-<10 to 32 lower-case letters and digits>',
  why: "the state bucket's policy lets in its accounts",
});
