import {
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListHostedZonesCommand,
} from '@aws-sdk/client-route-53';
import { CreateBucketCommand, GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ROOT_CREDENTIALS } from '../../../src/emulator/aws';
import { EmulatedPermissions } from '../../../src/emulator/permissions';
import { trustPolicy } from '../../../src/permissions/trust';
import { environmentWith } from '../../support/environments';
import {
  type Account,
  account,
  CONSUMER,
  emulatorForAll,
  network,
  PROD,
  REGION,
  role,
  SETUP_MILLISECONDS,
  there,
} from './harness';

const emulator = emulatorForAll();
const TESTER = role(PROD, 'tester');
const VISITOR = role(CONSUMER, 'visitor');

/** The administrators of the two accounts, whom nothing is denied, and two roles whose policies the tests change. */
let root: Account;
let consumerAdministrator: Account;
let tester: Account;
let visitor: Account;
let vpcId: string;

const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource = '*', Condition = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
const denied = (name: string, action: string) => ({
  name,
  message: expect.stringContaining(`is not authorized to perform: ${action} on resource: `),
});

const iam = () => new IAMClient({ endpoint: emulator.endpoint, region: REGION, credentials: ROOT_CREDENTIALS });
/** Gives the role of most tests these statements, and no others. */
const give = (...statements: object[]) =>
  iam().send(new PutRolePolicyCommand({ RoleName: 'tester', PolicyName: 'p', PolicyDocument: policy(...statements) }));

