import { environmentWith, mistake, mistakesOf, movedTo } from '../../../support/environments';

const KEY = 'state.kmsKeyArn';
const keyArn = (region: string, account: string, partition = 'aws') =>
  `arn:${partition}:kms:${region}:${account}:key/12345678-90ab-4def-9234-567890abcdef`;

describe('roles and principals', () => {
  test.each([
    ['roleArn', 'deploys into this account'],
    ['endpointPrincipalArn', 'created in this account'],
    ['planRoleArn', 'plans in this account'],
  ])('the %s of another account', (key, why) => {
    const given = 'arn:aws:iam::333333333333:role/deploy';
    expect(mistakesOf({ [`accounts.prod.${key}`]: given })).toEqual(
      expect.arrayContaining([mistake(`accounts.prod.${key}`, given, 'an ARN of account 111111111111', why)]),
    );
    expect(mistakesOf({ [`accounts.prod.${key}`]: given })).toHaveLength(1);
  });

  test('is not judged where the account has no valid ID', () => {
    expect(mistakesOf({ 'accounts.prod.id': '1' }).map(({ path }) => path)).toEqual(['accounts.prod.id']);
  });

  test("refuses a state role of neither the account nor the bucket's", () => {
    const given = 'arn:aws:iam::333333333333:role/state';
    expect(mistakesOf({ 'accounts.joda-toda-aws.stateRoleArn': given })).toEqual([
      mistake('accounts.joda-toda-aws.stateRoleArn', given, '222222222222, or of 111111111111', "bucket's policy"),
    ]);
    expect(mistakesOf({ 'accounts.prod.stateRoleArn': given })).toEqual([
      mistake('accounts.prod.stateRoleArn', given, 'account 111111111111', "bucket's policy"),
    ]);
  });

  test.each(['111111111111', '222222222222'])(
    "a state role may be the account's own, or the bucket's: %s",
    (account) => {
      const stateRoleArn = `arn:aws:iam::${account}:role/state`;
      expect(environmentWith({ 'accounts.joda-toda-aws.stateRoleArn': stateRoleArn })).toBeDefined();
    },
  );

  test('refuses an endpoint principal that Terraform does not act as', () => {
    const path = 'accounts.joda-toda-aws.endpointPrincipalArn';
    const given = 'arn:aws:iam::222222222222:role/app';
    expect(mistakesOf({ [path]: given })).toEqual([
      mistake(path, given, 'role/redis-privatelink-deploy, or arn:aws:iam::222222222222:root', 'would not let it'),
    ]);
    // Without a role, only AWS knows what Terraform acts as.
    expect(environmentWith({ [path]: given, 'accounts.joda-toda-aws.roleArn': undefined })).toBeDefined();
  });

  test.each(['root', 'role/redis-privatelink-deploy'])(
    'accepts an endpoint principal that it acts as: %s',
    (principal) => {
      const endpointPrincipalArn = `arn:aws:iam::222222222222:${principal}`;
      expect(environmentWith({ 'accounts.joda-toda-aws.endpointPrincipalArn': endpointPrincipalArn })).toBeDefined();
    },
  );
});

describe("the state's key", () => {
  test('is refused from another Region, where S3 cannot use it', () => {
    const given = keyArn('us-east-2', '111111111111');
    expect(mistakesOf({ [KEY]: given })).toEqual([mistake(KEY, given, 'the Region us-east-1', "bucket's own Region")]);
  });

  test('is refused from an account that the environment does not name', () => {
    const given = keyArn('us-east-1', '333333333333');
    expect(mistakesOf({ [KEY]: given })).toEqual([
      mistake(KEY, given, '111111111111, 222222222222', '"accounts" does not name'),
    ]);
  });

  test.each(['111111111111', '222222222222'])('is accepted from an account that it names: %s', (account) => {
    expect(environmentWith({ [KEY]: keyArn('us-east-1', account) })).toBeDefined();
  });
});

describe('ARNs of another partition than the Region', () => {
  test.each<[path: string, given: string]>([
    ['accounts.prod.roleArn', 'arn:aws-cn:iam::111111111111:role/deploy'],
    ['accounts.prod.stateRoleArn', 'arn:aws-us-gov:iam::111111111111:role/state'],
    ['accounts.prod.endpointPrincipalArn', 'arn:aws-eusc:iam::111111111111:root'],
    [KEY, keyArn('us-east-1', '111111111111', 'aws-cn')],
    ['consumers[0].credentials.passwordSecretName', 'arn:aws-cn:secretsmanager:us-east-1:222222222222:secret:x'],
  ])('%s: %s', (path, given) => {
    expect(mistakesOf({ [path]: given })).toEqual([
      mistake(path, given, 'an ARN that begins with arn:aws:', 'us-east-1 is in the partition aws'),
    ]);
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('in %s they are of %s', (region, partition) => {
    const key = keyArn(region, '111111111111', partition);
    expect(environmentWith({ ...movedTo(region, partition), [KEY]: key })).toBeDefined();
    expect(mistakesOf(movedTo(region)).map(({ path }) => path)).toEqual([
      'accounts.prod.roleArn',
      'accounts.prod.planRoleArn',
      'accounts.joda-toda-aws.roleArn',
      'accounts.joda-toda-aws.planRoleArn',
    ]);
  });
});

test.each([
  [
    'credentials',
    { passwordSecretName: 'arn:aws:secretsmanager:eu-west-1:222222222222:secret:x' },
    '.passwordSecretName',
  ],
  [
    'credentials',
    { passwordParameterName: 'arn:aws:ssm:eu-west-1:222222222222:parameter/x' },
    '.passwordParameterName',
  ],
  ['caCertificateParameterName', 'arn:aws:ssm:eu-west-1:222222222222:parameter/x', ''],
])('%s of another Region, where no client looks: %j', (key, given, below) => {
  const changes = { 'service.redis.tls': true, [`consumers[0].${key}`]: given };
  expect(mistakesOf(changes)).toEqual([
    mistake(`consumers[0].${key}${below}`, expect.anything(), 'the Region us-east-1', 'Region of the endpoints'),
  ]);
});
