import type { Deployment } from '../../src/emulator/deployment';

/** Expects an empty `terraform plan` of every deployed stack. */
export async function expectEmptyPlans(deployment: Deployment): Promise<void> {
  for (const stack of deployment.stacks) {
    const plan = ['plan', '-detailed-exitcode', '-no-color'];
    const { exitCode, stdout } = await deployment.terraform(stack, plan, [0, 2]);
    expect({ stack, exitCode, stdout }).toEqual({
      stack,
      exitCode: 0,
      stdout: expect.stringContaining('No changes. Your infrastructure matches the configuration.'),
    });
  }
}