beforeAll(async () => {
  root = await account(emulator.endpoint);
  ({ vpcId } = await network(root, '10.8.0.0/16', []));
  const trust = (arn: string) => policy({ Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' });
  const ours = `arn:aws:iam::${PROD}:root`;
  await iam().send(new CreateRoleCommand({ RoleName: 'tester', AssumeRolePolicyDocument: trust(ours) }));
  const theirs = { RoleName: 'visitor', AssumeRolePolicyDocument: trust(ours) };
  consumerAdministrator = await account(emulator.endpoint, role(CONSUMER, 'administrator'));
  const theirIam = new IAMClient({
    endpoint: emulator.endpoint,
    region: REGION,
    credentials: await consumerAdministrator.sts.config.credentials(),
  });
  await theirIam.send(new CreateRoleCommand(theirs));
  await theirIam.send(
    new PutRolePolicyCommand({
      RoleName: 'visitor',
      PolicyName: 'p',
      PolicyDocument: policy(allow('s3:GetObject', 'arn:aws:s3:::redis-shared/theirs/*')),
    }),
  );
  await new EmulatedPermissions(emulator.endpoint).enforce(true);
  tester = await account(emulator.endpoint, TESTER);
  visitor = await account(emulator.endpoint, VISITOR);
}, SETUP_MILLISECONDS);

describe('a role without policies', () => {
  beforeAll(() => give(allow('none:None')));

  test.each<[string, () => Promise<unknown>, string]>([
    ['ec2:DescribeVpcs', () => tester.ec2.send(new DescribeVpcsCommand({})), 'UnauthorizedOperation'],
    [
      'elasticloadbalancing:DescribeLoadBalancers',
      () => tester.elb.send(new DescribeLoadBalancersCommand({})),
      'AccessDenied',
    ],
    ['route53:ListHostedZones', () => tester.route53.send(new ListHostedZonesCommand({})), 'AccessDenied'],
    ['ssm:GetParameter', () => tester.ssm.send(new GetParameterCommand({ Name: '/a' })), 'AccessDeniedException'],
    ['s3:CreateBucket', () => tester.s3.send(new CreateBucketCommand({ Bucket: 'redis-denied' })), 'AccessDenied'],
  ])('is denied %s, in the words of the service', async (action, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject(denied(code, action));
  });

  test('leaves the root user everything', async () => {
    await expect(root.ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
  });
});

describe('a statement', () => {
  test('allows what its resources match, and nothing else', async () => {
    await give(allow(['ssm:PutParameter', 'ssm:GetParameter'], `arn:aws:ssm:${REGION}:${PROD}:parameter/own/*`));
    const put = (Name: string) => tester.ssm.send(new PutParameterCommand({ Name, Value: '1', Type: 'String' }));
    await expect(put('/own/a')).resolves.toBeDefined();
    await expect(put('/other/a')).rejects.toMatchObject(denied('AccessDeniedException', 'ssm:PutParameter'));
  });

  test('that denies wins over one that allows', async () => {
    await give(allow('ec2:*'), { ...allow('ec2:DescribeVpcs'), Effect: 'Deny' });
    await expect(tester.ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject(
      denied('UnauthorizedOperation', 'ec2:DescribeVpcs'),
    );
  });

  test('has no effect beyond the permissions boundary', async () => {
    await give(allow('ec2:*'));
    const { Policy } = await iam().send(
      new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument: policy(allow('s3:*')) }),
    );
    await iam().send(new PutRolePermissionsBoundaryCommand({ RoleName: 'tester', PermissionsBoundary: Policy?.Arn }));
    await expect(tester.ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await iam().send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'tester' }));
    await expect(tester.ec2.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
  });
});

describe('a condition', () => {
  const OWN = { 'aws:ResourceTag/Stack': 'own' };
  const create = (ec2: EC2Client, name: string, ...values: string[]) =>
    ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: name,
        Description: name,
        VpcId: vpcId,
        TagSpecifications: values.map((Value) => ({
          ResourceType: 'security-group',
          Tags: [{ Key: 'Stack', Value }],
        })),
      }),
    );

  test('on tags of the request holds for the new resource, and the tagging is checked too', async () => {
    const requested = { StringEquals: { 'aws:RequestTag/Stack': 'own' } };
    const groups = `arn:aws:ec2:${REGION}:${PROD}:security-group/*`;
    const creating = [
      allow('ec2:CreateSecurityGroup', groups, requested),
      allow('ec2:CreateSecurityGroup', `arn:aws:ec2:${REGION}:${PROD}:vpc/*`),
    ];
    await give(...creating);
    await expect(create(tester.ec2, 'a', 'own')).rejects.toMatchObject(
      denied('UnauthorizedOperation', 'ec2:CreateTags'),
    );
    const tagging = (action: string) => ({
      StringEquals: { ...requested.StringEquals, 'ec2:CreateAction': action },
    });
    await give(...creating, allow('ec2:CreateTags', groups, tagging('CreateVpc')));
    await expect(create(tester.ec2, 'a', 'own')).rejects.toMatchObject(
      denied('UnauthorizedOperation', 'ec2:CreateTags'),
    );
    await give(...creating, allow('ec2:CreateTags', groups, tagging('CreateSecurityGroup')));
    await expect(create(tester.ec2, 'a', 'own')).resolves.toBeDefined();
    await expect(create(tester.ec2, 'b', 'other')).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(create(tester.ec2, 'b')).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  test('on tags of the resource holds for those that have them', async () => {
    await give(allow('ec2:DeleteSecurityGroup', '*', { StringEquals: OWN }));
    const { GroupId: own } = await create(root.ec2, 'own', 'own');
    const { GroupId: other } = await create(root.ec2, 'other', 'other');
    await expect(tester.ec2.send(new DeleteSecurityGroupCommand({ GroupId: other }))).rejects.toMatchObject(
      denied('UnauthorizedOperation', 'ec2:DeleteSecurityGroup'),
    );
    await expect(tester.ec2.send(new DeleteSecurityGroupCommand({ GroupId: own }))).resolves.toBeDefined();
  });

  test('with IfExists lets a request leave the key out, and not set it to something else', async () => {
    const condition = { StringEquals: OWN, StringEqualsIfExists: { 'aws:RequestTag/Stack': 'own' } };
    await give(allow('ec2:CreateTags', '*', condition));
    const { GroupId } = await create(root.ec2, 'tagged', 'own');
    const tag = (Key: string, Value: string) =>
      tester.ec2.send(new CreateTagsCommand({ Resources: [there(GroupId)], Tags: [{ Key, Value }] }));
    await expect(tag('Team', 'data')).resolves.toBeDefined();
    await expect(tag('Stack', 'other')).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  test('on all values of a key refuses a request with one other value', async () => {
    const { HostedZone } = await root.route53.send(
      new CreateHostedZoneCommand({ Name: 'redis.internal', CallerReference: 'permissions' }),
    );
    await give(
      allow('route53:ChangeResourceRecordSets', '*', {
        'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': '*.own.redis.internal' },
      }),
    );
    const change = (...names: string[]) =>
      tester.route53.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: HostedZone?.Id,
          ChangeBatch: {
            Changes: names.map((Name) => ({
              Action: 'UPSERT',
              ResourceRecordSet: { Name, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '10.0.0.1' }] },
            })),
          },
        }),
      );
    await expect(change('a.own.redis.internal', 'B.own.redis.internal.')).resolves.toBeDefined();
    await expect(change('a.own.redis.internal', 'a.redis.internal')).rejects.toMatchObject(
      denied('AccessDenied', 'route53:ChangeResourceRecordSets'),
    );
  });
});

