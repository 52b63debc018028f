import { type Changes, environmentWith, mistake, mistakesOf, movedTo } from '../../../support/environments';

const ACCOUNT = ['12 digits in quotes', 'a number would lose leading zeros'] as const;
const ROLE = ['the ARN of an IAM role', 'assumes this role'] as const;
const PRINCIPAL = ['the ARN of an account root, role or user', 'never "*"'] as const;
const EXTERNAL_ID = ['2 to 1224 letters', 'STS takes no other'] as const;
const SESSION = ['2 to 64 letters', 'STS takes no other'] as const;
const BUCKET = ['3 to 63 lower-case letters', 'S3 takes no other'] as const;
const REGION = ['such as us-east-1', 'knows no Region of this name'] as const;
const ZONE = ['Availability Zone ID', 'different zones in different accounts'] as const;
const LOCAL = ['the ID of an Availability Zone', 'Local Zone or Wavelength Zone'] as const;
const PARAMETER = ['the name of an SSM parameter', 'Parameter Store takes no other'] as const;
const RESERVED = ['not begin with "aws" or "ssm"', 'reserves'] as const;
const SECRET = ['the name of a Secrets Manager secret', 'Secrets Manager takes no other'] as const;
const PASSWORD_PARAMETER = 'consumers[0].credentials.passwordParameterName';
const PASSWORD_SECRET = 'consumers[0].credentials.passwordSecretName';

