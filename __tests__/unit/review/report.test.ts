import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedStack } from '../../../src/plans/planned-stack';
import { parsePlan } from '../../../src/plans/terraform-plan';
import { exitStatus, FORMATS, mergeReports, type Report, render, reportHash, review } from '../../../src/review';
import type { ResourceChanges, StackReport } from '../../../src/review/report';
import { environmentWith } from '../../support/environments';
import { markdownProblems } from '../../support/review/markdown';
import { contextOf, planned, reportOf } from '../../support/review/planned';

const SCENARIOS = readdirSync(join(__dirname, 'plans')).map((file) => file.replace('.json', ''));

/** Scenarios for which somebody allowed another principal by hand. */
const AFTER_DRIFT = ['drift', 'zone-not-in-service', 'manual-nothing-to-do', 'acceptance-turned-off'];

const stackOf = (report: Report, name: string) => report.stacks.find((stack) => stack.name === name) as StackReport;

/** How each resource changes, by address. */
const kinds = ({ changes }: StackReport) =>
  Object.fromEntries(changes.flatMap(({ kind, resources }) => resources.map(({ address }) => [address, kind])));

const changeOf = ({ changes }: StackReport, address: string) =>
  changes.find(({ resources }) => resources.some((resource) => resource.address === address)) as ResourceChanges;

describe('the line of a stack', () => {
  test('counts replacements apart from what is added and destroyed', () => {
    const { counts } = stackOf(reportOf('service-renamed'), 'redis-service');
    expect(counts).toEqual({ add: 0, change: 1, replace: 10, destroy: 0, move: 0, import: 0, forget: 0 });
  });

  test('counts what moves, and what is imported', () => {
    expect(stackOf(reportOf('server-moved-by-name'), 'redis-service').counts).toMatchObject({ move: 5, destroy: 0 });
    const { counts, changes } = stackOf(reportOf('resource-imported'), 'redis-consumer-joda-toda-aws');
    expect(counts).toMatchObject({ add: 0, import: 1 });
    expect(changes.flatMap(({ resources }) => resources)).toContainEqual({
      address: 'aws_vpc.dev',
      importId: expect.stringMatching(/^vpc-/),
    });
  });

  test('counts what Terraform forgets, which stays on AWS', () => {
    const { counts } = stackOf(reportOf('acceptance-turned-on'), 'redis-consumer-joda-toda-aws');
    expect(counts).toMatchObject({ forget: 6, destroy: 0 });
  });

  test('of a first plan says that the stack is new', () => {
    const service = stackOf(reportOf('first-plan'), 'redis-service');
    expect(service.isNew).toBe(true);
    expect(service.counts.add).toBeGreaterThan(20);
    expect(stackOf(reportOf('nothing-to-do'), 'redis-service').isNew).toBe(false);
  });
});

describe('changes', () => {
  test('of many resources that are alike are folded into one', () => {
    const changes = stackOf(reportOf('tag-added'), 'redis-service').changes;
    expect(changes).toHaveLength(1);
    expect(changes[0]?.resources).toHaveLength(14);
    expect(changes[0]?.attributes).toEqual([{ path: 'tags_all.Team', after: '"data"' }]);
  });

  test('name the attribute that forces a replacement', () => {
    const { attributes } = changeOf(stackOf(reportOf('service-renamed'), 'redis-service'), 'aws_lb.load_balancer');
    expect(attributes.filter(({ forcesReplacement }) => forcesReplacement)).toEqual([
      { path: 'name', before: '"redis"', after: '"cache"', forcesReplacement: true },
    ]);
  });

  test('name the reason for one that no attribute forces', () => {
    const { kind, reason } = changeOf(
      stackOf(reportOf('endpoint-replaced'), 'redis-consumer-joda-toda-aws'),
      'aws_vpc_endpoint.endpoint_use1_az2',
    );
    expect({ kind, reason }).toEqual({ kind: 'replace', reason: 'somebody asked for the replacement with -replace' });
  });

  test('say that a block is gone from the configuration', () => {
    const { kind, reason } = changeOf(
      stackOf(reportOf('server-removed'), 'redis-service'),
      'aws_lb_listener.load_balancer_listener_6380',
    );
    expect({ kind, reason }).toEqual({ kind: 'destroy', reason: 'its block is gone from the configuration' });
  });

  test('name the address that a resource moves from', () => {
    const service = stackOf(reportOf('server-moved-by-name'), 'redis-service');
    const { resources } = changeOf(service, 'aws_lb_listener.redis_b_listener');
    expect(resources).toContainEqual({
      address: 'aws_lb_listener.redis_b_listener',
      from: 'aws_lb_listener.redis_2_listener',
    });
    expect(kinds(service)['aws_lb_listener.redis_b_listener']).toBe('none');
  });

  test('that Terraform defers are told apart', () => {
    // GIVEN no stack of this project defers anything: the format is Terraform's
    const change = { actions: ['create'], before: null, after: {} };
    const resource_change = { address: 'aws_lb.a', mode: 'managed', type: 'aws_lb', name: 'a', change };
    const plan = parsePlan({
      terraform_version: '1.11.4',
      deferred_changes: [{ reason: 'instance_count_unknown', resource_change }],
    });
    const stack = { name: 'redis-service', folder: '', dependencies: [] };
    // WHEN
    const report = review([{ status: 'planned', stack, plan, hasState: true }], contextOf(environmentWith()));
    // THEN
    expect(report.stacks[0]?.deferred).toEqual([{ address: 'aws_lb.a', reason: 'instance_count_unknown' }]);
    expect(exitStatus(report)).toBe(2);
    expect(render(report, 'text')).toContain('aws_lb.a: instance_count_unknown');
  });
});

