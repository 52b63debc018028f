import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  NoSuchEntityException,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { accountOf } from '../../config/names';
import type { Environment } from '../../config/schema';
import { type EmulatorCredentials, emulatorAwsConfig } from '../../emulator/aws';
import { type AwsConfig, accountConfig } from '../../terraform/aws';
import type { PrintedRole } from '../printed';

/** Creates roles and users in the emulator's accounts, as somebody who may do everything in each. */
export class Administrator {
  private readonly aws: AwsConfig;

  /** @param endpoint URL of the emulator */
  constructor(
    endpoint: string,
    private readonly environment: Environment,
  ) {
    this.aws = emulatorAwsConfig(endpoint, environment.region);
  }

  /** Creates the administrator's own role in every account. Enforcement must be off. */
  async begin(): Promise<void> {
    for (const account of Object.keys(this.environment.accounts)) {
      const iam = this.iam(account);
      const trust = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: this.ownAccountRoot }, Action: 'sts:AssumeRole' }],
      };
      await iam.send(
        new CreateRoleCommand({ RoleName: ADMINISTRATOR, AssumeRolePolicyDocument: JSON.stringify(trust) }),
      );
      await iam.send(
        new PutRolePolicyCommand({ RoleName: ADMINISTRATOR, PolicyName: 'everything', PolicyDocument: allowing('*') }),
      );
    }
  }

  /** Creates the user that deployments begin as, who may do nothing but assume roles. */
  async createUser(name: string): Promise<EmulatorCredentials> {
    const iam = this.iam(this.environment.service.account);
    await iam.send(new CreateUserCommand({ UserName: name }));
    await iam.send(
      new PutUserPolicyCommand({ UserName: name, PolicyName: 'roles', PolicyDocument: allowing('sts:AssumeRole') }),
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
    return { accessKeyId: AccessKey?.AccessKeyId as string, secretAccessKey: AccessKey?.SecretAccessKey as string };
  }

  /** Creates roles, or gives those that exist their present policies. */
  async applyRoles(roles: readonly PrintedRole[]): Promise<void> {
    for (const role of roles) await this.applyRole(role);
  }

  /** Takes an action from a role, whatever its policies allow. */
  async withhold(roleArn: string, action: string): Promise<void> {
    const { accounts } = this.environment;
    const account = Object.keys(accounts).find((name) => roleArn.includes(`:${accounts[name]?.id}:`)) as string;
    const PolicyDocument = policyOf({ Effect: 'Deny', Action: action });
    const RoleName = nameOf(roleArn);
    await this.iam(account).send(new PutRolePolicyCommand({ RoleName, PolicyName: 'withheld', PolicyDocument }));
  }

  /** Configuration of an SDK client that may do everything in an account. */
  config(account: string): AwsConfig {
    const { id } = accountOf(this.environment, account);
    return accountConfig(this.aws, { roleArn: `arn:aws:iam::${id}:role/${ADMINISTRATOR}` });
  }

  private iam(account: string): IAMClient {
    return new IAMClient(this.config(account));
  }

  private get ownAccountRoot(): string {
    return `arn:aws:iam::${accountOf(this.environment, this.environment.service.account).id}:root`;
  }

  private async applyRole({ account, arn, trustPolicy, policies }: PrintedRole): Promise<void> {
    const iam = this.iam(account);
    const RoleName = nameOf(arn);
    const trust = JSON.stringify(trustPolicy);
    try {
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }));
    } catch (error) {
      if (!(error instanceof NoSuchEntityException)) throw error;
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    }
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    for (const { PolicyArn } of AttachedPolicies) {
      await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
      await iam.send(new DeletePolicyCommand({ PolicyArn }));
    }
    for (const { name, document } of policies) {
      const created = await iam.send(
        new CreatePolicyCommand({ PolicyName: name, PolicyDocument: JSON.stringify(document) }),
      );
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: created.Policy?.Arn }));
    }
  }
}

const ADMINISTRATOR = 'administrator';

const nameOf = (arn = '') => arn.split('/').at(-1) as string;

const allowing = (action: string) => policyOf({ Effect: 'Allow', Action: action });

function policyOf(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Resource: '*' }] });
}
