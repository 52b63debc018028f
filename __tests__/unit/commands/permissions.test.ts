import { permissions } from '../../../src/commands/permissions';
import { loadEnvironment } from '../../../src/config/load';
import { runCommand } from '../../support/commands';
import { environmentWith } from '../../support/environments';

jest.mock('../../../src/config/load', () => {
  const original = jest.requireActual('../../../src/config/load');
  return { ...original, loadEnvironment: jest.fn(original.loadEnvironment) };
});

/** What the command prints, which must succeed. */
async function printed(...args: string[]) {
  const { status, stdout, stderr } = await runCommand(permissions, args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('npm run permissions', () => {
  test('prints both roles of every account, with their ARNs, policies and the reason for each action', async () => {
    const accounts = await printed();
    expect(Object.keys(accounts)).toEqual(['joda-toda-aws', 'prod']);
    expect(Object.keys(accounts.prod)).toEqual(['deploy', 'plan']);
    expect(accounts.prod.plan.arn).toBe('arn:aws:iam::111111111111:role/redis-privatelink-plan');
    expect(accounts.prod.deploy.neededBy['ec2:CreateRoute']).toEqual(['aws_route: create']);
    const actions = accounts.prod.deploy.policies.flatMap(({ document }: { document: { Statement: object[] } }) =>
      document.Statement.flatMap((statement) => (statement as { Action: string[] }).Action),
    );
    expect([...new Set(actions)].sort()).toEqual(Object.keys(accounts.prod.deploy.neededBy));
  });

  test('prints one account and one role', async () => {
    const accounts = await printed('--account', 'prod', '--role', 'plan');
    expect(Object.keys(accounts)).toEqual(['prod']);
    expect(Object.keys(accounts.prod)).toEqual(['plan']);
  });

  test('prints Terraform that creates the roles', async () => {
    const { provider, resource } = await printed('--format', 'terraform', '--repository', 'acme/redis');
    expect(provider.aws.map(({ alias }: { alias: string }) => alias)).toEqual(['joda-toda-aws', 'prod']);
    const { prod_deploy: role } = resource.aws_iam_role;
    expect(role).toMatchObject({ provider: 'aws.prod', name: 'redis-privatelink-deploy', path: '/' });
    expect(role.assume_role_policy).toContain('repo:acme/redis:environment:example');
    const names = Object.keys(resource.aws_iam_policy);
    expect(Object.keys(resource.aws_iam_role_policy_attachment)).toEqual(names);
    expect(names).toContain('redis_privatelink_example_prod_plan');
  });

  test.each([
    [['--account', 'prd'], 'There is no account "prd". Did you mean "prod"? Allowed: joda-toda-aws, prod.'],
    [['--role', 'admin'], "option '--role <role>' argument 'admin' is invalid. Allowed choices are deploy, plan."],
    [['--format', 'yaml'], "option '--format <format>' argument 'yaml' is invalid."],
    [['--repository', 'acme'], '--repository acme is not of the form owner/name.'],
    [['--principal', 'ci'], "--principal ci is not the ARN of an account's root, a user or a role in IAM."],
    [
      ['--repository', 'acme/redis', '--principal', 'arn:aws:iam::111111111111:root'],
      "--principal can't be combined with --repository",
    ],
    [['--environment', 'exampel'], 'There is no environment "exampel". Did you mean "example"?'],
    [['--rol', 'plan'], "unknown option '--rol'. Did you mean --role?"],
  ])('refuses %j', async (args, message) => {
    const { status, stdout, stderr } = await runCommand(permissions, args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('says which field names the role that plans, where there is none', async () => {
    jest.mocked(loadEnvironment).mockReturnValue(environmentWith({ 'accounts.prod.planRoleArn': undefined }));
    const { status, stderr } = await runCommand(permissions, ['--role', 'plan']);
    expect(status).toBe(1);
    expect(stderr).toContain('Set accounts.prod.planRoleArn first.');
  });
});
