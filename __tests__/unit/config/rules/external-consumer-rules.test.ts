import { environmentWith, mistake, mistakesOf } from '../../../support/environments';

const EXTERNAL = 'service.externalConsumers';
const partner = {
  name: 'partner',
  principalArn: 'arn:aws:iam::333333333333:root',
  cidrs: ['10.77.0.0/16'],
};

describe('external consumers', () => {
  test('are roots, roles and users of accounts that the environment does not name', () => {
    const external = [
      partner,
      { ...partner, name: 'role', principalArn: 'arn:aws:iam::444444444444:role/app' },
      { ...partner, name: 'user', principalArn: 'arn:aws:iam::444444444444:user/app' },
    ];
    expect(environmentWith({ [EXTERNAL]: external }).service.externalConsumers).toHaveLength(3);
  });

  test.each(['*', '333333333333'])('are never everybody, and named by their ARN: %s', (principalArn) => {
    expect(mistakesOf({ [EXTERNAL]: [{ ...partner, principalArn }] }).map(({ path }) => path)).toEqual([
      `${EXTERNAL}[0].principalArn`,
    ]);
  });

  test('have names that neither accounts nor others have', () => {
    expect(mistakesOf({ [EXTERNAL]: [{ ...partner, name: 'prod' }] })).toEqual([
      mistake(`${EXTERNAL}[0].name`, 'prod', 'no account', 'accounts.prod has it already'),
    ]);
    const twice = [partner, { ...partner, principalArn: 'arn:aws:iam::444444444444:root' }];
    expect(mistakesOf({ [EXTERNAL]: twice })).toEqual([
      mistake(`${EXTERNAL}[1].name`, 'partner', 'no other external consumer', `${EXTERNAL}[0].name has it already`),
    ]);
  });

  test('have principals that are not allowed already', () => {
    const own = 'arn:aws:iam::222222222222:root';
    expect(mistakesOf({ [EXTERNAL]: [{ ...partner, principalArn: own }] })).toEqual([
      mistake(`${EXTERNAL}[0].principalArn`, own, 'not allowed yet', 'accounts.joda-toda-aws has it already'),
    ]);
    const twice = [partner, { ...partner, name: 'second' }];
    expect(mistakesOf({ [EXTERNAL]: twice }).map(({ path }) => path)).toEqual([`${EXTERNAL}[1].principalArn`]);
    // Another principal of the same account is another permission.
    const role = { ...partner, principalArn: 'arn:aws:iam::222222222222:role/other' };
    expect(environmentWith({ [EXTERNAL]: [role] })).toBeDefined();
  });

  test("have client networks, unless the load balancer's security group does not filter them", () => {
    const { cidrs: _, ...without } = partner;
    expect(mistakesOf({ [EXTERNAL]: [without] })).toEqual([
      mistake(`${EXTERNAL}[0].cidrs`, undefined, 'enforceRulesOnPrivateLink: false', 'would drop theirs'),
    ]);
    expect(
      environmentWith({ [EXTERNAL]: [without], 'service.enforceRulesOnPrivateLink': false }).service.externalConsumers,
    ).toEqual([{ ...without, cidrs: undefined }]);
    const twice = ['10.77.0.0/16', '10.77.0.0/16'];
    expect(mistakesOf({ [EXTERNAL]: [{ ...partner, cidrs: twice }] }).map(({ path }) => path)).toEqual([
      `${EXTERNAL}[0].cidrs[1]`,
    ]);
  });

  test('are in the partition of the Region', () => {
    const principalArn = 'arn:aws-cn:iam::333333333333:root';
    expect(mistakesOf({ [EXTERNAL]: [{ ...partner, principalArn }] })).toEqual([
      mistake(`${EXTERNAL}[0].principalArn`, principalArn, 'arn:aws:', 'partition aws'),
    ]);
  });

  test('count against the rules of a security group', () => {
    const cidrs = Array.from({ length: 59 }, (_, i) => `10.100.${i}.0/24`);
    expect(mistakesOf({ [EXTERNAL]: [{ ...partner, cidrs }] })).toEqual([
      mistake('consumers', expect.stringContaining('61: '), '60 at most', 'quotas.rulesPerSecurityGroup'),
    ]);
  });
});

describe('the topic that is told of connections', () => {
  const TOPIC = 'service.connectionNotificationTopicArn';

  test.each([
    ['of another Region', 'arn:aws:sns:eu-west-1:111111111111:t', 'the Region us-east-1', 'of its own Region'],
    [
      'of another account',
      'arn:aws:sns:us-east-1:222222222222:t',
      'a topic of account 111111111111',
      'no notification',
    ],
    ['of another partition', 'arn:aws-cn:sns:cn-north-1:111111111111:t', 'begins with arn:aws:', 'the partition aws'],
    ['that is FIFO', 'arn:aws:sns:us-east-1:111111111111:t.fifo', 'a standard SNS topic', 'notifications'],
  ])('is refused %s', (_what, given, allowed, why) => {
    expect(mistakesOf({ [TOPIC]: given })).toEqual([mistake(TOPIC, given, allowed, why)]);
  });

  test("is one of the service's account and Region", () => {
    expect(environmentWith({ [TOPIC]: 'arn:aws:sns:us-east-1:111111111111:connections_1' })).toBeDefined();
  });
});
