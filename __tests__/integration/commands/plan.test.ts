import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  CreateTagsCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { copyProject } from '../../../src/bench/project-copy';
import { applyCommand } from '../../../src/commands/apply';
import { deployCommand } from '../../../src/commands/deploy';
import { planCommand } from '../../../src/commands/plan';
import { reportCommand } from '../../../src/commands/report';
import { checkEnvironment, loadEnvironment } from '../../../src/config/load';
import { Deployment } from '../../../src/emulator/deployment';
import type { Report } from '../../../src/review';
import { locateProvider } from '../../../src/terraform/provider';
import { runCommand } from '../../support/commands';
import { type Emulated, emulate } from '../../support/emulated';
import { anotherConsumer, type Changes, propsWith, THIRD_ACCOUNT } from '../../support/environments';

const MINUTES = 60_000;

// Leaves the developer's own work folder alone.
const mockWork = mkdtempSync(join(tmpdir(), 'work-'));
jest.mock('../../../src/project', () => ({
  ...jest.requireActual('../../../src/project'),
  workFolder: (name: string) => require('node:path').join(mockWork, name),
}));

jest.mock('../../../src/config/load', () => {
  const original = jest.requireActual('../../../src/config/load');
  return { ...original, loadEnvironment: jest.fn(original.loadEnvironment) };
});

const CONSUMER = 'redis-consumer-joda-toda-aws';

