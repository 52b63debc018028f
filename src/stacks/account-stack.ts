import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import {
  type App,
  Aspects,
  DataTerraformRemoteStateS3,
  S3Backend,
  type S3BackendConfig,
  TerraformDataSource,
  TerraformElement,
  TerraformOutput,
  type TerraformProvider,
  TerraformResource,
  TerraformStack,
} from 'cdktf';
import type { IConstruct, Node } from 'constructs';
import { UserError } from '../config/mistakes';
import { accountOf, addressOf, stateKey, stateRoleArn } from '../config/names';
import type { Account, Environment } from '../config/schema';
import { MoveRenamed } from '../constructs/renamed';
import { TerraformData } from '../constructs/terraform-data';
import { PROVIDER_CONSTRAINT } from '../terraform/provider-version';

/** Properties of {@link AccountStack}. */
export interface AccountStackProps {
  readonly environment: Environment;
  /** Name of the account that the stack deploys into: the provider's alias. */
  readonly account: string;
  /**
   * The name that the stack was first deployed under, which its state and its tag `Stack` keep.
   * @default - its name
   */
  readonly deployedName?: string;
  /**
   * AWS Region that the stack deploys into.
   * @default - the environment's
   */
  readonly region?: string;
  /**
   * Version constraint of the AWS provider.
   * @default '>= 6.40, < 7'
   */
  readonly awsProviderVersion?: string;
  /**
   * The role that Terraform assumes in every account: the one that deploys, or `planRoleArn`.
   * @default 'deploy'
   */
  readonly role?: 'deploy' | 'plan';
}

/** A stack in one account, with its own aliased provider, state and default tags. */
export abstract class AccountStack extends TerraformStack {
  protected readonly environment: Environment;
  private readonly account: Account;
  private readonly deployedName: string;
  private readonly elementsByAddress = new Map<string, string>();

  constructor(app: App, name: string, props: AccountStackProps) {
    super(app, name);
    this.environment = props.environment;
    this.account = actingAs(props.role, accountOf(props.environment, props.account));
    this.deployedName = props.deployedName ?? name;

    const provider = this.createProvider(props.account, props.region ?? props.environment.region);
    this.createBackend();
    this.giveToAll(provider);
    Aspects.of(this).add(new MoveRenamed(this));
    // S3 state locking needs 1.10, of Terraform and OpenTofu alike.
    this.addOverride('terraform.required_version', '>= 1.10');
    this.addOverride('terraform.required_providers.aws', {
      // The full address: cdktf writes "aws", which is short for it.
      source: 'hashicorp/aws',
      version: props.awsProviderVersion || PROVIDER_CONSTRAINT,
    });
  }

  /** An output. Its name is stable, since users and other stacks rely on it. */
  protected output(name: string, description: string, value: unknown): void {
    new TerraformOutput(this, name, { value, description });
  }

  /** Reads another stack's outputs from its state, with this account's state role. */
  protected outputsOf(id: string, stack: AccountStack): DataTerraformRemoteStateS3 {
    this.addDependency(stack);
    return new DataTerraformRemoteStateS3(this, id, this.stateOf(stack));
  }

  /**
   * Removes resources from the state without destroying them, if they are in it: another stack has them now.
   *
   * @param addresses Terraform addresses
   */
  protected forget(addresses: readonly string[]): void {
    this.addOverride(
      'removed',
      addresses.map((from) => ({ from, lifecycle: { destroy: false } })),
    );
  }

  /**
   * The path of ids below the stack, without cdktf's hash, so that plans read well: `redis_1_target_group`.
   *
   * @throws UserError if two elements would get the same address. The rules refuse most names in the environment that
   * would collide; this catches the rest.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const path = node.scopes.slice(node.scopes.indexOf(this) + 1).map(({ node: { id } }) => id);
    const address = addressOf(path);
    const owner = this.elementsByAddress.get(address) ?? node.path;
    if (owner !== node.path) {
      throw new UserError(
        `${owner} and ${node.path} would both have the address ${address}. ` +
          `Choose another name in the environment "${this.environment.name}" for one of them.`,
      );
    }
    this.elementsByAddress.set(address, owner);
    return address;
  }

  /**
   * Skips cdktf's search for cross-stack references, which resolves every element once more. This project writes the
   * outputs and remote states itself ({@link outputsOf}); a test detects any other reference.
   */
  override prepareStack(): void {}

  private createProvider(alias: string, region: string): AwsProvider {
    const { environment, account } = this;
    return new AwsProvider(this, 'aws_provider', {
      alias,
      region,
      allowedAccountIds: [account.id],
      // With both, the profile's credentials assume the role.
      profile: account.profile,
      assumeRole: account.roleArn ? [assumption(account.roleArn, account)] : undefined,
      defaultTags: [
        {
          tags: {
            Project: 'redis-privatelink',
            Environment: environment.stateName,
            Stack: this.deployedName,
            // These can't override the three above: `tag-rules.ts` refuses that.
            ...environment.tags,
          },
        },
      ],
    });
  }

  private createBackend(): void {
    const backend = new S3Backend(this, this.stateOf(this));
    // cdktf has no property for S3 state locking, and DynamoDB-based locking is deprecated:
    // https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
    backend.addOverride('use_lockfile', true);
  }

  /** Location of a stack's state and this account's access to it. Props, since remote states ignore overrides. */
  private stateOf(stack: AccountStack): S3BackendConfig {
    const { environment, account } = this;
    const roleArn = stateRoleArn(account);
    return {
      bucket: environment.state.bucket,
      key: stateKey(environment, stack.account, stack.deployedName),
      region: environment.region,
      encrypt: true,
      kmsKeyId: environment.state.kmsKeyArn,
      profile: account.profile,
      assumeRole: roleArn ? assumption(roleArn, account) : undefined,
    };
  }

  /** Assigns the stack's provider to every AWS resource and data source, so that constructs need not. */
  private giveToAll(provider: TerraformProvider): void {
    Aspects.of(this).add({
      visit(node: IConstruct): void {
        if (node instanceof TerraformData) return;
        if (node instanceof TerraformResource || node instanceof TerraformDataSource) node.provider ??= provider;
      },
    });
  }
}

/** How one of an account's roles is assumed. */
function assumption(roleArn: string, { externalId, sessionName }: Account) {
  return { roleArn, externalId, sessionName };
}

/** The account, entered by the role that plans, for its resources and its states alike. */
function actingAs(role: AccountStackProps['role'], account: Account): Account {
  return role === 'plan' ? { ...account, roleArn: account.planRoleArn, stateRoleArn: account.planRoleArn } : account;
}