describe('what AWS would not take', () => {
  test.each<[path: string, given: unknown, says: readonly [allowed: string, why: string]]>([
    ['accounts.prod.id', '1111', ACCOUNT],
    ['accounts.prod.id', '1111-1111-1111', ACCOUNT],
    ['accounts.prod.id', 111111111111, ACCOUNT],
    ['accounts.prod.roleArn', 'arn:aws:iam::1111:role/deploy', ROLE],
    ['accounts.prod.roleArn', 'arn:aws:iam::111111111111:user/deploy', ROLE],
    ['accounts.prod.roleArn', `arn:aws:iam::111111111111:role/${'a'.repeat(65)}`, ROLE],
    ['accounts.prod.roleArn', 'arn:aws:iam::111111111111:role/deploy/', ROLE],
    ['accounts.prod.roleArn', ' arn:aws:iam::111111111111:role/deploy', ROLE],
    ['accounts.prod.roleArn', 'arn:aws:iam::111111111111:role/deploy\n', ROLE],
    ['accounts.prod.roleArn', `arn:aws:iam::111111111111:role/${'a/'.repeat(288)}deploy`, ROLE],
    ['accounts.prod.endpointPrincipalArn', `arn:aws:iam::111111111111:role/${'a/'.repeat(288)}deploy`, PRINCIPAL],
    ['accounts.prod.roleArn', 'deploy', ROLE],
    ['accounts.prod.stateRoleArn', 'arn:aws:sts::111111111111:assumed-role/deploy', ROLE],
    ['accounts.joda-toda-aws.endpointPrincipalArn', '*', PRINCIPAL],
    ['accounts.joda-toda-aws.endpointPrincipalArn', '222222222222', PRINCIPAL],
    ['accounts.joda-toda-aws.endpointPrincipalArn', 'arn:aws:iam::222222222222:group/x', PRINCIPAL],
    ['accounts.joda-toda-aws.endpointPrincipalArn', 'arn:aws:iam::222222222222:root#', PRINCIPAL],
    ['accounts.prod.externalId', 'a', EXTERNAL_ID],
    ['accounts.prod.externalId', 'a'.repeat(1225), EXTERNAL_ID],
    ['accounts.prod.externalId', 'two words', EXTERNAL_ID],
    ['accounts.prod.externalId', 12345678, EXTERNAL_ID],
    ['accounts.prod.sessionName', 'a', SESSION],
    ['accounts.prod.sessionName', 'a'.repeat(65), SESSION],
    ['accounts.prod.sessionName', 'a/b', SESSION],
    ['accounts.prod.sessionName', `\${path.module}`, SESSION],
    ['state.bucket', 'ab', BUCKET],
    ['state.bucket', 'a'.repeat(64), BUCKET],
    ['state.bucket', 'Redis-State', BUCKET],
    ['state.bucket', '-redis', BUCKET],
    ['state.bucket', 'redis-', BUCKET],
    ['state.bucket', 'xn--redis', BUCKET],
    ['state.bucket', 'redis-s3alias', BUCKET],
    ['state.bucket', 'redis.state', ['without dots', 'S3 takes dots']],
    ['state.bucket', 'Redis.state', BUCKET],
    ['state.bucket', 'redis.State', BUCKET],
    ['state.kmsKeyArn', 'alias/state', ['the ARN of a KMS key', 'by its ARN']],
    ['state.kmsKeyArn', 'arn:aws:kms:us-east-1:111111111111:key/state', ['the ARN of a KMS key', 'by its ARN']],
    [
      'state.kmsKeyArn',
      'arn:aws:kms:us-east-1:111111111111:key/12345678-90ab-cdef-1234-567890abcdef',
      ['the ARN of a KMS key', 'by its ARN'],
    ],
    ['region', 'us-east-1a', REGION],
    ['region', 'us-east-9', REGION],
    ['region', 'eu-middle-1', REGION],
    ['region', 'aws-global', REGION],
    ['region', 'Virginia', REGION],
    ['service.subnets[0].zoneId', 'us-east-1a', ZONE],
    ['consumers[0].subnets[1].zoneId', 'us-east-1b', ZONE],
    ['service.subnets[0].zoneId', 'use1-bos1-az1', LOCAL],
    ['consumers[0].subnets[0].zoneId', 'usw2-lax1-az1', LOCAL],
    ['service.subnets[0].zoneId', 'use1-wl1-bos-wlz1', LOCAL],
    ['consumers[0].clients.securityGroupIds[0]', 'clients', ['sg-<8 to 17 hex digits>', 'refers to it']],
    ['consumers[0].dns.additionalVpcIds[0]', 'dev', ['the ID of a VPC', 'hosted zone']],
    [PASSWORD_PARAMETER, 'redis password', PARAMETER],
    [PASSWORD_PARAMETER, 'redis/password', PARAMETER],
    [PASSWORD_PARAMETER, '/redis//password', PARAMETER],
    [PASSWORD_PARAMETER, '/redis/', PARAMETER],
    [PASSWORD_PARAMETER, `/redis/$\{password}`, PARAMETER],
    [PASSWORD_PARAMETER, '/a'.repeat(16), PARAMETER],
    [PASSWORD_PARAMETER, 'a'.repeat(961), PARAMETER],
    [PASSWORD_PARAMETER, `arn:aws:ssm:us-east-1:333333333333:parameter${'/a'.repeat(16)}`, PARAMETER],
    [PASSWORD_PARAMETER, 'arn:aws:ssm:us-east-1:333333333333:parameter/aws/x', RESERVED],
    [PASSWORD_PARAMETER, 'AWSpassword', RESERVED],
    [PASSWORD_PARAMETER, '/ssm/password', RESERVED],
    [PASSWORD_PARAMETER, 'arn:aws:secretsmanager:us-east-1:222222222222:secret:x', PARAMETER],
    [PASSWORD_SECRET, 'redis password', SECRET],
    [PASSWORD_SECRET, 'redis!password', SECRET],
    [PASSWORD_SECRET, '', SECRET],
    [PASSWORD_SECRET, 'a'.repeat(513), SECRET],
    [PASSWORD_SECRET, 'arn:aws:ssm:us-east-1:222222222222:parameter/x', SECRET],
  ])('%s: %j', (path, given, [allowed, why]) => {
    expect(mistakesOf({ [path]: given })).toEqual([mistake(path, given, allowed, why)]);
  });

  test('a CA certificate in no parameter that there can be', () => {
    const changes = { 'service.redis.tls': true, 'consumers[0].caCertificateParameterName': 'the CA' };
    expect(mistakesOf(changes)).toEqual([mistake('consumers[0].caCertificateParameterName', 'the CA', ...PARAMETER)]);
  });
});

