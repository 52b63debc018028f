import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type TerraformResource, TerraformStack } from 'cdktf';
import { environmentNames, loadEnvironment } from '../../../src/config/load';
import type { Environment } from '../../../src/config/schema';
import { ACCEPTED_FINDING, type AcceptedFinding } from '../../../src/constructs/accepted-finding';
import { addStacks } from '../../../src/stacks/add-stacks';
import { synthesize } from '../../../src/stacks/synthesize';
import { anotherConsumer, environmentWith } from '../../support/environments';
import { type CheckResult, type ScanResults, scan } from './checkov';

const MINUTES = 60_000;

/** The shipped environments, and one with the options that checks ask for and with every kind of stack. */
const ENVIRONMENTS: readonly Environment[] = [
  ...environmentNames().map(loadEnvironment),
  {
    ...environmentWith({
      'state.kmsKeyArn': 'arn:aws:kms:us-east-1:111111111111:key/12345678-90ab-4def-9234-567890abcdef',
      'state.accessLogs': { bucket: 'redis-logs' },
      'state.replication': {
        bucket: 'redis-copy',
        roleArn: 'arn:aws:iam::111111111111:role/replication',
        kmsKeyArn: 'arn:aws:kms:us-west-2:111111111111:key/mrk-1234567890abcdef1234567890abcdef',
      },
      'service.acceptance': 'manual',
      'service.transitGateway.attachVpc': true,
      'service.enforceRulesOnPrivateLink': false,
      'service.connectionNotificationTopicArn': 'arn:aws:sns:us-east-1:111111111111:connections',
      'consumers[1]': anotherConsumer('one-endpoint', 'joda-toda-aws', { endpoints: 'one' }),
    }),
    name: 'with-options',
  },
];

describe('a scan of every environment for security', () => {
  let folder: string;
  let results: ScanResults;
  let accepted: (AcceptedFinding & { stack: string; name: string })[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scanned-'));
    for (const environment of ENVIRONMENTS) {
      const outdir = join(folder, environment.name);
      await mkdir(outdir);
      synthesize(outdir, environment, {});
    }
    accepted = ENVIRONMENTS.flatMap(acceptedFindings);
    results = await scan(folder);
  }, 10 * MINUTES);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const keyOf = ({ stack, name, check }: { stack: string; name: string; check: string }) => `${stack} ${name} ${check}`;

  test('finds nothing that is not accepted, with a reason, where the resource is declared', () => {
    const reasons = new Map(accepted.map((finding) => [keyOf(finding), finding.reason]));
    const unexpected = results.failed.filter((result) => !reasons.has(keyOf(result)));
    expect(unexpected).toEqual([]);
  });

  test('finds everything that is accepted: a reason goes with what it explains', () => {
    const failed = new Set(results.failed.map(keyOf));
    expect(accepted.filter((finding) => !failed.has(keyOf(finding)))).toEqual([]);
  });

  test('finds nothing that an option mends where the option is set', () => {
    const checks = (name: string) => [
      ...new Set(results.failed.filter(({ stack }) => stack.startsWith(`${name}/`)).map(({ check }) => check)),
    ];
    expect(checks('with-options').sort()).toEqual([
      'CKV2_AWS_23',
      'CKV2_AWS_34',
      'CKV2_AWS_62',
      'CKV_AWS_152',
      'CKV_AWS_91',
    ]);
    const options = ['CKV_AWS_123', 'CKV_AWS_144', 'CKV_AWS_145', 'CKV_AWS_18'];
    expect(checks('example')).toEqual(expect.arrayContaining(options));
  });

  test.each([
    ['state', 15],
    ['redis-service', 40],
    ['redis-consumer-joda-toda-aws', 25],
  ])('passes checks of the stack %s: %i at least', (stack, least) => {
    const passed = results.passed.filter((result: CheckResult) => result.stack === `example/stacks/${stack}`);
    expect(passed.length).toBeGreaterThanOrEqual(least);
  });
});

describe('a scan', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scanned-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test(
    'fails where a stack cannot be parsed',
    async () => {
      synthesize(folder, environmentWith(), {});
      const file = join(folder, 'stacks', 'state', 'cdk.tf.json');
      const stack = JSON.parse(await readFile(file, 'utf8'));
      await writeFile(file, JSON.stringify({ ...stack, terraform: { ...stack.terraform, experiments: 'text' } }));
      await expect(scan(folder)).rejects.toThrow(/can't parse .*stacks\/state/);
    },
    2 * MINUTES,
  );

  test(
    'fails where there is nothing to scan',
    async () => {
      await expect(scan(folder)).rejects.toThrow('nothing to scan');
    },
    2 * MINUTES,
  );
});

/** The findings that an environment's constructs accept. */
function acceptedFindings(environment: Environment) {
  const app = new App({ outdir: tmpdir(), stackTraces: false });
  addStacks(app, environment);
  return app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === ACCEPTED_FINDING)
      .map(({ data }) => ({
        ...(data as AcceptedFinding),
        stack: `${environment.name}/stacks/${TerraformStack.of(construct).node.id}`,
        name: (construct as TerraformResource).friendlyUniqueId,
      })),
  );
}