describe('a trust policy', () => {
  test('lets in only the callers that it names', async () => {
    await give(allow('sts:AssumeRole'));
    const assume = tester.sts.send(new AssumeRoleCommand({ RoleArn: role(PROD, 'closed'), RoleSessionName: 's' }));
    await expect(assume).rejects.toMatchObject(denied('AccessDenied', 'sts:AssumeRole'));
  });

  test('of another account is not enough: the caller needs the permission as well', async () => {
    const assume = () => tester.sts.send(new AssumeRoleCommand({ RoleArn: VISITOR, RoleSessionName: 's' }));
    await give(allow('s3:*'));
    await expect(assume()).rejects.toMatchObject(denied('AccessDenied', 'sts:AssumeRole'));
    await give(allow('sts:AssumeRole', VISITOR));
    await expect(assume()).resolves.toBeDefined();
  });
});

describe("a repository's workflow", () => {
  const GITHUB = 'token.actions.githubusercontent.com';
  const environment = environmentWith();
  const nameOf = (kind: 'deploy' | 'plan') => `redis-privatelink-${kind}`;

  beforeAll(async () => {
    await iam().send(new CreateOpenIDConnectProviderCommand({ Url: `https://${GITHUB}`, ThumbprintList: [] }));
    for (const kind of ['deploy', 'plan'] as const) {
      const trust = trustPolicy(environment, 'prod', kind, { repository: 'acme/redis' });
      await iam().send(
        new CreateRoleCommand({ RoleName: nameOf(kind), AssumeRolePolicyDocument: JSON.stringify(trust) }),
      );
    }
  });

  /** What a workflow does with the token that GitHub gives it. */
  async function assume(kind: 'deploy' | 'plan', claims: object): Promise<unknown> {
    const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
    const payload = { iss: `https://${GITHUB}`, aud: 'sts.amazonaws.com', ...claims };
    const sts = new STSClient({ endpoint: emulator.endpoint, region: REGION, credentials: ROOT_CREDENTIALS });
    return sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: role(PROD, nameOf(kind)),
        RoleSessionName: 'workflow',
        WebIdentityToken: [{ alg: 'RS256' }, payload, {}].map(part).join('.'),
      }),
    );
  }

  test.each<[kind: 'deploy' | 'plan', subject: string]>([
    ['deploy', 'repo:acme/redis:environment:test'],
    ['plan', 'repo:acme/redis:pull_request'],
  ])('may %s as %s', async (kind, sub) => {
    await expect(assume(kind, { sub })).resolves.toBeDefined();
  });

  test.each<[kind: 'deploy' | 'plan', claims: object]>([
    ['deploy', { sub: 'repo:acme/redis:pull_request' }],
    ['deploy', { sub: 'repo:acme/redis:environment:other' }],
    ['deploy', { sub: 'repo:acme/redis:ref:refs/heads/main' }],
    ['deploy', { sub: 'repo:other/redis:environment:test' }],
    ['deploy', { sub: 'repo:acme/redis:environment:test', aud: 'https://github.com/acme' }],
    ['deploy', { sub: 'repo:acme/redis:environment:test', iss: 'https://gitlab.com' }],
    ['plan', { sub: 'repo:acme/redis:environment:test' }],
    ['plan', { sub: 'repo:other/redis:pull_request' }],
  ])('may not %s with %j', async (kind, claims) => {
    await expect(assume(kind, claims)).rejects.toMatchObject(denied('AccessDenied', 'sts:AssumeRoleWithWebIdentity'));
  });
});

describe("another account's bucket", () => {
  test('takes the permission of the role and of the bucket', async () => {
    const Bucket = 'redis-shared';
    const put = (Key: string) => root.s3.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
    const get = (Key: string) => visitor.s3.send(new GetObjectCommand({ Bucket, Key }));
    await root.s3.send(new CreateBucketCommand({ Bucket }));
    await put('theirs/a');
    await put('ours/a');
    // The role may read theirs/*; the bucket lets it read nothing, then everything.
    await expect(get('theirs/a')).rejects.toMatchObject({ name: 'AccessDenied' });
    await root.s3.send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: policy({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${CONSUMER}:root` },
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${Bucket}/*`,
        }),
      }),
    );
    await expect(get('theirs/a')).resolves.toBeDefined();
    await expect(get('ours/a')).rejects.toMatchObject(denied('AccessDenied', 's3:GetObject'));
  });
});
