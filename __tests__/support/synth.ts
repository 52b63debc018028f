import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type TerraformStack, Testing } from 'cdktf';
// Called by Testing.setupJest(). Imported directly, it extends the `expect` of the test file that loads it.
import { setupJest } from 'cdktf/lib/testing/adapters/jest';
import type { Environment } from '../../src/config/schema';
import { AccountStack } from '../../src/stacks/account-stack';

setupJest();

/** A block of Terraform's JSON. */
export type Block = Record<string, unknown>;
type Blocks = Record<string, Record<string, Block>>;

/** The parts of a stack's JSON that tests read. */
export interface StackJson {
  readonly json: string;
  readonly resource: Blocks;
  readonly data: Blocks;
  readonly output: Record<string, Block>;
  readonly provider: { readonly aws: readonly Block[] };
  readonly terraform: Block;
  /** The stacks that are deployed before it. */
  readonly dependencies: readonly string[];
}

class TestStack extends AccountStack {}

/** The fields of an environment that an empty stack reads, which is all that tests of constructs need. */
const ANY_ENVIRONMENT = {
  name: 'test',
  stateName: 'test',
  region: 'us-east-1',
  accounts: { prod: { id: '111111111111' } },
  state: { bucket: 'state' },
} as unknown as Environment;

/** Synthesises a stack with the given constructs. Its addresses and provider are those of the project's stacks. */
export function stackWith(build: (stack: TerraformStack) => void): StackJson {
  const stack = new TestStack(testApp(), 'test', { environment: ANY_ENVIRONMENT, account: 'prod' });
  build(stack);
  return readStack(stack);
}

/** An app that is never written to disk. */
export function testApp(): App {
  return new App({ outdir: join(tmpdir(), 'cdktf-unit-tests'), stackTraces: false });
}

/** The JSON that a stack would write. */
export function readStack(stack: TerraformStack): StackJson {
  const json = Testing.synth(stack, true);
  const dependencies = stack.dependencies.map(({ node }) => node.id);
  return { resource: {}, data: {}, output: {}, ...JSON.parse(json), json, dependencies };
}

/** The resources of a type, in the order of their addresses. */
export function resources({ resource }: StackJson, type: string): Block[] {
  return Object.values(resource[type] ?? {});
}

/** The only resource of a type. */
export function theOnly(stack: StackJson, type: string): Block {
  const found = resources(stack, type);
  expect(found).toHaveLength(1);
  return found[0] as Block;
}

/** Addresses of resources and data sources: `aws_lb.load_balancer`, `data.aws_vpc.existing_vpc`. */
export function addresses({ resource, data }: StackJson, isOfType: (type: string) => boolean = () => true): string[] {
  const within = (blocks: Blocks, prefix: string) =>
    Object.entries(blocks)
      .filter(([type]) => isOfType(type))
      .flatMap(([type, byName]) => Object.keys(byName).map((name) => `${prefix}${type}.${name}`));
  return [...within(resource, ''), ...within(data, 'data.')].sort();
}

/** The number of resources and data sources of each type. */
export function counts(stack: StackJson): Record<string, number> {
  const types = addresses(stack).map((address) => address.replace(/\.[^.]+$/, ''));
  return Object.fromEntries([...new Set(types)].map((type) => [type, types.filter((other) => other === type).length]));
}
