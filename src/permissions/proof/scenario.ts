import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Environment } from '../../config/schema';
import type { EmulatorCredentials } from '../../emulator/aws';
import { emulatorAwsConfig } from '../../emulator/aws';
import { Deployment } from '../../emulator/deployment';
import { EmulatedPermissions } from '../../emulator/permissions';
import { seed } from '../../emulator/seed';
import type { ProviderSource } from '../../terraform/provider';
import { refreshZones } from '../../zones/refresh-zones';
import { type PrintedRole, printedRoles } from '../printed';
import { synthesizedBlocks } from '../synthesized';
import { Administrator } from './administrator';
import { driftOfConsumer, driftOfService } from './drift';
import { type ProofEnvironments, proofEnvironments, seededEnvironment } from './environments';

/** Properties of {@link Scenario}. */
export interface ScenarioProps {
  /** URL of the emulator. */
  readonly endpoint: string;
  readonly provider: ProviderSource;
  /** An existing folder for everything that is written. */
  readonly folder: string;
  /** Stops the running step. Terraform then still prints the errors that it has met. */
  readonly signal?: AbortSignal;
  /** Receives the output of Terraform, line by line. */
  readonly onOutput?: (line: string) => void;
}

/** What a scenario needs besides its properties: with it, another process can go on from a copy of the emulator. */
export interface ScenarioState {
  readonly credentials: EmulatorCredentials;
  readonly environments: ProofEnvironments;
}

/** A part of a deployment's life. */
export interface Step {
  readonly name: string;
  /** Rejects if a permission is lacking. */
  readonly run: () => Promise<unknown>;
}

/** ARN of the user that runs Terraform. It may do nothing but assume roles. */
export const DEPLOYER = 'arn:aws:iam::111111111111:user/deployer';

/** A deployment's whole life, each part under the role that a person would take for it. */
export class Scenario {
  readonly administrator: Administrator;

  private constructor(
    private readonly props: ScenarioProps,
    readonly state: ScenarioState,
  ) {
    this.administrator = new Administrator(props.endpoint, state.environments.grown);
  }

  /** Prepares a new emulator: what exists before a deployment, the roles with their policies, and enforcement. */
  static async begin(props: ScenarioProps): Promise<Scenario> {
    const { endpoint } = props;
    const seeded = seededEnvironment();
    await seed(seeded, endpoint);
    const administrator = new Administrator(endpoint, seeded);
    await administrator.begin();
    const credentials = await administrator.createUser(DEPLOYER.split('/').at(-1) as string);
    const dev = new EC2Client(administrator.config('joda-toda-aws'));
    const vpc = async () => (await dev.send(new CreateVpcCommand({ CidrBlock: '10.77.0.0/16' }))).Vpc?.VpcId as string;
    const environments = proofEnvironments({ additional: await vpc(), authorized: await vpc() });
    dev.destroy();
    const scenario = new Scenario(props, { credentials, environments });
    await scenario.applyRoles(environments.first);
    await new EmulatedPermissions(endpoint).enforce(true);
    return scenario;
  }

  /** Goes on with a copy of an emulator that {@link begin} has prepared. */
  static resume(props: ScenarioProps, state: ScenarioState): Scenario {
    return new Scenario(props, state);
  }

  /** The roles of an environment, as `npm run permissions -- --principal …` prints them. */
  roles(environment: Environment): PrintedRole[] {
    return printedRoles(environment, synthesizedBlocks(environment), { principalArn: DEPLOYER });
  }

  /** All parts, in order. Each begins where the previous one ended. */
  get steps(): Step[] {
    const { first, grown, unprotected, named } = this.state.environments;
    const stacks = (consumer: string) =>
      ['consumer', 'acceptance', 'publication'].map((kind) => `redis-${kind}-${consumer}`);
    const joda = stacks('joda-toda-aws');
    const third = stacks('third');
    return [
      { name: 'bootstrap', run: () => this.deployment(first).bootstrap() },
      ...['redis-service', ...joda].map((stack) => this.deploy(first, stack)),
      ...['state', 'redis-service', ...joda].map((stack) => this.plan(first, stack)),
      {
        name: 'repair redis-service',
        run: async () => {
          await driftOfService(this.administrator, 'prod');
          await this.deployment(first).deploy(['redis-service']);
        },
      },
      {
        name: 'repair redis-consumer-joda-toda-aws',
        run: async () => {
          await driftOfConsumer(this.administrator, 'joda-toda-aws');
          await this.deployment(first).deploy(['redis-consumer-joda-toda-aws']);
        },
      },
      {
        name: 'grow: bootstrap',
        run: async () => {
          await this.applyRoles(grown);
          await this.deployment(grown).bootstrap();
        },
      },
      this.deploy(grown, 'redis-service', 'grow: '),
      { name: 'grow: refresh zones', run: () => this.refreshZones(grown) },
      ...[...joda, ...third].map((stack) => this.deploy(grown, stack, 'grow: ')),
      ...third.map((stack) => this.plan(grown, stack)),
      {
        name: 'unprotect: state',
        run: async () => {
          await this.applyRoles(unprotected);
          await this.deployment(unprotected).deploy(['state']);
        },
      },
      ...['redis-service', ...joda, ...third].map((stack) => this.deploy(unprotected, stack, 'unprotect: ')),
      ...[...third, ...joda].reverse().map((stack) => this.destroy(unprotected, stack)),
      {
        name: 'name: deploy redis-service',
        run: async () => {
          await this.applyRoles(named);
          await this.deployment(named).deploy(['redis-service']);
        },
      },
      // The provider knows the TXT record for the private DNS name only now.
      this.deploy(named, 'redis-service', 'name: again '),
      this.deploy(named, 'redis-private-dns', 'name: '),
      this.plan(named, 'redis-private-dns'),
      this.destroy(named, 'redis-private-dns'),
      this.destroy(named, 'redis-service'),
      { name: 'destroy state', run: () => this.deployment(named).destroyBucket() },
    ];
  }

  private deploy(environment: Environment, stack: string, prefix = ''): Step {
    return { name: `${prefix}deploy ${stack}`, run: () => this.deployment(environment).deploy([stack]) };
  }

  private destroy(environment: Environment, stack: string): Step {
    return { name: `destroy ${stack}`, run: () => this.deployment(environment).destroy([stack]) };
  }

  /** Plans with the role that only plans, in a folder of its own, without a lock: nothing has changed. */
  private plan(environment: Environment, stack: string): Step {
    return {
      name: `plan ${stack}`,
      run: async () => {
        const planning = await this.deploymentIn('planning', environment, 'plan');
        planning.synthesize();
        await planning.terraform(stack, ['init', '-no-color']);
        await planning.terraform(stack, ['plan', '-lock=false', '-detailed-exitcode', '-no-color']);
      },
    };
  }

  private async applyRoles(environment: Environment): Promise<void> {
    await this.administrator.applyRoles(this.roles(environment));
  }

  private refreshZones(environment: Environment) {
    const { endpoint } = this.props;
    return refreshZones(environment, emulatorAwsConfig(endpoint, environment.region, this.state.credentials));
  }

  /** An environment's deployment by its deploying roles. */
  deployment(environment: Environment, role?: 'plan'): Deployment {
    const { credentials } = this.state;
    return new Deployment({ ...this.props, environment, credentials, role, killSignal: 'SIGINT' });
  }

  private async deploymentIn(subfolder: string, environment: Environment, role: 'plan'): Promise<Deployment> {
    const folder = join(this.props.folder, subfolder);
    await mkdir(folder, { recursive: true });
    return new Scenario({ ...this.props, folder }, this.state).deployment(environment, role);
  }
}