/** One deployment, from the first plan on. The order matters: each test starts where the previous one ended. */
describe('plan, apply and report', () => {
  let emulated: Emulated;
  let env: NodeJS.ProcessEnv;
  const example = loadEnvironment('example');
  const folder = (name: string) => join(mockWork, 'saved', name);

  beforeAll(async () => {
    emulated = await emulate();
    const deployment = new Deployment({
      environment: example,
      endpoint: emulated.endpoint,
      provider: await locateProvider(),
      folder: mockWork,
    });
    await deployment.bootstrap();
    env = deployment.env;
    // The SDK reads the process's own environment.
    for (const [name, value] of Object.entries(env)) if (name.startsWith('AWS_')) process.env[name] = value;
    mkdirSync(folder(''), { recursive: true });
  }, 5 * MINUTES);

  afterAll(async () => {
    await emulated?.stop();
    rmSync(mockWork, { recursive: true, force: true });
  }, MINUTES);

  /** Changes the example environment for all further commands. */
  const use = (changes: Changes = {}) =>
    jest.mocked(loadEnvironment).mockReturnValue(checkEnvironment('example', propsWith(changes)));
  const fourth = { name: 'redis-4', address: '10.0.4.13', port: 6379, listenerPort: 6382 };
  const withServer = () => use({ 'service.servers[3]': fourth });
  const plan = async (...args: string[]) => {
    const result = await runCommand(planCommand, [...args, '--format', 'json'], env);
    return { ...result, report: result.stdout ? (JSON.parse(result.stdout) as Report) : undefined };
  };
  const apply = (...args: string[]) => runCommand(applyCommand, args, env);
  const statuses = (report?: Report) =>
    Object.fromEntries(report?.stacks.map(({ name, status }) => [name, status]) ?? []);

  test(
    'the first plan of all: what needs another stack is waiting for it, and the whole is saved',
    async () => {
      const { status, report, stderr } = await plan('--out', folder('first'));
      expect(statuses(report)).toEqual({ state: 'planned', 'redis-service': 'planned', [CONSUMER]: 'waiting' });
      expect(report?.stacks[2]?.upstream).toEqual(['redis-service']);
      expect(report?.stacks[1]).toMatchObject({ isNew: true, counts: { change: 0, destroy: 0 } });
      expect(status).toBe(2);
      expect(stderr).toContain(`${CONSUMER}: waiting for redis-service`);
      expect(readdirSync(folder('first')).sort()).toEqual([
        'manifest.json',
        'redis-consumer-joda-toda-aws',
        'redis-service',
        'report.json',
        'report.md',
        'report.txt',
        'state',
      ]);
      const modes = [folder('first'), join(folder('first'), 'redis-service'), join(folder('first'), 'manifest.json')];
      expect(modes.map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(['700', '700', '600']);
      cpSync(folder('first'), folder('copy'), { recursive: true });
    },
    3 * MINUTES,
  );

  test(
    'an interrupted apply says what was and was not done, and a repetition finishes the work, waiting stacks included',
    async () => {
      const prod = new EC2Client(emulated.account('prod'));
      const controller = new AbortController();
      const groups = async () => {
        const { SecurityGroups = [] } = await prod.send(new DescribeSecurityGroupsCommand({}));
        return SecurityGroups.filter(({ GroupName }) => GroupName !== 'default').length;
      };
      const interrupted = runCommand(applyCommand, [folder('first')], env, controller.signal);
      while ((await groups()) === 0) await sleep(50);
      controller.abort(new Error('Interrupted'));
      const { status, stdout, stderr } = await interrupted;
      expect(status).toBe(130);
      expect(stderr).toContain('Run the command again to finish the work.');
      expect(stdout).toContain(`  redis-service: interrupted\n  ${CONSUMER}: not done`);

      const again = await apply(folder('first'));
      expect(again.stderr).not.toContain('Error');
      expect(again.status).toBe(0);
      expect(again.stdout).toMatch(
        / {2}state: No changes\.\n {2}redis-service: Resources: \d+ added, .*\n {2}redis-consumer-joda-toda-aws: Resources: \d+ added, 0 changed, 0 destroyed\./,
      );
    },
    10 * MINUTES,
  );

  test(
    'after it there is nothing to do',
    async () => {
      const { status, report } = await plan();
      expect({ status, risks: report?.risks }).toEqual({ status: 0, risks: [] });
    },
    2 * MINUTES,
  );

  test(
    'applying the same folder again does nothing; a copy of the first plans is refused',
    async () => {
      const again = await apply(folder('first'));
      expect(again.status).toBe(0);
      expect(again.stdout).toContain(
        `  redis-service: Applied by an earlier run.\n  ${CONSUMER}: Applied by an earlier run.`,
      );
      const copy = await apply(folder('copy'));
      expect(copy.status).toBe(1);
      expect(copy.stderr).toContain('it was made when the stack had no state, and now it has one');
    },
    2 * MINUTES,
  );

  test(
    'an additive change is planned for every stack, without a risk',
    async () => {
      withServer();
      const { status, report } = await plan('--out', folder('added'));
      expect({ status, risks: report?.risks }).toEqual({ status: 2, risks: [] });
      expect(report?.stacks.map(({ counts: { add, change } }) => [add > 0, change > 0])).toEqual([
        [false, false],
        [true, false],
        [true, true],
      ]);
      cpSync(folder('added'), folder('altered'), { recursive: true });
      cpSync(folder('added'), folder('overtaken'), { recursive: true });
    },
    2 * MINUTES,
  );

  test(
    'apply refuses an altered plan, one of another configuration, and one whose report is not the reviewed one',
    async () => {
      appendFileSync(join(folder('altered'), 'redis-service', 'plan.tfplan'), ' ');
      const altered = await apply(folder('altered'));
      expect(altered.status).toBe(1);
      expect(altered.stderr).toContain('plan.tfplan was altered after the plan');
      use();
      const other = await apply(folder('added'));
      expect(other.status).toBe(1);
      expect(other.stderr).toContain('The plan of redis-service was made from another configuration');
      withServer();
      const unreviewed = await apply(folder('added'), '--reviewed', '0'.repeat(64));
      expect(unreviewed.status).toBe(1);
      expect(unreviewed.stderr).toMatch(
        /The report of these plans has the hash [0-9a-f]{64}, and the reviewed one 0{64}/,
      );
    },
    2 * MINUTES,
  );

  test(
    'apply goes on with the reviewed report, and what it has overtaken is refused',
    async () => {
      const hash = (await runCommand(reportCommand, ['--hash', folder('added')], env)).stdout.trim();
      const { status, stdout } = await apply(folder('added'), '--reviewed', hash);
      expect(status).toBe(0);
      expect(stdout).toMatch(/redis-service: Resources: [1-9]\d* added, \d+ changed, \d+ destroyed\./);
      const overtaken = await apply(folder('overtaken'));
      expect(overtaken.status).toBe(1);
      expect(overtaken.stderr).toMatch(/is out of date: the state has changed since, from serial \d+ to \d+/);
    },
    5 * MINUTES,
  );

  test(
    'drift made behind Terraform is reported; deploy asks before it mends it, and --yes goes ahead',
    async () => {
      const dev = new EC2Client(emulated.account('joda-toda-aws'));
      const { VpcEndpoints = [] } = await dev.send(new DescribeVpcEndpointsCommand({}));
      const Resources = [VpcEndpoints[0]?.VpcEndpointId as string];
      await dev.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'by-hand', Value: 'x' }] }));
      const { status, report } = await plan(CONSUMER);
      expect(status).toBe(2);
      expect(report?.stacks[2]?.drift).toContainEqual({
        kind: 'change',
        relevant: true,
        resources: [{ address: expect.stringMatching(/^aws_vpc_endpoint\./) }],
        attributes: [{ path: 'tags.by-hand', after: '"x"' }],
      });

      const asked = await runCommand(deployCommand, [], env);
      expect(asked.status).toBe(1);
      expect(asked.stderr).toContain('To go ahead without, run: npm run deploy -- --yes --environment example');
      expect(asked.stdout).toContain(`  ${CONSUMER}: not done`);
      const { status: done, stdout } = await runCommand(deployCommand, ['--yes'], env);
      expect(done).toBe(0);
      expect(stdout).toContain(`  ${CONSUMER}: Resources: 0 added, 1 changed, 0 destroyed.`);
    },
    4 * MINUTES,
  );

  test(
    'a failed postcondition fails its stack, and no other',
    async () => {
      use({ 'consumers[0].vpc.cidrs': ['10.3.0.0/16', '10.4.0.0/16'] });
      const { status, report } = await plan();
      expect(status).toBe(1);
      expect(statuses(report)).toEqual({ state: 'planned', 'redis-service': 'planned', [CONSUMER]: 'failed' });
      expect(report?.stacks[2]?.error).toContain('VPC dev has the CIDR blocks 10.3.0.0/16');
      const deployed = await runCommand(deployCommand, ['--yes'], env);
      expect(deployed.status).toBe(1);
      expect(deployed.stdout).toContain('  redis-service: not done');
    },
    3 * MINUTES,
  );

  test(
    'a consumer whose account may not use the state bucket yet is waiting for the stack that lets it in',
    async () => {
      use({ 'accounts.third': THIRD_ACCOUNT, 'consumers[1]': anotherConsumer('third', 'third') });
      const { report } = await plan('redis-consumer-third');
      expect(statuses(report)).toEqual({
        state: 'planned',
        'redis-service': 'planned',
        'redis-consumer-third': 'waiting',
      });
      expect(report?.stacks.find(({ status }) => status === 'waiting')?.upstream).toEqual(['state']);
    },
    2 * MINUTES,
  );

  test(
    'deploy refuses a risk that was not allowed with status 3 and changes nothing',
    async () => {
      use(); // without the fourth server
      const { status, stdout, stderr } = await runCommand(deployCommand, ['--yes'], env);
      expect(status).toBe(3);
      expect(stderr).toMatch(/--allow 'listener-removed:aws_lb_listener\.\w+'/);
      expect(stdout).toContain(`  redis-service: not done\n  ${CONSUMER}: not done`);
      const planned = await plan();
      expect(planned.status).toBe(3);
    },
    3 * MINUTES,
  );

  test(
    'separate jobs that plan a share each give the report of one that plans everything',
    async () => {
      const run = promisify(execFile);
      const job = async (name: string, ...stacks: string[]) => {
        const copy = folder(`job-${name}`);
        mkdirSync(copy);
        await copyProject(copy, []);
        const main = ['--disable-warning=DEP0044', '--require', './src/start.cjs', 'src/commands/main.ts'];
        const args = ['plan', ...stacks, '--environment', 'example', '--out', folder(name)];
        const child = run(process.execPath, [...main, ...args], { cwd: copy, env: env as never });
        await expect(child).rejects.toMatchObject({ code: 3 });
      };
      use();
      await Promise.all([job('share-1', 'redis-service'), job('share-2', CONSUMER)]);
      const { stdout } = await plan('--out', folder('whole'));
      const merged = await runCommand(reportCommand, [folder('share-2'), folder('share-1'), '--format', 'json'], env);
      expect(merged).toMatchObject({ status: 3, stdout });
      const hash = async (...folders: string[]) =>
        (await runCommand(reportCommand, ['--hash', ...folders], env)).stdout;
      expect(await hash(folder('share-1'), folder('share-2'))).toBe(await hash(folder('whole')));
    },
    4 * MINUTES,
  );
});
