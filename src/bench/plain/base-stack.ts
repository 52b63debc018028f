import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { type App, S3Backend, TerraformStack } from 'cdktf';
import type { Account, EnvironmentProps } from '../../config/schema';

/** A stack with its provider and its backend. */
export class BaseStack extends TerraformStack {
  constructor(app: App, name: string, environment: EnvironmentProps, account: string) {
    super(app, name);
    const { id, roleArn } = environment.accounts[account] as Account;
    new AwsProvider(this, 'aws', {
      region: environment.region,
      allowedAccountIds: [id],
      assumeRole: roleArn ? [{ roleArn }] : undefined,
      defaultTags: [{ tags: { Project: 'redis-privatelink', Stack: name } }],
    });
    new S3Backend(this, {
      bucket: environment.state.bucket,
      key: `${name}.tfstate`,
      region: environment.region,
      encrypt: true,
      assumeRole: roleArn ? { roleArn } : undefined,
    });
  }
}
