import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeVpcEndpointsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { emulatorAwsConfig } from '../../../src/emulator/aws';
import { copyEmulator } from '../../../src/emulator/copy';
import { Deployment } from '../../../src/emulator/deployment';
import type { Emulator } from '../../../src/emulator/emulator';
import { run } from '../../../src/process/run';
import { recover, type StackRecovery } from '../../../src/recovery/recover';
import { type AwsConfig, accountConfig } from '../../../src/terraform/aws';
import { initArguments } from '../../../src/terraform/lock-file';
import { locateProvider } from '../../../src/terraform/provider';
import { selectStacks } from '../../../src/terraform/stacks';
import { type Emulated, emulate } from '../../support/emulated';
import { environmentWith } from '../../support/environments';
import { type Fault, putFault, untilHeld } from '../../support/faults';

export const MINUTES = 60_000;
export const SERVICE = 'redis-service';
export const CONSUMER = 'redis-consumer-joda-toda-aws';
const CHANGES = { deletionProtection: false };
const environment = environmentWith(CHANGES);

/** A deployment that a test interrupts. Each test has a copy of the emulator with what was deployed before. */
export class Interrupted {
  private emulated!: Emulated;
  private emulator!: Emulator;
  private folder!: string;
  deployment!: Deployment;

  /** @param deployed the stacks that are deployed before every test */
  constructor(deployed: readonly string[]) {
    beforeAll(async () => {
      this.emulated = await emulate(CHANGES);
      await this.emulated.deployment().bootstrap();
      await this.emulated.deployment().deploy(deployed);
    }, 10 * MINUTES);
    afterAll(() => this.emulated?.stop(), MINUTES);
    beforeEach(() => this.copy(), MINUTES);
    afterEach(async () => {
      await this.emulator.stop();
      await rm(this.folder, { recursive: true, force: true });
    });
  }

  private async copy(): Promise<void> {
    this.emulator = await copyEmulator(this.emulated);
    this.folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-recovery-'));
    const { endpoint } = this.emulator;
    this.deployment = new Deployment({ environment, endpoint, provider: await locateProvider(), folder: this.folder });
  }

  /** Kills Terraform while AWS carries out a call. It takes effect, and no state has what it made. */
  async killDuring(stack: string, action: string): Promise<void> {
    const [chosen] = selectStacks(this.deployment.synthesize(), [stack]);
    await this.deployment.terraform(stack, initArguments());
    await this.fault({ action, kind: 'hold', times: 1 });
    const killed = new AbortController();
    const applied = run('terraform', ['apply', '-auto-approve', '-input=false', '-no-color', '-parallelism=50'], {
      cwd: chosen?.folder as string,
      env: this.deployment.env,
      signal: killed.signal,
      killSignal: 'SIGKILL',
    });
    await Promise.all([
      expect(applied).rejects.toThrow(),
      untilHeld(this.emulator.endpoint, action).then(() => killed.abort()),
    ]);
  }

  fault(fault: Fault): Promise<void> {
    return putFault(this.emulator.endpoint, fault);
  }

  /** Like `npm run recover -- --yes`, for one stack. */
  async recover(stack: string): Promise<StackRecovery> {
    const [recovery] = await recover({
      stacks: selectStacks(this.deployment.synthesize(), [stack]),
      env: this.deployment.env,
      signal: undefined,
      aws: emulatorAwsConfig(this.emulator.endpoint, environment.region),
      unlock: async () => true,
      untaint: async () => true,
      pushState: async () => true,
      onStep: () => {},
    });
    return recovery as StackRecovery;
  }

  async expectEmptyPlan(stack: string): Promise<void> {
    const plan = ['plan', '-detailed-exitcode', '-no-color'];
    const { exitCode, stdout } = await this.deployment.terraform(stack, plan, [0, 2]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.any(String) });
  }

  /** Expects that no object is in AWS that no state has, and no lock or taint is left. */
  async expectNothingLeft(stack: string): Promise<void> {
    expect(await this.recover(stack)).toMatchObject({ imports: [], superfluous: [], tainted: [], lock: undefined });
  }

  async counts() {
    const elb = new ElasticLoadBalancingV2Client(this.account('prod'));
    const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
    const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
    const ec2 = new EC2Client(this.account('joda-toda-aws'));
    const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({}));
    return { loadBalancers: LoadBalancers.length, targetGroups: TargetGroups.length, endpoints: VpcEndpoints.length };
  }

  account(name: 'prod' | 'joda-toda-aws'): AwsConfig {
    const aws = emulatorAwsConfig(this.emulator.endpoint, environment.region);
    return accountConfig(aws, environment.accounts[name] ?? {});
  }

  get bucket(): string {
    return environment.state.bucket;
  }
}
