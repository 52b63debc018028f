import type { App } from 'cdktf';
import { EnvironmentError } from '../config/mistakes';
import { accountOf, accountRootArn, stackNames, stateKey, stateRoleArn } from '../config/names';
import { STATE_POLICY_BYTES } from '../config/quotas';
import { partition } from '../config/regions';
import type { Account, Environment } from '../config/schema';
import { StateBucket, type StateGuests } from '../constructs/state-bucket';
import { bucketPolicy } from '../constructs/state-bucket-policy';
import { AccountStack, type AccountStackProps } from './account-stack';

/** The S3 bucket for the state of every stack. `npm run bootstrap` moves its own state there. */
export class StateStack extends AccountStack {
  constructor(app: App, props: Omit<AccountStackProps, 'account'>) {
    super(app, stackNames.state, { ...props, account: props.environment.service.account });
    const { name, region, state, deletionProtection } = props.environment;
    const bucketArnOf = (bucket: string) => `arn:${partition(region)}:s3:::${bucket}`;
    const bucketArn = bucketArnOf(state.bucket);
    requireRoom(name, bucketArn, guests(props.environment));

    const { bucket } = new StateBucket(this, 'state', {
      bucketName: state.bucket,
      bucketArn,
      kmsKeyArn: state.kmsKeyArn,
      accessLogs: state.accessLogs,
      replication: state.replication && {
        roleArn: state.replication.roleArn,
        bucketArn: bucketArnOf(state.replication.bucket),
        kmsKeyArn: state.replication.kmsKeyArn,
      },
      guests: guests(props.environment),
      deletionProtection,
    });

    this.output('bucket_name', 'Name of the S3 bucket for the state of every stack', bucket.bucket);
  }
}

function requireRoom(environment: string, bucketArn: string, guests: StateGuests): void {
  const { name, most, help, page } = STATE_POLICY_BYTES;
  const bytes = Buffer.byteLength(JSON.stringify(bucketPolicy(bucketArn, guests)));
  if (bytes <= most) return;
  throw new EnvironmentError(environment, [
    {
      path: ['consumers'],
      given: `${guests.accountArns.length} accounts other than the service's`,
      allowed: help,
      why: `the state bucket's policy would take ${bytes} bytes; AWS's quota "${name}" is ${most} (${page})`,
    },
  ]);
}

/** Consumers' accounts other than the service's. Each stores its stacks' states and reads the service's. */
function guests(environment: Environment): StateGuests {
  const { region, service, state } = environment;
  const owner = accountOf(environment, service.account);
  const names = [...new Set(environment.consumers.map(({ account }) => account))];
  const accounts = names.map((name) => accountOf(environment, name)).filter(({ id }) => id !== owner.id);
  return {
    accountArns: state.organizationId ? [] : accounts.map((account) => accountRootArn(account, region)),
    principalArns: principalArns(accounts, environment),
    organizationId: state.organizationId,
    prefix: environment.stateName,
    readsKey: stateKey(environment, owner, stackNames.service),
    ownerId: owner.id,
  };
}

/** A pattern for each role name, `arn:aws:iam::*:role/deploy`, and one for each account without a role. */
function principalArns(accounts: readonly Account[], { region, state }: Environment): string[] | undefined {
  const roles = accounts.map(stateRoleArn);
  if (roles.length === 0 || (state.organizationId && roles.includes(undefined))) return undefined;
  const patterns = accounts.flatMap((account, i) => {
    const role = roles[i];
    if (!role) return `arn:${partition(region)}:iam::${account.id}:*`;
    return account.planRoleArn ? [role, account.planRoleArn] : role;
  });
  return [...new Set(patterns.map(inAnyAccount))].sort();
}

/** The pattern of a role's ARN in every account: `arn:aws:iam::*:role/deploy`. Others are left as they are. */
const inAnyAccount = (arn: string) => arn.replace(/::\d+:role\//, '::*:role/');
