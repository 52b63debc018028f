import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { checkEnvironment } from '../../../src/config/load';
import { needsOf } from '../../../src/permissions/kinds';
import { permissionsOf, type RoleName } from '../../../src/permissions/role-permissions';
import { synthesizedBlocks } from '../../../src/permissions/synthesized';
import { environments } from '../../support/arbitrary-environments';
import { anotherConsumer, type Changes, environmentWith } from '../../support/environments';
import { actionReference, everyPermission } from '../../support/permissions';

const PROD = '111111111111';
const JODA = '222222222222';
const BUCKET = 'arn:aws:s3:::redis-privatelink-state-111111111111';

function permissions(account: string, role: RoleName, changes: Changes = {}) {
  const environment = environmentWith(changes);
  return permissionsOf(environment, synthesizedBlocks(environment), account, role);
}

/** The resources of an action, over all its statements. */
const resourcesOf = (action: string, ...of: Parameters<typeof permissions>) =>
  [...new Set(permissions(...of).flatMap((one) => (one.action === action ? one.resources : [])))].sort();

const actionsOf = (...of: Parameters<typeof permissions>) => permissions(...of).map(({ action }) => action);

describe('the permissions of a role', () => {
  test('are known for every kind of resource and data source, whatever the environment', () => {
    fc.assert(
      fc.property(environments, (props) => {
        expect(everyPermission(checkEnvironment('test', props)).length).toBeGreaterThan(0);
      }),
      { numRuns: 8 },
    );
  });

  test('are known for every kind that a construct or stack imports', () => {
    const sources = ['constructs', 'stacks'].flatMap((folder) => {
      const path = join(__dirname, '../../../src', folder);
      return readdirSync(path).map((file) => readFileSync(join(path, file), 'utf8'));
    });
    const modules = sources.flatMap((text) =>
      [...text.matchAll(/@cdktf\/provider-aws\/lib\/([\w-]+)/g)].map(([, name]) => name),
    );
    const kinds = [...new Set(modules)]
      .filter((name) => name !== 'provider')
      .map((name = '') => {
        const exported: Record<string, { tfResourceType?: string }> = require(`@cdktf/provider-aws/lib/${name}`);
        const type = Object.values(exported).find(({ tfResourceType }) => tfResourceType)?.tfResourceType as string;
        return name.startsWith('data-') ? `data.${type}` : type;
      });
    expect(kinds.length).toBeGreaterThan(30);
    for (const kind of kinds) expect(needsOf(kind)).toBeInstanceOf(Function);
  });

  test('are an error for a kind that the table lacks', () => {
    expect(() => needsOf('aws_instance')).toThrow(
      'src/permissions/kinds has no permissions for aws_instance, which a stack contains',
    );
  });

  test('follow from the stacks: without a Transit Gateway there are no routes to make', () => {
    const without = { 'service.transitGateway': undefined, 'service.routeTables': undefined };
    expect(actionsOf('prod', 'deploy')).toContain('ec2:CreateRoute');
    expect(actionsOf('prod', 'deploy', without)).not.toContain('ec2:CreateRoute');
  });

  test('let nobody attach a VPC that is attached already', () => {
    const attachment = 'ec2:CreateTransitGatewayVpcAttachment';
    expect(actionsOf('prod', 'deploy')).not.toContain(attachment);
    expect(actionsOf('prod', 'deploy', { 'service.transitGateway.attachVpc': true })).toContain(attachment);
  });

  test('to plan are only to read', async () => {
    const actions = [...new Set(['prod', 'joda-toda-aws'].flatMap((account) => actionsOf(account, 'plan')))];
    const levels = await Promise.all(actions.map(async (action) => (await actionReference(action)).accessLevel));
    expect(actions.length).toBeGreaterThan(30);
    expect(actions.filter((_, i) => !['Read', 'List'].includes(levels[i] ?? ''))).toEqual([]);
  });

  test('name the existing resources by ID where the environment does, in whichever account shares them', () => {
    const changes = { 'service.transitGateway': { id: 'tgw-33333333', attachVpc: true } };
    expect(resourcesOf('ec2:CreateTransitGatewayVpcAttachment', 'prod', 'deploy', changes)).toContain(
      'arn:aws:ec2:us-east-1:*:transit-gateway/tgw-33333333',
    );
  });

  test('else by the Name tag', () => {
    const onTables = permissions('prod', 'deploy').filter(({ action }) => action === 'ec2:CreateRoute');
    expect(onTables).toEqual([
      expect.objectContaining({
        resources: [`arn:aws:ec2:us-east-1:${PROD}:route-table/*`],
        condition: { StringEquals: { 'aws:ResourceTag/Name': 'prod-private' } },
      }),
    ]);
  });

  test('restrict security groups to the VPC where its ID is known', () => {
    const inVpc = (changes?: Changes) =>
      permissions('prod', 'deploy', changes).find(({ action }) => action === 'ec2:DeleteSecurityGroup')?.condition;
    expect(inVpc()).not.toHaveProperty('ArnLike');
    expect(inVpc({ 'service.vpc': { id: 'vpc-33333333', cidrs: ['10.8.0.0/16'] } })).toHaveProperty('ArnLike', {
      'ec2:Vpc': ['arn:aws:ec2:us-east-1:*:vpc/vpc-33333333'],
    });
  });

  test("let a consumer create endpoints only to services of the service's account", () => {
    const endpoints = permissions('joda-toda-aws', 'deploy').filter(
      ({ action, resources }) => action === 'ec2:CreateVpcEndpoint' && resources.join().includes(':vpc-endpoint/'),
    );
    expect(endpoints.map(({ condition }) => condition?.StringEquals?.['ec2:VpceServiceOwner'])).toEqual([PROD]);
  });

  test('tell the stacks of an account apart by their tag', () => {
    const changes = {
      consumers: [anotherConsumer('a'), anotherConsumer('b', 'joda-toda-aws', { 'dns.zoneName': 'b.internal' })],
    };
    const group = permissions('joda-toda-aws', 'deploy', changes).find(
      ({ action }) => action === 'ec2:DeleteSecurityGroup',
    );
    expect(group?.condition?.StringEquals?.['aws:ResourceTag/Stack']).toEqual(['redis-consumer-a', 'redis-consumer-b']);
  });

  test.each([
    ['prod', 'elasticloadbalancing:DeleteLoadBalancer', {}],
    ['prod', 'ec2:DeleteVpcEndpointServiceConfigurations', {}],
    ['prod', 'ec2:RejectVpcEndpointConnections', { 'service.acceptance': 'manual' }],
    ['joda-toda-aws', 'ec2:DeleteVpcEndpoints', {}],
  ])('in %s, include %s, except on what carries the tag of deletion protection', (account, action, changes) => {
    const deletions = (deletionProtection: boolean) =>
      permissions(account, 'deploy', { ...changes, deletionProtection })
        .filter((one) => one.action === action)
        .map(({ denies = false, condition }) => [
          denies,
          condition?.StringEquals?.['aws:ResourceTag/DeletionProtection'],
        ]);
    expect(deletions(false)).toEqual([[false, undefined]]);
    expect(deletions(true)).toEqual([
      [false, undefined],
      [true, 'true'],
    ]);
  });

  test('delete the bucket only where nothing protects it', () => {
    expect(actionsOf('prod', 'deploy')).not.toContain('s3:DeleteBucket');
    expect(actionsOf('prod', 'deploy', { deletionProtection: false })).toContain('s3:DeleteBucket');
  });
});