describe('drift', () => {
  test('shows what somebody changed behind Terraform, and nothing else', () => {
    const report = reportOf('drift');
    expect(stackOf(report, 'redis-service').drift).toEqual([
      {
        kind: 'change',
        resources: [{ address: 'aws_vpc_endpoint_service.endpoint_service' }],
        attributes: [{ path: 'allowed_principals', after: '["arn:aws:iam::333333333333:root"]' }],
        relevant: expect.any(Boolean),
      },
    ]);
    const { drift } = stackOf(report, 'redis-consumer-joda-toda-aws');
    const drifted = drift.map(({ kind, resources }) => [kind, ...resources.map(({ address }) => address)]);
    expect(drifted).toContainEqual(['change', 'aws_security_group.endpoint_security_group']);
    expect(drifted).toContainEqual([
      'destroy',
      'aws_vpc_security_group_ingress_rule.endpoint_security_group_in_10_3_0_0_16_6379_6381',
    ]);
    expect(JSON.stringify(drift)).toContain('"path":"tags.Owner","before":"\\"somebody\\""'.replace('before', 'after'));
  });

  test('is told apart from what is intended', () => {
    const report = reportOf('drift');
    const { changes, counts } = stackOf(report, 'redis-consumer-joda-toda-aws');
    expect(counts).toMatchObject({ add: 1 });
    expect(changes.flatMap(({ resources }) => resources.map(({ address }) => address))).toContain(
      'aws_vpc_security_group_ingress_rule.endpoint_security_group_in_10_3_0_0_16_6379_6381',
    );
    expect(render(report, 'text')).toMatch(/redis-consumer-joda-toda-aws: changed outside Terraform\n/);
  });

  test.each(SCENARIOS.filter((name) => !AFTER_DRIFT.includes(name)))(
    "is not what the project's own resources show of each other: %s",
    (scenario) => {
      expect(reportOf(scenario).stacks.flatMap(({ name, drift }) => drift.map((one) => [name, one]))).toEqual([]);
    },
  );
});

describe('a plan that fails', () => {
  test("shows Terraform's error; one by prevent_destroy says what to do instead of what Terraform advises", () => {
    const report = reportOf('protected-service-renamed');
    const { status, error } = stackOf(report, 'redis-service');
    expect(status).toBe('failed');
    expect(error).toMatch(/^deletionProtection is on, and this plan would destroy or replace aws_lb\.load_balancer\./);
    expect(error).toMatch(/Error: Instance cannot be destroyed/);
    expect(exitStatus(report)).toBe(1);
  });

  test('by a condition shows its message', () => {
    const { error } = stackOf(reportOf('zone-not-in-service'), 'redis-consumer-joda-toda-aws');
    expect(error).toMatch(/Resource precondition failed[\s\S]*npm run\s+refresh-zones/);
    expect(error).not.toContain('deletionProtection');
  });

  test('does not hide a check of another stack that fails', () => {
    const { checks } = stackOf(reportOf('zone-not-in-service'), 'redis-service');
    expect(checks).toContainEqual({
      address: 'check.endpoint_service_zones',
      status: 'fail',
      problems: [expect.stringMatching(/lacks the zones us-east-1.*npm run refresh-zones/)],
    });
  });
});

