import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { accessOf, readConfiguration } from '../plans/configuration';
import { parsePlan } from '../plans/terraform-plan';
import { CommandError } from '../process/run';
import { type AwsConfig, accountConfig, requireCredentials } from '../terraform/aws';
import { initArguments } from '../terraform/lock-file';
import type { Stack } from '../terraform/stacks';
import { type TerraformOptions, terraform } from '../terraform/terraform';
import { writeImports } from './import-blocks';
import { type TaggedObject, taggedObjects } from './inventory';
import { type Orphans, orphansOf } from './orphans';
import { type StackSettings, stackSettings } from './stack-settings';
import { parseStateFile, type StateObjects } from './state-file';
import { readLock, type StateLock } from './state-lock';

/** Properties of {@link recover}. */
export interface RecoverProps extends Pick<TerraformOptions, 'env' | 'signal'> {
  /** Every stack of the environment, in dependency order. */
  readonly stacks: readonly Stack[];
  /** Settings of the AWS clients, without Region and credentials. */
  readonly aws: Omit<AwsConfig, 'region'>;
  /** Asks whether to release a lock. Its holder may still be at work. */
  readonly unlock: (stack: Stack, lock: StateLock) => Promise<boolean>;
  /** Asks whether to keep objects whose creation was interrupted, instead of replacing them. */
  readonly untaint: (stack: Stack, addresses: readonly string[]) => Promise<boolean>;
  /** Asks whether to save a state that Terraform could not save itself. */
  readonly pushState: (stack: Stack) => Promise<boolean>;
  /** Receives progress messages. */
  readonly onStep: (step: string) => void;
}

/** What an interrupted run left of one stack, and what was done about it. */
export interface StackRecovery extends Orphans {
  readonly stack: Stack;
  /** A state that Terraform could not save: it is on this machine only. */
  readonly unsaved: boolean;
  readonly lock: StateLock | undefined;
  readonly tainted: readonly string[];
  /** What was mended: the state saved, the lock released, objects untainted. */
  readonly mended: ReadonlySet<'unsaved' | 'lock' | 'tainted'>;
  /** Why the objects can't be matched with the stack: Terraform's output, if it could not plan. */
  readonly unplannable: string | undefined;
}

/** Terraform writes the state there if it can't reach the backend. */
const UNSAVED_STATE = 'errored.tfstate';
const PLAN = 'recover.tfplan';

/**
 * Finds what an interrupted Terraform run left behind, and mends what needs no decision about AWS: it saves a state,
 * releases a lock, untaints, and writes `import` blocks for the next plan. It deletes nothing.
 */
export async function recover(props: RecoverProps): Promise<StackRecovery[]> {
  const found: Omit<StackRecovery, keyof Orphans | 'unplannable'>[] = [];
  const ids = new Set<string>();
  for (const stack of props.stacks) {
    props.onStep(`Reading the state of ${stack.name}`);
    const { state, ...recovery } = await mendState(stack, props);
    for (const id of state.ids) ids.add(id);
    found.push({ stack, ...recovery });
  }
  const recoveries: StackRecovery[] = [];
  for (const recovery of found) {
    props.onStep(`Looking for objects of ${recovery.stack.name} that are in no state`);
    recoveries.push({ ...recovery, ...(await findOrphans(recovery.stack, ids, props)) });
  }
  return recoveries;
}

type Mended = Pick<StackRecovery, 'unsaved' | 'lock' | 'tainted' | 'mended'> & { readonly state: StateObjects };

async function mendState(stack: Stack, props: RecoverProps): Promise<Mended> {
  const run = terraformIn(stack, props);
  const mended = new Set<'unsaved' | 'lock' | 'tainted'>();
  // Imports of an earlier recovery may name objects that are gone by now.
  await writeImports(stack, []);
  await run(initArguments());
  const lock = await lockOf(stack, props.aws);
  if (lock && (await props.unlock(stack, lock))) {
    await run(['force-unlock', '-force', lock.ID]);
    mended.add('lock');
  }
  const unsaved = existsSync(join(stack.folder, UNSAVED_STATE));
  if (unsaved && (await props.pushState(stack))) {
    await run(['state', 'push', UNSAVED_STATE]);
    // Kept under another name: it is the only record of what the interrupted run did.
    await rename(join(stack.folder, UNSAVED_STATE), join(stack.folder, `${UNSAVED_STATE}.saved`));
    mended.add('unsaved');
  }
  const state = parseStateFile((await run(['state', 'pull'])).stdout);
  if (state.tainted.length > 0 && (await props.untaint(stack, state.tainted))) {
    for (const address of state.tainted) await run(['untaint', '-no-color', address]);
    mended.add('tainted');
  }
  return { unsaved, lock, tainted: state.tainted, mended, state };
}

async function lockOf(stack: Stack, aws: RecoverProps['aws']): Promise<StateLock | undefined> {
  const { bucket, key, region, profile, assume_role } = readConfiguration(stack).state;
  const access = accessOf(profile, assume_role);
  const s3 = new S3Client(accountConfig({ ...aws, region }, access));
  try {
    await requireCredentials(() => s3.config.credentials(), access);
    return await readLock(s3, bucket, key);
  } finally {
    s3.destroy();
  }
}

async function findOrphans(
  stack: Stack,
  ids: ReadonlySet<string>,
  props: RecoverProps,
): Promise<Orphans & Pick<StackRecovery, 'unplannable'>> {
  const settings = stackSettings(stack);
  const clients = clientsOf(settings, props.aws);
  try {
    const objects = await unmanaged(settings, clients, ids);
    const run = terraformIn(stack, props);
    try {
      await run(['plan', '-input=false', '-no-color', '-lock=false', `-out=${PLAN}`]);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      // Without objects there is nothing to match: the stack may only be waiting for one that it reads.
      return { imports: [], superfluous: objects, unplannable: objects.length > 0 ? error.output : undefined };
    }
    const plan = parsePlan(JSON.parse((await run(['show', '-json', PLAN])).stdout));
    const orphans = await orphansOf(objects, plan, clients);
    await writeImports(stack, orphans.imports);
    return { ...orphans, unplannable: undefined };
  } finally {
    // A plan file holds what the state holds.
    await rm(join(stack.folder, PLAN), { force: true });
    for (const client of Object.values(clients)) client.destroy();
  }
}

const terraformIn =
  (stack: Stack, { env, signal }: RecoverProps) =>
  (args: readonly string[]) =>
    terraform(stack, args, { env, signal, expected: [0] });

function clientsOf({ region, account }: StackSettings, aws: RecoverProps['aws']) {
  const config = accountConfig({ ...aws, region }, account);
  return {
    ec2: new EC2Client(config),
    elb: new ElasticLoadBalancingV2Client(config),
    route53: new Route53Client(config),
    tagging: new ResourceGroupsTaggingAPIClient(config),
    // Route 53 is global: its tags are listed in us-east-1 only.
    global: new ResourceGroupsTaggingAPIClient({ ...config, region: 'us-east-1' }),
  };
}

async function unmanaged(
  { tags }: StackSettings,
  { ec2, tagging, global }: ReturnType<typeof clientsOf>,
  ids: ReadonlySet<string>,
): Promise<TaggedObject[]> {
  const objects = await taggedObjects(ec2, [tagging, global], tags);
  return objects.filter(({ id }) => !ids.has(id));
}
