import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { emulatorAwsConfig } from '../../src/emulator/aws';
import { type Emulator, startEmulator } from '../../src/emulator/emulator';
import { emulatorProcessEnvironment } from '../../src/emulator/process-environment';
import { pythonEnvironment } from '../../src/emulator/python';
import { printedRoles } from '../../src/permissions/printed';
import { synthesizedBlocks } from '../../src/permissions/synthesized';
import { asTerraform } from '../../src/permissions/terraform-json';
import { locateProvider } from '../../src/terraform/provider';
import { terraform } from '../../src/terraform/terraform';
import { environmentWith } from '../support/environments';

const MINUTES = 60_000;

describe('npm run permissions -- --format terraform', () => {
  let emulator: Emulator;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'redis-privatelink-roles-'));
    const logFile = join(folder, 'emulator.log');
    emulator = await startEmulator({ python: await pythonEnvironment(), accountId: '111111111111', logFile });
  }, MINUTES);

  afterAll(async () => {
    await emulator?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test(
    'creates the roles of an account with the policies that the other format prints',
    async () => {
      // GIVEN
      const environment = environmentWith();
      const roles = printedRoles(environment, synthesizedBlocks(environment), { account: 'prod' });
      await writeFile(join(folder, 'permissions.tf.json'), JSON.stringify(asTerraform(environment, roles)));
      const provider = await locateProvider();
      const env = emulatorProcessEnvironment({ environment, endpoint: emulator.endpoint, provider, folder });
      // WHEN
      await terraform({ folder }, ['init', '-no-color'], { env });
      await terraform({ folder }, ['apply', '-auto-approve', '-no-color'], { env });
      // THEN
      const iam = new IAMClient(emulatorAwsConfig(emulator.endpoint, environment.region));
      for (const { arn = '', trustPolicy, policies } of roles) {
        const RoleName = arn.split('/').at(-1);
        const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
        expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(trustPolicy);
        const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
        const attached = await Promise.all(AttachedPolicies.map(({ PolicyArn }) => document(iam, PolicyArn)));
        const byName = AttachedPolicies.map(({ PolicyName }, i) => [PolicyName, attached[i]]);
        expect(Object.fromEntries(byName)).toEqual(Object.fromEntries(policies.map((one) => [one.name, one.document])));
      }
      const again = ['plan', '-detailed-exitcode', '-no-color'];
      await expect(terraform({ folder }, again, { env })).resolves.toMatchObject({ exitCode: 0 });
    },
    5 * MINUTES,
  );
});

async function document(iam: IAMClient, PolicyArn: string | undefined): Promise<unknown> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''));
}
