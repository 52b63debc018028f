import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, type ProcessEnvironment } from '../process/run';
import type { Stack } from '../terraform/stacks';
import { type TerraformOptions, terraform } from '../terraform/terraform';
import { type Configuration, lockFileHash } from './configuration';
import { forgetInitialization, initialize } from './init';
import type { PlanFiles, PlanRecord } from './plan-result';
import type { SchemaProvider } from './schema-provider';
import type { StoredState } from './state-store';
import { parsePlan, type TerraformPlan } from './terraform-plan';

/** Properties of {@link planStack}. */
export interface PlanStackProps extends Omit<TerraformOptions, 'expected'> {
  readonly configuration: Configuration;
  /** The stack's state as it was read just before. */
  readonly state: StoredState | undefined;
  /** An existing folder for the plan file and its JSON. Only this user should be able to read it. */
  readonly folder: string;
  /** Whether to plan the destruction of the stack. */
  readonly destroying: boolean;
  /** Serves the provider's schema to `terraform show`. */
  readonly schemas: SchemaProvider;
}

/** Paths of the files that hold a stack's plan. */
export function planFiles(folder: string, stack: string): PlanFiles {
  return { plan: join(folder, stack, 'plan.tfplan'), json: join(folder, stack, 'plan.json') };
}

/**
 * Plans one stack against its present state, without locking it: a plan changes nothing, and a saved one that is out of
 * date is refused. So a role that may only read is enough.
 *
 * @throws CommandError with Terraform's output
 */
export async function planStack(
  stack: Stack,
  props: PlanStackProps,
): Promise<{ plan: TerraformPlan; record: PlanRecord }> {
  const { configuration, state, folder, destroying, schemas, ...options } = props;
  const files = planFiles(folder, stack.name);
  mkdirSync(join(folder, stack.name), { recursive: true, mode: 0o700 });
  const flags = ['-input=false', '-no-color', '-lock=false', '-detailed-exitcode', `-out=${files.plan}`];
  const plan = () =>
    terraform(stack, ['plan', ...flags, ...(destroying ? ['-destroy'] : [])], { ...options, expected: [0, 2] });

  const wasInitialized = !(await initialize(stack, configuration, options));
  const { exitCode } = await plan().catch(async (error) => {
    // Something that the record of the initialisation does not cover has changed, such as Terraform's version.
    if (!(wasInitialized && error instanceof CommandError && /(terraform|tofu) init\b/.test(error.output))) throw error;
    forgetInitialization(stack);
    await initialize(stack, configuration, options);
    return plan();
  });
  chmodSync(files.plan, 0o600);
  const show = (further: ProcessEnvironment) => {
    const env = { ...options.env, ...further };
    return terraform(stack, ['show', '-json', files.plan], { ...options, env, onOutput: undefined });
  };
  // Whatever is wrong with the shared process, Terraform can start one of its own.
  const { stdout } = await show(await schemas.variables(stack)).catch(() => show({}));
  writeFileSync(files.json, stdout, { mode: 0o600 });
  return {
    plan: parsePlan(JSON.parse(stdout)),
    record: {
      configuration: configuration.sha256,
      lockFile: lockFileHash(stack),
      state: state ? { lineage: state.lineage, serial: state.serial } : null,
      hasChanges: exitCode === 2,
      files,
    },
  };
}
