import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApplyPlansProps, applyPlans } from '../../src/plans/apply-plans';
import type { StateLocation } from '../../src/plans/configuration';
import { Journal } from '../../src/plans/journal';
import type { PlanResult } from '../../src/plans/plan-result';
import { type PlanStacksProps, planStacks } from '../../src/plans/plan-stacks';
import type { StateReader, StoredState } from '../../src/plans/state-store';
import { basicEnvironment } from '../../src/process/environment';
import type { Stack } from '../../src/terraform/stacks';
import { terraform } from '../../src/terraform/terraform';

/** The parts of a stack's JSON that a test decides on. */
export interface Blocks {
  readonly resource?: object;
  readonly output?: object;
  readonly data?: object;
  readonly check?: object;
}

/** Environment variables for Terraform without any provider. */
const env = { ...basicEnvironment(process.env), CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };

/**
 * Stacks for real Terraform that need neither AWS nor a provider. Their JSON has a backend in S3, like that of
 * synthesised stacks; Terraform's override files put their states into a folder.
 */
export class PlannableStacks implements StateReader {
  readonly folder = mkdtempSync(join(tmpdir(), 'plannable-'));
  readonly stacks: Stack[] = [];
  readonly outcomes = new Map<string, string>();
  private readonly readings = new Map<string, readonly string[]>();
  private plans = 0;

  /** Adds a stack that reads the states of others, as `data.terraform_remote_state.<name>`, or only comes after them. */
  add(name: string, blocks: Blocks, reads: readonly string[] = [], after: readonly string[] = []): Stack {
    const folder = join(this.folder, 'stacks', name);
    mkdirSync(folder, { recursive: true });
    const stack = { name, folder, dependencies: [...reads, ...after] };
    this.readings.set(name, reads);
    this.stacks.push(stack);
    this.write(stack, blocks);
    writeFileSync(
      join(folder, 'local_override.tf.json'),
      JSON.stringify({
        terraform: { backend: { local: { path: this.stateFile(name) } } },
        ...(reads.length > 0 && {
          data: {
            terraform_remote_state: Object.fromEntries(
              reads.map((other) => [other, { backend: 'local', config: { path: this.stateFile(other) } }]),
            ),
          },
        }),
      }),
    );
    return stack;
  }

  /** Changes a stack's configuration. */
  write({ name, folder }: Stack, blocks: Blocks): void {
    const location = (key: string) => ({ bucket: 'states', key, region: 'us-east-1' });
    const remote = (this.readings.get(name) ?? []).map((other) => [other, { backend: 's3', config: location(other) }]);
    const terraform = { backend: { s3: location(name) }, required_version: '>= 1.10' };
    const data = { ...blocks.data, ...(remote.length > 0 && { terraform_remote_state: Object.fromEntries(remote) }) };
    // Terraform refuses an empty block.
    const all = { terraform, ...blocks, ...(Object.keys(data).length > 0 && { data }) };
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(all));
  }

  async read({ key }: StateLocation): Promise<StoredState | undefined> {
    if (!existsSync(this.stateFile(key))) return undefined;
    const { lineage, serial, outputs, resources } = JSON.parse(readFileSync(this.stateFile(key), 'utf8'));
    return { lineage, serial, outputs: Object.keys(outputs), hasResources: resources.length > 0 };
  }

  /** Plans stacks, by default all of them, into a new folder. */
  plan(stacks: readonly Stack[] = this.stacks, further: Partial<PlanStacksProps> = {}): Promise<PlanResult[]> {
    return planStacks({
      stacks,
      all: this.stacks,
      env,
      store: this,
      parallelism: 2,
      folder: this.newFolder(),
      ...further,
    });
  }

  /** Applies plans. */
  apply(results: readonly PlanResult[], further: Partial<ApplyPlansProps> = {}): Promise<void> {
    const { outcomes } = this;
    const journal = new Journal();
    return applyPlans({
      results,
      dependencies: 'first',
      env,
      store: this,
      journal,
      parallelism: 2,
      outcomes,
      ...further,
    });
  }

  /** A new, empty folder for plans. */
  newFolder(): string {
    const folder = join(this.folder, `plans-${++this.plans}`);
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }

  /** Runs Terraform in a stack's folder. */
  async terraform(stack: Stack, ...args: string[]): Promise<string> {
    return (await terraform(stack, args, { env })).stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private stateFile = (stack: string) => join(this.folder, `${stack}.tfstate`);
}

/** A resource that keeps a value. */
export const keeping = (input: unknown) => ({ terraform_data: { kept: { input } } });

/** An expression in Terraform's JSON. */
export const expression = (text: string) => `\${${text}}`;