describe('access to states', () => {
  const own = `${BUCKET}/test/${JODA}/redis-consumer-joda-toda-aws.tfstate`;
  const service = `${BUCKET}/test/${PROD}/redis-service.tfstate`;

  test("covers exactly the account's own keys, their locks, and the states that it reads", () => {
    expect(resourcesOf('s3:GetObject', 'joda-toda-aws', 'deploy')).toEqual([service, own, `${own}.tflock`]);
    expect(resourcesOf('s3:PutObject', 'joda-toda-aws', 'deploy')).toEqual([own, `${own}.tflock`]);
    expect(resourcesOf('s3:DeleteObject', 'joda-toda-aws', 'deploy')).toEqual([`${own}.tflock`]);
  });

  test('to plan is without locks', () => {
    expect(resourcesOf('s3:GetObject', 'joda-toda-aws', 'plan')).toEqual([service, own]);
    expect(actionsOf('joda-toda-aws', 'plan')).not.toContain('s3:PutObject');
  });

  test("is the state role's alone where there is one", () => {
    const changes = { 'accounts.joda-toda-aws.stateRoleArn': `arn:aws:iam::${PROD}:role/state` };
    expect(actionsOf('joda-toda-aws', 'deploy', changes).filter((action) => action.startsWith('s3:'))).toEqual([]);
    expect(resourcesOf('s3:PutObject', 'joda-toda-aws', 'state', changes)).toEqual([own, `${own}.tflock`]);
  });

  test('includes the key that encrypts them, by way of S3 only', () => {
    const key = 'arn:aws:kms:us-east-1:111111111111:key/11111111-1111-4111-8111-111111111111';
    const changes = { 'state.kmsKeyArn': key };
    expect(resourcesOf('kms:GenerateDataKey', 'joda-toda-aws', 'deploy', changes)).toEqual([key]);
    expect(resourcesOf('kms:Decrypt', 'joda-toda-aws', 'plan', changes)).toEqual([key]);
    expect(actionsOf('joda-toda-aws', 'plan', changes)).not.toContain('kms:GenerateDataKey');
    expect(actionsOf('joda-toda-aws', 'deploy').filter((action) => action.startsWith('kms:'))).toEqual([]);
  });
});
