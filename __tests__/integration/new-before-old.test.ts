import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { ListenerRules } from '../../src/constructs/listener-rules';
import type { Deployment } from '../../src/emulator/deployment';
import { locateProvider } from '../../src/terraform/provider';
import { type Emulated, emulate } from '../support/emulated';
import { stackWith } from '../support/synth';

const MINUTES = 60_000;

describe('rules of a security group, by Terraform', () => {
  let emulated: Emulated;
  let deployment: Deployment;
  let vpcId: string;

  beforeAll(async () => {
    emulated = await emulate();
    deployment = emulated.deployment();
    const { Vpcs = [] } = await new EC2Client(emulated.account('prod')).send(new DescribeVpcsCommand({}));
    vpcId = Vpcs[0]?.VpcId as string;
    await apply([6379, 6380, 6382, 26379]);
  }, 3 * MINUTES);

  afterAll(() => emulated?.stop(), MINUTES);

  test.each([
    ['a server comes', [6379, 6380, 6381]],
    ['the runs join', [6379, 6380, 6381, 6382, 26379]],
    ['a server in the middle goes', [6379, 6381, 6382, 26379]],
    ['servers go at both ends', [6381, 26379]],
  ])(
    'are created before old ones are destroyed: %s',
    async (_what, ports) => {
      // WHEN
      const lines = (await apply(ports)).split('\n');
      // THEN
      const last = (pattern: RegExp) => lines.findLastIndex((line) => pattern.test(line));
      const firstDestroyed = lines.findIndex((line) => /ingress_rule\S+: Destroying/.test(line));
      const created = last(/ingress_rule\S+: Creation complete/);
      expect(created).toBeGreaterThan(-1);
      expect(firstDestroyed).toBeGreaterThan(created);
    },
    MINUTES,
  );

  /** Plain Terraform on a group and its rules, with a state of its own. Returns what it prints. */
  async function apply(ports: number[]): Promise<string> {
    const { json } = stackWith((stack) => {
      const { id } = new SecurityGroup(stack, 'group', { namePrefix: 'rules-', vpcId });
      new ListenerRules(stack, 'in', { securityGroupId: id, ports, clientCidrs: ['10.3.0.0/16', '10.4.0.0/16'] });
    });
    const { terraform, ...rest } = JSON.parse(json);
    const version = (await locateProvider()).version;
    const required_providers = { aws: { source: 'hashicorp/aws', version } };
    const folder = join(deployment.outdir, 'stacks', 'rules');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'cdk.tf.json'), JSON.stringify({ ...rest, terraform: { required_providers } }));
    await deployment.terraform('rules', ['init', '-input=false', '-no-color']);
    const { stdout } = await deployment.terraform('rules', ['apply', '-auto-approve', '-input=false', '-no-color']);
    return stdout;
  }
});
