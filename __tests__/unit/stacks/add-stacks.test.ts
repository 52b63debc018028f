import { environmentNames, loadEnvironment } from '../../../src/config/load';
import { anotherConsumer, environmentWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import type { Block, StackJson } from '../../support/synth';

const MANUAL = environmentWith({
  'service.acceptance': 'manual',
  'consumers[1]': anotherConsumer('second'),
  'accounts.unused': { id: '333333333333' },
});

/** All resources and data sources of a provider, without Terraform's built-in ones. */
function deployed({ resource, data }: StackJson): [address: string, block: Block][] {
  return [resource, data].flatMap((blocks) =>
    Object.entries(blocks)
      .filter(([type]) => type !== 'terraform_remote_state' && type !== 'terraform_data')
      .flatMap(([type, byName]) =>
        Object.entries(byName).map(([name, block]): [string, Block] => [`${type}.${name}`, block]),
      ),
  );
}

describe.each(environmentNames())('the environment %s', (name) => {
  const stacks = synthesised(loadEnvironment(name));

  test('has its stacks', () => {
    expect(Object.keys(stacks)).toEqual(expect.arrayContaining(['state', 'redis-service']));
    expect(Object.keys(stacks).length).toBeGreaterThanOrEqual(3);
  });

  test("gives everything in a stack that stack's only provider", () => {
    for (const stack of Object.values(stacks)) {
      const [provider, ...others] = stack.provider.aws;
      expect(others).toEqual([]);
      expect(provider?.alias).toMatch(/^(prod|joda-toda-aws)$/);
      const without = deployed(stack).filter(([, block]) => block.provider !== `aws.${provider?.alias}`);
      expect(without).toEqual([]);
      expect(deployed(stack).length).toBeGreaterThan(0);
    }
  });

  test('stores the state of every stack under its own key, locked and encrypted', () => {
    const backends = Object.values(stacks).map(({ terraform }) => (terraform.backend as { s3: Block }).s3);
    const ids = Object.values(stacks).map(({ provider }) => provider.aws[0]?.allowed_account_ids);
    expect(backends.map(({ key }) => key)).toEqual(
      Object.keys(stacks).map((stack, i) => `${name}/${ids[i]}/${stack}.tfstate`),
    );
    expect(new Set(backends.map(({ bucket }) => bucket)).size).toBe(1);
    expect(backends.filter((backend) => !(backend.use_lockfile && backend.encrypt))).toEqual([]);
  });

  test('describes every output', () => {
    const outputs = Object.values(stacks).flatMap(({ output }) => Object.values(output));
    expect(outputs.filter(({ description }) => !description)).toEqual([]);
    expect(outputs.length).toBeGreaterThan(0);
  });

  test('opens nothing to 0.0.0.0/0', () => {
    const open = Object.values(stacks).filter(({ json }) => json.includes('0.0.0.0/0') || json.includes('::/0'));
    expect(open).toEqual([]);
  });
});

describe('the stacks of an environment', () => {
  test('are the state, the service and one per consumer with automatic acceptance', () => {
    const environment = environmentWith({ 'consumers[1]': anotherConsumer('second') });
    expect(Object.keys(synthesised(environment))).toEqual([
      'state',
      'redis-service',
      'redis-consumer-joda-toda-aws',
      'redis-consumer-second',
    ]);
  });

  test('are two more per consumer with manual acceptance', () => {
    expect(Object.keys(synthesised(MANUAL))).toEqual([
      'state',
      'redis-service',
      'redis-consumer-joda-toda-aws',
      'redis-acceptance-joda-toda-aws',
      'redis-publication-joda-toda-aws',
      'redis-consumer-second',
      'redis-acceptance-second',
      'redis-publication-second',
    ]);
  });

  test('stay when acceptance was manual before, to forget what it left', () => {
    const { service, ...rest } = MANUAL;
    const formerly = { ...rest, service: { ...service, acceptance: 'formerly-manual' as const } };
    expect(Object.keys(synthesised(formerly))).toEqual(Object.keys(synthesised(MANUAL)));
  });

  test('are deployed after the stacks that they read, and the service after the bucket', () => {
    const stacks = synthesised(MANUAL);
    expect(Object.fromEntries(Object.entries(stacks).map(([name, { dependencies }]) => [name, dependencies]))).toEqual({
      state: [],
      'redis-service': ['state'],
      'redis-consumer-joda-toda-aws': ['redis-service'],
      'redis-acceptance-joda-toda-aws': ['redis-service', 'redis-consumer-joda-toda-aws'],
      'redis-publication-joda-toda-aws': ['redis-acceptance-joda-toda-aws', 'redis-consumer-joda-toda-aws'],
      'redis-consumer-second': ['redis-service'],
      'redis-acceptance-second': ['redis-service', 'redis-consumer-second'],
      'redis-publication-second': ['redis-acceptance-second', 'redis-consumer-second'],
    });
  });

  test('all accept another version of the provider', () => {
    const stacks = Object.values(synthesised(MANUAL, { awsProviderVersion: '5.100.0' }));
    expect(stacks).toHaveLength(8);
    for (const { terraform } of stacks) {
      expect(terraform.required_providers).toEqual({ aws: { source: 'hashicorp/aws', version: '5.100.0' } });
    }
  });
});
