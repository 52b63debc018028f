import { onward, trustPolicy } from '../../../src/permissions/trust';
import { environmentWith } from '../../support/environments';

const environment = environmentWith();
const DEPLOY = 'arn:aws:iam::111111111111:role/redis-privatelink-deploy';
const PLAN = 'arn:aws:iam::111111111111:role/redis-privatelink-plan';

const assumedBy = (arn: string) => ({ Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' });

const assumedByGithub = (subject: string | readonly string[]) => ({
  Effect: 'Allow',
  Principal: { Federated: 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com' },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: {
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:sub': subject,
    },
  },
});

describe('a role is assumed', () => {
  test("by the service's account, unless something else is said", () => {
    expect(trustPolicy(environment, 'joda-toda-aws', 'deploy', {}).Statement).toEqual([
      assumedBy('arn:aws:iam::111111111111:root'),
    ]);
  });

  test('with the external ID and session name that the environment has Terraform send', () => {
    const agreed = environmentWith({ 'accounts.prod.externalId': 'external-1', 'accounts.prod.sessionName': 'ci' });
    expect(trustPolicy(agreed, 'prod', 'deploy', {}).Statement).toEqual([
      {
        ...assumedBy('arn:aws:iam::111111111111:root'),
        Condition: { StringEquals: { 'sts:ExternalId': 'external-1', 'sts:RoleSessionName': 'ci' } },
      },
    ]);
  });

  test('by an AWS principal', () => {
    const principalArn = 'arn:aws:iam::444444444444:role/ci';
    expect(trustPolicy(environment, 'prod', 'plan', { principalArn }).Statement).toEqual([assumedBy(principalArn)]);
  });

  test.each([
    ['deploy', 'repo:acme/redis:environment:test', DEPLOY],
    ['plan', ['repo:acme/redis:pull_request', 'repo:acme/redis:ref:refs/heads/main'], PLAN],
  ] as const)('to %s by workflows of one repository, of the subject %j', (role, subject, self) => {
    const trusted = { repository: 'acme/redis' };
    // THEN the service's account is where they begin; the provider assumes the same role once more
    expect(trustPolicy(environment, 'prod', role, trusted).Statement).toEqual([
      assumedByGithub(subject),
      assumedBy(self),
    ]);
    // THEN it may go on to the other accounts, which trust only that role
    expect(onward(environment, 'prod', role, trusted).map(({ resources }) => resources)).toEqual([
      [self.replace('111111111111', '222222222222')],
    ]);
    expect(onward(environment, 'joda-toda-aws', role, trusted)).toEqual([]);
    expect(trustPolicy(environment, 'joda-toda-aws', role, trusted).Statement).toEqual([assumedBy(self)]);
  });
});
