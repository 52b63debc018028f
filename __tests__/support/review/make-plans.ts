/**
 * Makes the plans of __tests__/unit/review/plans again, by Terraform and the AWS provider on the emulator. Takes some
 * 25 minutes; less for single scenarios:
 *
 *     node --import tsx __tests__/support/review/make-plans.ts --write [<scenario>...]
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DescribeAvailabilityZonesCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  ModifyVpcEndpointServicePermissionsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { emulatorAwsConfig } from '../../../src/emulator/aws';
import type { Deployment } from '../../../src/emulator/deployment';
import { CommandError } from '../../../src/process/run';
import { askConnections } from '../../../src/review';
import { type Emulated, emulate } from '../emulated';
import { type Changes, environmentWith } from '../environments';
import { type PlanFile, read, writeConnections, writePlanFile } from './plan-files';
import {
  DEPLOYED,
  FIRST,
  LISTENERS,
  MANUAL,
  PROTECTED,
  type Scenario,
  SEEDED,
  SHARED,
  type StackJson,
  type Stage,
  secretParameter,
  supportRegions,
  UNPROTECTED,
} from './scenarios';

const PLAN = 'review.tfplan';
const CONSUMER = 'redis-consumer-joda-toda-aws';

class Maker {
  /** @param only names of the scenarios to plan; all, if there are none */
  constructor(
    private readonly emulated: Emulated,
    private readonly only: readonly string[],
  ) {}

  /** Names of scenarios that could not be planned. */
  readonly failed: string[] = [];

  /** Deploys the environment of a stage and makes the plans of its scenarios. */
  async stage({ changes, scenarios, name: stage }: Stage, { deploy = true } = {}): Promise<void> {
    const wanted = scenarios.filter(({ name }) => this.isWanted(name));
    if (deploy && wanted.length > 0) await this.deployment(changes).deploy();
    for (const scenario of wanted) await this.plan({ ...scenario, stage, deployed: changes });
  }

  isWanted(name: string): boolean {
    return this.only.length === 0 || this.only.includes(name);
  }

  /** Makes the plans of a scenario. A failure of one leaves the others. */
  async plan(scenario: Scenario & Staged): Promise<void> {
    const started = Date.now();
    try {
      writePlanFile(read(await this.file(scenario)));
      console.log(`${scenario.name}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
    } catch (error) {
      this.failed.push(scenario.name);
      console.error(`${scenario.name}: ${(error as Error).message.slice(-1000)}`);
    }
  }

  private async file({ name, stacks, edit, args = [], stage, deployed, ...scenario }: Scenario & Staged) {
    const changes = { ...DEPLOYED, ...deployed, ...scenario.changes };
    const deployment = this.deployment(changes);
    const all = deployment.synthesize();
    const file: PlanFile = { name, stage, changes, stacks: [] };
    for (const stack of all.filter((one) => stacks.includes(one.name))) {
      if (edit) this.edit(stack.folder, edit);
      const out = join(stack.folder, PLAN);
      rmSync(out, { force: true });
      if (!existsSync(join(stack.folder, '.terraform'))) {
        await deployment.terraform(stack.name, ['init', '-input=false', '-no-color', '-upgrade']);
      }
      const plan = ['plan', '-input=false', '-no-color', `-out=${PLAN}`, '-detailed-exitcode', ...args];
      const error = await deployment.terraform(stack.name, plan, [0, 2]).then(() => undefined, errorsOf);
      const json = existsSync(out)
        ? JSON.parse((await deployment.terraform(stack.name, ['show', '-json', PLAN])).stdout)
        : undefined;
      rmSync(out, { force: true });
      const { dependencies } = stack;
      file.stacks.push({ name: stack.name, dependencies, ...(error && { error }), ...(json && { plan: json }) });
    }
    return file;
  }

  /** Applies a stack that was edited by hand. */
  async applyEdited(stack: string, deployed: Changes, edit: (json: StackJson) => void): Promise<void> {
    const deployment = this.deployment(deployed);
    const found = deployment.synthesize().find(({ name }) => name === stack);
    if (found) this.edit(found.folder, edit);
    await deployment.terraform(stack, ['apply', '-auto-approve', '-input=false', '-no-color']);
  }

  deployment(changes: Changes): Deployment {
    return this.emulated.deployment({ ...DEPLOYED, ...changes });
  }

  private edit(folder: string, edit: (json: StackJson) => void): void {
    const path = join(folder, 'cdk.tf.json');
    const json: StackJson = JSON.parse(readFileSync(path, 'utf8'));
    edit(json);
    writeFileSync(path, JSON.stringify(json));
  }
}

/** Terraform's errors, from the output of a plan that failed. */
function errorsOf(error: unknown): string {
  if (!(error instanceof CommandError)) throw error;
  return error.output.slice(error.output.indexOf('Error: ')).trim();
}

interface Staged {
  readonly stage: string;
  readonly deployed: Changes;
}

/** Changes the endpoints' security group by AWS's API: a tag is added, and the clients' rule is removed. */
async function drift(emulated: Emulated): Promise<void> {
  const ec2 = new EC2Client(emulated.account('joda-toda-aws'));
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({}));
  const rule = SecurityGroupRules.find(({ CidrIpv4, FromPort }) => CidrIpv4 === '10.3.0.0/16' && FromPort === 6379);
  const GroupId = rule?.GroupId as string;
  await ec2.send(new CreateTagsCommand({ Resources: [GroupId], Tags: [{ Key: 'Owner', Value: 'somebody' }] }));
  await ec2.send(
    new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [rule?.SecurityGroupRuleId as string] }),
  );
  ec2.destroy();
}

/** Another team, which the environment does not know, connects to the service by an endpoint of its own. */
async function anotherTeam(emulated: Emulated, service: { id: string; name: string }): Promise<void> {
  const prod = new EC2Client(emulated.account('prod'));
  const AddAllowedPrincipals = ['arn:aws:iam::333333333333:root'];
  await prod.send(new ModifyVpcEndpointServicePermissionsCommand({ ServiceId: service.id, AddAllowedPrincipals }));
  const other = new EC2Client(emulated.account('prod', 'arn:aws:iam::333333333333:role/deploy'));
  const { Vpc } = await other.send(new CreateVpcCommand({ CidrBlock: '10.77.0.0/16' }));
  const { AvailabilityZones = [] } = await other.send(new DescribeAvailabilityZonesCommand({}));
  const zone = AvailabilityZones.find(({ ZoneId }) => ZoneId === 'use1-az1');
  const { Subnet } = await other.send(
    new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.77.0.0/24', AvailabilityZone: zone?.ZoneName }),
  );
  await other.send(
    new CreateVpcEndpointCommand({
      VpcEndpointType: 'Interface',
      VpcId: Vpc?.VpcId,
      SubnetIds: [Subnet?.SubnetId as string],
      ServiceName: service.name,
    }),
  );
  prod.destroy();
  other.destroy();
}

/** Makes what the environment has no fields for, by hand or by AWS's API, and the plans of it. */
async function special(maker: Maker, emulated: Emulated): Promise<void> {
  const unprotected = { stage: UNPROTECTED.name, deployed: UNPROTECTED.changes };
  const deployment = maker.deployment(UNPROTECTED.changes);
  if (maker.isWanted('region-removed')) {
    await deployment.deploy(['state', 'redis-service']);
    await maker.applyEdited('redis-service', UNPROTECTED.changes, supportRegions('us-east-1', 'eu-west-1'));
    const edit = supportRegions('us-east-1');
    await maker.plan({
      name: 'region-removed',
      stacks: ['redis-service'],
      edit,
      ...unprotected,
      stage: LISTENERS.name,
    });
  }
  if (maker.isWanted('secret-changed')) {
    await deployment.deploy();
    await maker.applyEdited(CONSUMER, UNPROTECTED.changes, secretParameter('first'));
    await maker.plan({ name: 'secret-changed', stacks: [CONSUMER], edit: secretParameter('second'), ...unprotected });
  }
  if (maker.isWanted('drift')) {
    await deployment.deploy();
    const outputs = await deployment.outputs('redis-service');
    await anotherTeam(emulated, {
      id: String(outputs.endpoint_service_id),
      name: String(outputs.endpoint_service_name),
    });
    const environment = environmentWith(UNPROTECTED.changes);
    writeConnections(await askConnections(environment, emulatorAwsConfig(emulated.endpoint, environment.region)));
    await drift(emulated);
    await maker.plan({ name: 'drift', stacks: ['redis-service', CONSUMER], ...unprotected });
  }
}

async function make(only: readonly string[]): Promise<readonly string[]> {
  const emulated = await emulate(SEEDED);
  const maker = new Maker(emulated, only);
  try {
    await maker.deployment({}).bootstrap();
    await maker.deployment({}).deploy(['state']);
    await maker.stage(FIRST, { deploy: false });
    await maker.stage(PROTECTED);
    await maker.stage(UNPROTECTED);
    await maker.stage(LISTENERS);

    await special(maker, emulated);
    const zoneAdded = { ...UNPROTECTED.changes, 'service.subnets': SEEDED['service.subnets'] };
    if (maker.isWanted('zone-not-in-service')) {
      await maker.deployment(zoneAdded).deploy(['state', 'redis-service']);
      await maker.plan({
        name: 'zone-not-in-service',
        changes: { 'consumers[0].subnets': SEEDED['consumers[0].subnets'] },
        stacks: ['redis-service', CONSUMER],
        stage: UNPROTECTED.name,
        deployed: zoneAdded,
      });
    }
    await maker.stage({ ...SHARED, changes: { ...zoneAdded, ...SHARED.changes } });
    await maker.stage({ ...MANUAL, changes: { ...zoneAdded, ...MANUAL.changes } });
  } finally {
    await emulated.stop();
  }
  return maker.failed;
}

if (process.argv[1] === __filename) {
  if (!process.argv.includes('--write')) {
    console.error('Usage: node --import tsx __tests__/support/review/make-plans.ts --write [<scenario>...]');
    process.exit(1);
  }
  mkdirSync(join(__dirname, '..', '..', 'unit', 'review', 'plans'), { recursive: true });
  make(process.argv.slice(process.argv.indexOf('--write') + 1)).then(
    (failed) => process.exit(failed.length > 0 ? 1 : 0),
    (error: Error) => {
      console.error(error.message.slice(-2000));
      process.exit(1);
    },
  );
}
