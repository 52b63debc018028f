import type { App } from 'cdktf';
import { accountRootArn, stackNames, stateKey, stateRoleArn } from '../config/names';
import { partition } from '../config/regions';
import type { Environment } from '../config/schema';
import { StateBucket, type StateGuest } from '../constructs/state-bucket';
import { AccountStack, type AccountStackProps, accountOf } from './account-stack';

/** The S3 bucket that keeps every stack's state, its own included once `npm run bootstrap` has moved it there. */
export class StateStack extends AccountStack {
  constructor(app: App, props: Omit<AccountStackProps, 'account'>) {
    super(app, stackNames.state, { ...props, account: props.environment.service.account });
    const { region, state, deletionProtection } = props.environment;

    const { bucket } = new StateBucket(this, 'state', {
      bucketName: state.bucket,
      bucketArn: `arn:${partition(region)}:s3:::${state.bucket}`,
      kmsKeyArn: state.kmsKeyArn,
      guests: guests(props.environment),
      deletionProtection,
    });

    this.output('bucket_name', 'Name of the S3 bucket that keeps the state of every stack', bucket.bucket);
  }
}

/** The consumers of other accounts: each writes the state of its own stacks and reads the service's. */
function guests(environment: Environment): StateGuest[] {
  const owner = accountOf(environment, environment.service.account);
  const byPrincipal = new Map<string, string[]>();
  for (const consumer of environment.consumers) {
    const account = accountOf(environment, consumer.account);
    if (account.id === owner.id) continue;
    const principal = stateRoleArn(account) ?? accountRootArn(account, environment.region);
    const keys = byPrincipal.get(principal) ?? [];
    byPrincipal.set(principal, [...keys, stateKey(environment, stackNames.consumer(consumer.name))]);
  }
  const serviceKey = stateKey(environment, stackNames.service);
  return [...byPrincipal].map(([principalArn, writes]) => ({ principalArn, writes, reads: [serviceKey] }));
}
