import { TerraformStack } from 'cdktf';
import type { Environment } from '../../src/config/schema';
import { addStacks } from '../../src/stacks/add-stacks';
import { readStack, type StackJson, testApp } from './synth';

/** The stacks of an environment, by name. A synth is slow, so each stack is synthesised only when it is read. */
export function synthesised(
  environment: Environment,
  options: Parameters<typeof addStacks>[2] = {},
): Record<string, StackJson> {
  const app = testApp();
  addStacks(app, environment, options);
  const stacks = {};
  for (const stack of app.node.children.filter(TerraformStack.isStack)) {
    let read: StackJson | undefined;
    const get = () => {
      read ??= readStack(stack);
      return read;
    };
    Object.defineProperty(stacks, stack.node.id, { enumerable: true, get });
  }
  return stacks;
}