describe('what AWS takes', () => {
  test.each<[what: string, changes: Changes]>([
    ['a bucket name of 3 characters', { 'state.bucket': 'abc' }],
    ['a bucket name of 63 characters', { 'state.bucket': 'a'.repeat(63) }],
    ['a role below a path', { 'accounts.prod.roleArn': 'arn:aws:iam::111111111111:role/ci/deploy' }],
    [
      'a role whose name has 64 characters',
      { 'accounts.prod.roleArn': `arn:aws:iam::111111111111:role/${'a'.repeat(64)}` },
    ],
    [
      'a role below the longest path',
      { 'accounts.prod.roleArn': `arn:aws:iam::111111111111:role/${'a/'.repeat(255)}${'b'.repeat(64)}` },
    ],
    ['no role: the ambient credentials', { 'accounts.prod.roleArn': undefined }],
    ['a KMS key', { 'state.kmsKeyArn': 'arn:aws:kms:us-east-1:111111111111:key/12345678-90ab-4def-9234-567890abcdef' }],
    [
      'a multi-Region KMS key',
      { 'state.kmsKeyArn': 'arn:aws:kms:us-east-1:111111111111:key/mrk-1234567890abcdef1234567890abcdef' },
    ],
    ['a parameter at the top level', { [PASSWORD_PARAMETER]: 'redis-password' }],
    ['a parameter with the longest name', { [PASSWORD_PARAMETER]: 'a'.repeat(960) }],
    ['a secret with the longest name', { [PASSWORD_SECRET]: 'a'.repeat(512) }],
    ['a parameter 15 levels deep', { [PASSWORD_PARAMETER]: '/a'.repeat(15) }],
    [
      'a parameter that another account shares',
      { [PASSWORD_PARAMETER]: 'arn:aws:ssm:us-east-1:333333333333:parameter/r/p' },
    ],
    ['a secret', { [PASSWORD_SECRET]: 'redis/app_+=.@-' }],
    [
      'a secret of another account',
      { [PASSWORD_SECRET]: 'arn:aws:secretsmanager:us-east-1:333333333333:secret:r-a1b2c3' },
    ],
  ])('%s', (_what, changes) => {
    expect(environmentWith(changes)).toBeDefined();
  });

  test.each([
    ['ap-southeast-2', 'aws'],
    ['eu-west-1', 'aws'],
    ['mx-central-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
  ])('the Region %s', (region, partition) => {
    expect(environmentWith(movedTo(region, partition)).region).toBe(region);
  });
});

describe('a value with a character too many', () => {
  test.each<[path: string, value: string]>([
    ['accounts.prod.id', '111111111111'],
    ['accounts.prod.roleArn', 'arn:aws:iam::111111111111:role/deploy'],
    ['accounts.prod.endpointPrincipalArn', 'arn:aws:iam::111111111111:root'],
    ['accounts.prod.externalId', 'redis-privatelink'],
    ['accounts.prod.sessionName', 'deploy'],
    ['state.bucket', 'redis-state'],
    ['state.kmsKeyArn', 'arn:aws:kms:us-east-1:111111111111:key/12345678-90ab-4cde-8123-567890abcdef'],
    ['state.organizationId', 'o-abcdefghij'],
    ['region', 'us-east-1'],
    ['service.connectionNotificationTopicArn', 'arn:aws:sns:us-east-1:111111111111:redis'],
    ['state.accessLogs.prefix', 'redis'],
    ['service.subnets[0].zoneId', 'use1-az1'],
    ['service.subnets[0].zoneId', 'use1-bos1-az1'],
    ['consumers[0].clients.securityGroupIds[0]', 'sg-01234567'],
    ['consumers[0].dns.additionalVpcIds[0]', 'vpc-01234567'],
    [PASSWORD_PARAMETER, '/redis'],
    [PASSWORD_PARAMETER, 'arn:aws:ssm:us-east-1:222222222222:parameter/redis'],
    [PASSWORD_SECRET, 'redis'],
    [PASSWORD_SECRET, 'arn:aws:secretsmanager:us-east-1:222222222222:secret:redis'],
  ])('before or after it is refused: %s, %s', (path, value) => {
    for (const given of [`#${value}`, `${value}#`, `${value}\n`]) {
      expect(mistakesOf({ [path]: given })).toContainEqual(expect.objectContaining({ path, given }));
    }
  });

  test('is not taken for a Local Zone', () => {
    for (const given of ['!use1-bos1-az1', 'use1-bos1-az1!']) {
      expect(mistakesOf({ 'service.subnets[0].zoneId': given })).toContainEqual(
        mistake('service.subnets[0].zoneId', given, ...ZONE),
      );
    }
  });
});