describe('the exit status', () => {
  const waiting: PlannedStack = {
    status: 'waiting',
    stack: { name: 'redis-consumer-joda-toda-aws', folder: '', dependencies: ['redis-service'] },
    upstream: ['redis-service'],
  };

  test.each([
    ['nothing-to-do', 0],
    ['server-added', 2],
    ['consumer-added', 2],
    ['tag-added', 2],
    ['second-way-added', 2],
    ['client-network-added', 2],
    ['server-moved-by-name', 2],
    ['first-plan', 2],
    ['listener-port-changed', 3],
    ['protected-service-renamed', 1],
  ])('of %s is %d', (scenario, status) => {
    expect(exitStatus(reportOf(scenario))).toBe(status);
  });

  test('is 2 once every risk is allowed', () => {
    const allowances = reportOf('zone-added').risks.flatMap(({ rule, addresses }) =>
      addresses.map((address) => ({ rule, address })),
    );
    expect(exitStatus(reportOf('zone-added', { allowances }))).toBe(2);
  });

  test('is 2 if a stack waits', () => {
    const { stacks, environment } = planned('nothing-to-do');
    expect(exitStatus(review([...stacks.slice(0, 2), waiting], contextOf(environment)))).toBe(2);
  });

  test('is 2 if an unchanged plan has to be made again after another one', () => {
    const { stacks, environment } = planned('nothing-to-do');
    const outdated = stacks.map((stack) =>
      stack.status === 'planned' ? { ...stack, outdatedBy: ['redis-service'] } : stack,
    );
    const report = review(outdated, contextOf(environment));
    expect(exitStatus(report)).toBe(2);
    expect(render(report, 'text')).toContain('planned again after redis-service');
  });
});

describe('a protected resource whose block is gone', () => {
  const PROTECTED = 'prevent_destroy went with the block';

  test('is said to be protected by nothing but the review', () => {
    expect(JSON.stringify(reportOf('protected-zone-removed-from-consumer').risks)).toContain(PROTECTED);
  });

  test('is not, in an environment without protection', () => {
    expect(JSON.stringify(reportOf('zone-removed').risks)).not.toContain(PROTECTED);
  });
});

describe.each(SCENARIOS)('the report of %s', (scenario) => {
  test('is valid Markdown, whole or short, and has every risk in every format', () => {
    const report = reportOf(scenario);
    for (const limit of [65_536, 8_000]) {
      const text = render(report, 'markdown', { limit });
      expect(markdownProblems(text, limit)).toEqual([]);
      for (const { rule } of report.risks) expect(text).toContain(rule);
    }
    for (const format of FORMATS) {
      const text = render(report, format);
      for (const { rule, addresses } of report.risks) {
        for (const part of [rule, ...addresses]) expect(text).toContain(part);
      }
    }
  });

  test('is the same in one go and merged from shares', () => {
    const { stacks, environment } = planned(scenario);
    const context = contextOf(environment, { allowances: [{ rule: 'zone-added', address: 'aws_lb.load_balancer' }] });
    const merged = mergeReports(stacks.map((stack) => review([stack], context)).reverse());
    expect(merged).toEqual(review(stacks, context));
  });
});

describe('no secret', () => {
  test.each(FORMATS)('is in the format %s: only that it changes', (format) => {
    const report = reportOf('secret-changed');
    const text = render(report, format);
    expect(text).not.toMatch(/"(first|second)\\?"/);
    expect(text).toContain('(sensitive)');
    expect(text).toContain('aws_ssm_parameter.password');
  });
});

describe('the hash of a report', () => {
  const hashOf = (scenario: string, context = {}) => reportHash(reportOf(scenario, context));

  test('is the same for the same plans at another time, in another order, by somebody who may ask AWS', () => {
    const { stacks, environment } = planned('listener-port-changed');
    const context = contextOf(environment, { now: new Date('2027-01-01'), connections: {} });
    expect(reportHash(review([...stacks].reverse(), context))).toBe(hashOf('listener-port-changed'));
  });

  test('differs for another change, and once a risk is allowed', () => {
    const allowances = [{ rule: 'zone-added', address: 'aws_lb.load_balancer' }];
    const hashes = ['zone-added', 'server-added', 'nothing-to-do'].map((scenario) => hashOf(scenario));
    expect(new Set([...hashes, hashOf('zone-added', { allowances })]).size).toBe(4);
  });

  test('is in the Markdown, for whoever applies what was reviewed', () => {
    expect(render(reportOf('zone-added'), 'markdown')).toContain(`<!-- report sha256:${hashOf('zone-added')} -->`);
  });
});

describe('merging', () => {
  test('needs a report', () => {
    expect(() => mergeReports([])).toThrow('There is no report to merge.');
  });

  test('refuses reports of different environments, and of destroying with deploying', () => {
    const report = reportOf('nothing-to-do');
    expect(() => mergeReports([report, { ...report, environment: 'other' }])).toThrow(/"test" and "other"/);
    expect(() => mergeReports([report, { ...report, destroying: true }])).toThrow(/"test" \(destroy\)/);
  });

  test('counts a stack once that several jobs have planned', () => {
    const report = reportOf('server-removed');
    expect(mergeReports([report, report])).toEqual(report);
  });
});
