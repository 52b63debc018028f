import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basicEnvironment } from '../../../src/process/environment';
import { deploy, destroy } from '../../../src/terraform/deploy';
import type { Stack } from '../../../src/terraform/stacks';
import { terraform } from '../../../src/terraform/terraform';

jest.setTimeout(60_000);

/** Real Terraform on a stack that needs no provider to be installed and keeps its state in its folder. */
test('deploy applies a stack, and destroy takes it down again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  try {
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ resource: { terraform_data: { one: {}, two: {} } } }));
    const stack: Stack = { name: 'fixture', folder, dependencies: [] };
    const env = { ...basicEnvironment(process.env), CHECKPOINT_DISABLE: '1' };
    const printed: string[] = [];
    const props = {
      stacks: [stack],
      env,
      parallelism: 2,
      onOutput: ({ name }: Stack, line: string) => printed.push(`${name} ${line}`),
    };
    const resources = async () => (await terraform(stack, ['state', 'list'], { env })).stdout;
    await deploy(props);
    expect(await resources()).toBe('terraform_data.one\nterraform_data.two');
    expect(printed).toContain('fixture Apply complete! Resources: 2 added, 0 changed, 0 destroyed.');
    await destroy(props);
    expect(await resources()).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
