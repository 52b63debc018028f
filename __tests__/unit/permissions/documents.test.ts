import { documentsOf, POLICY_LIMITS, sizeOf } from '../../../src/permissions/documents';
import { printedRoles } from '../../../src/permissions/printed';
import { type Statement, statementsOf } from '../../../src/permissions/statements';
import { synthesizedBlocks } from '../../../src/permissions/synthesized';
import { anotherConsumer, environmentWith } from '../../support/environments';

const on = (count: number): Statement => ({
  Effect: 'Allow',
  Action: ['ssm:GetParameter'],
  Resource: Array.from({ length: count }, (_, i) => `arn:aws:ssm:us-east-1:111111111111:parameter/${i}`),
});

describe('permissions become statements', () => {
  test('one for actions on the same resources, and one for resources with the same actions', () => {
    const statements = statementsOf([
      { action: 'ec2:B', resources: ['1'] },
      { action: 'ec2:A', resources: ['1'] },
      { action: 'ec2:A', resources: ['2'] },
      { action: 'ec2:B', resources: ['2'] },
    ]);
    expect(statements).toEqual([{ Effect: 'Allow', Action: ['ec2:A', 'ec2:B'], Resource: ['1', '2'] }]);
  });

  test('never one for different conditions, or for what is allowed and what is denied', () => {
    const condition = { Bool: { 'aws:SecureTransport': 'true' } };
    const statements = statementsOf([
      { action: 'ec2:A', resources: ['*'] },
      { action: 'ec2:A', resources: ['*'], condition },
      { action: 'ec2:A', resources: ['*'], denies: true },
    ]);
    expect(statements).toEqual([
      { Effect: 'Allow', Action: ['ec2:A'], Resource: ['*'] },
      { Effect: 'Allow', Action: ['ec2:A'], Resource: ['*'], Condition: condition },
      { Effect: 'Deny', Action: ['ec2:A'], Resource: ['*'] },
    ]);
  });
});

describe('statements become policies', () => {
  test('one where they fit', () => {
    const documents = documentsOf([on(10), on(20)]);
    expect(documents).toHaveLength(1);
    expect(documents[0]?.Statement).toHaveLength(2);
  });

  test.each([2, 200, 1000])('each within the limit, with nothing lost, for a statement on %d resources', (count) => {
    const documents = documentsOf([on(count)]);
    for (const document of documents) expect(sizeOf(document)).toBeLessThanOrEqual(POLICY_LIMITS.managedCharacters);
    const resources = documents.flatMap(({ Statement }) => Statement.flatMap(({ Resource }) => Resource));
    expect(resources).toEqual(on(count).Resource);
  });

  test('unless one statement on one resource is too large already', () => {
    const statement = { ...on(1), Condition: { StringEquals: { 'aws:PrincipalArn': 'x'.repeat(7000) } } };
    expect(() => documentsOf([statement])).toThrow('takes more than the 6144 characters that IAM allows');
  });
});

describe("a role's policies", () => {
  const sizes = (environment: ReturnType<typeof environmentWith>) =>
    Object.fromEntries(
      printedRoles(environment, synthesizedBlocks(environment)).map(({ account, role, policies }) => [
        `${account} ${role}`,
        policies.map(({ characters }) => characters),
      ]),
    );

  test('do not grow with the number of servers', () => {
    const servers = Array.from({ length: 50 }, (_, i) => ({
      name: `redis-${i + 1}`,
      address: `10.0.4.${10 + i}`,
      port: 6379,
      listenerPort: 6379 + i,
    }));
    expect(sizes(environmentWith({ 'service.servers': servers }))).toEqual(sizes(environmentWith()));
  });

  test('are within the limits for 20 consumers in one account', () => {
    const consumers = Array.from({ length: 20 }, (_, i) =>
      anotherConsumer(`consumer-${i}`, 'joda-toda-aws', { 'dns.zoneName': `redis.consumer-${i}.internal` }),
    );
    const changes = { consumers, quotas: { healthChecksPerAccount: 1000 } };
    for (const policies of Object.values(sizes(environmentWith(changes)))) {
      expect(policies.length).toBeLessThanOrEqual(POLICY_LIMITS.managedPolicies);
      for (const characters of policies) expect(characters).toBeLessThanOrEqual(POLICY_LIMITS.managedCharacters);
    }
  });
});
