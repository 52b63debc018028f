import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basicEnvironment } from '../../../src/process/environment';
import { Declined, deploy, destroy } from '../../../src/terraform/deploy';
import type { Stack } from '../../../src/terraform/stacks';
import { terraform } from '../../../src/terraform/terraform';

jest.setTimeout(60_000);

/** Real Terraform on a stack that needs no provider to be installed and keeps its state in its folder. */
describe('deploying with confirmation', () => {
  let stack: Stack;
  let printed: string[];
  const env = { ...basicEnvironment(process.env), CHECKPOINT_DISABLE: '1' };

  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ resource: { terraform_data: { one: {}, two: {} } } }));
    stack = { name: 'fixture', folder, dependencies: [] };
    printed = [];
  });
  afterEach(() => rmSync(stack.folder, { recursive: true }));

  const props = (answer: boolean) => ({
    stacks: [stack],
    env,
    parallelism: 2,
    onOutput: (_: Stack, line: string) => printed.push(line),
    confirm: async () => {
      printed.push('(asked)');
      return answer;
    },
  });
  const resources = async () => (await terraform(stack, ['state', 'list'], { env, expected: [0, 1] })).stdout;
  const plans = () => readdirSync(stack.folder).filter((name) => name.endsWith('.tfplan'));

  test('shows the plan, asks, and changes nothing if the answer is no', async () => {
    await expect(deploy(props(false))).rejects.toBeInstanceOf(Declined);
    expect(printed.findIndex((line) => line.includes('Plan: 2 to add'))).toBeGreaterThan(-1);
    expect(printed.at(-1)).toBe('(asked)');
    expect(await resources()).not.toContain('terraform_data');
    expect(plans()).toEqual([]);
  });

  test('applies the confirmed plan, and asks nothing where there is nothing to change', async () => {
    expect(await deploy(props(true))).toEqual(new Map([['fixture', 'Resources: 2 added, 0 changed, 0 destroyed.']]));
    printed = [];
    expect(await deploy(props(false))).toEqual(new Map([['fixture', 'No changes.']]));
    expect(printed).not.toContain('(asked)');
    expect(plans()).toEqual([]);
  });

  test('destroys only what was confirmed', async () => {
    await deploy(props(true));
    await expect(destroy(props(false))).rejects.toBeInstanceOf(Declined);
    expect(await resources()).toContain('terraform_data.one');
    expect(await destroy(props(true))).toEqual(new Map([['fixture', 'Resources: 0 added, 0 changed, 2 destroyed.']]));
    expect(await resources()).toBe('');
  });
});
