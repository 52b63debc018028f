import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackSettings } from '../../../src/recovery/stack-settings';
import { environmentWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';

test('a stack is searched with the role, external ID and session name that Terraform uses', () => {
  // GIVEN
  const access = { externalId: 'acme-redis', sessionName: 'deploy' };
  const { roleArn = '' } = environmentWith().accounts.prod ?? {};
  const environment = environmentWith({
    'accounts.prod.externalId': access.externalId,
    'accounts.prod.sessionName': access.sessionName,
  });
  const folder = mkdtempSync(join(tmpdir(), 'stack-settings-'));
  writeFileSync(join(folder, 'cdk.tf.json'), synthesised(environment)['redis-service']?.json ?? '');
  // WHEN
  const settings = stackSettings({ folder });
  rmSync(folder, { recursive: true });
  // THEN
  expect(settings).toEqual({
    region: 'us-east-1',
    account: { profile: undefined, roleArn, ...access },
    tags: { Project: 'redis-privatelink', Environment: 'test', Stack: 'redis-service' },
  });
});
