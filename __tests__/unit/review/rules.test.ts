import type { StackWithPlan } from '../../../src/plans/planned-stack';
import type { ResourceChange } from '../../../src/plans/terraform-plan';
import { type ReviewContext, review } from '../../../src/review';
import { RULE_NAMES } from '../../../src/review/rules';
import type { Changes } from '../../support/environments';
import { contextOf, planned, risksOf } from '../../support/review/planned';

interface Case {
  readonly rule: string;
  /** Scenario of a real plan: __tests__/support/review/scenarios.ts. */
  readonly plan: string;
  readonly context?: Partial<ReviewContext>;
  /** Changes to the environment that do not show in the plan. */
  readonly changes?: Changes;
}

interface Firing extends Case {
  /** Each risk's stack and addresses. */
  readonly at: readonly string[];
  /** What the risk says, in part. */
  readonly says: RegExp;
}

const FIRING: readonly Firing[] = [
  {
    rule: 'endpoint-service-destroyed',
    plan: 'endpoint-service-replaced',
    at: ['redis-service: aws_vpc_endpoint_service.endpoint_service'],
    says: /AWS refuses to delete an endpoint service that endpoints are connected to.*another name/,
  },
  {
    rule: 'endpoint-service-destroyed',
    plan: 'destroyed',
    at: ['redis-service: aws_vpc_endpoint_service.endpoint_service'],
    says: /Destroy the consumers' stacks first/,
  },
  {
    rule: 'load-balancer-destroyed',
    plan: 'service-renamed',
    at: ['redis-service: aws_lb.load_balancer'],
    says: /listeners of redis, redis-1 \(6379\), redis-2 \(6380\) and redis-3 \(6381\), and then the load balancer/,
  },
  {
    rule: 'load-balancer-destroyed',
    plan: 'zone-removed',
    at: ['redis-service: aws_lb.load_balancer'],
    says: /To leave a zone, remove its endpoints from all consumers/,
  },
  {
    rule: 'stack-entirely-new',
    plan: 'first-plan',
    context: { stateKeys: ['former/111111111111/redis-service.tfstate', 'test/111111111111/state.tfstate'] },
    at: ['redis-service: redis-service'],
    says: /the bucket holds former\/111111111111\/redis-service.tfstate/,
  },
  {
    rule: 'stack-entirely-new',
    plan: 'first-plan',
    context: { stateKeys: ['test/999999999999/redis-service.tfstate'] },
    at: ['redis-service: redis-service'],
    says: /test\/999999999999\/redis-service.tfstate/,
  },
  {
    rule: 'listener-ports-swapped',
    plan: 'listener-ports-exchanged',
    at: ['redis-service: aws_lb_listener.load_balancer_listener_6379 aws_lb_listener.load_balancer_listener_6380'],
    says: /redis-1 from 6379 to 6380 and redis-2 from 6380 to 6379.*DuplicateListener/,
  },
  {
    rule: 'listener-removed',
    plan: 'server-removed',
    at: ['redis-service: aws_lb_listener.load_balancer_listener_6380'],
    says: /listener of redis-2 on port 6380 is deleted, with its target group.*Clients of redis-2 in the consumer joda-toda-aws/,
  },
  {
    rule: 'listener-redirected',
    plan: 'listener-ports-swapped',
    at: [
      'redis-service: aws_lb_listener.load_balancer_listener_6379',
      'redis-service: aws_lb_listener.load_balancer_listener_6380',
    ],
    says: /Port 6379 leads to redis-2 instead of redis-1.*Port 6380 leads to redis-1 instead of redis-2/,
  },
  {
    rule: 'listener-redirected',
    plan: 'server-renamed',
    at: ['redis-service: aws_lb_listener.load_balancer_listener_6380'],
    says: /Port 6380 leads to a new target group.*The group of redis-2 is deleted.*set formerly to "redis-2"/,
  },
  {
    rule: 'listener-port-changed',
    plan: 'listener-port-changed',
    at: ['redis-service: aws_lb_listener.load_balancer_listener_6380'],
    says: /redis-2 moves from port 6380 to 6390, and 6380 closes.*formerListenerPort of redis-2/,
  },
  {
    rule: 'listener-port-changed',
    plan: 'listener-port-changed-in-place',
    at: ['redis-service: aws_lb_listener.redis_2_listener'],
    says: /redis-2 moves from port 6380 to 6390, and 6380 closes/,
  },
  {
    rule: 'target-group-emptied',
    plan: 'target-group-emptied',
    at: ['redis-service: aws_lb_target_group_attachment.redis_2_target_10_0_4_11_6379'],
    says: /target group of redis-2 keeps its listener and loses its only target/,
  },
  {
    rule: 'server-target-changed',
    plan: 'server-readdressed',
    at: ['redis-service: aws_lb_target_group_attachment.redis_2_target_10_0_4_11_6379'],
    says: /redis-2 moves from 10\.0\.4\.11:6379 to 10\.0\.4\.21:6379.*"alsoAt"/,
  },
  {
    rule: 'accepter-destroyed',
    plan: 'accepter-destroyed',
    at: ['redis-acceptance-joda-toda-aws: aws_vpc_endpoint_connection_accepter.use1_az4'],
    says: /rejects its endpoint \(RejectVpcEndpointConnections\), and AWS disconnects it.*consumer joda-toda-aws/,
  },
  {
    rule: 'endpoint-destroyed',
    plan: 'protected-zone-removed-from-consumer',
    at: ['redis-consumer-joda-toda-aws: aws_vpc_endpoint.endpoint_use1_az4'],
    says: /deletes one endpoint of the consumer joda-toda-aws.*2 endpoints are left/,
  },
  {
    rule: 'endpoint-replaced',
    plan: 'endpoint-replaced',
    at: ['redis-consumer-joda-toda-aws: aws_vpc_endpoint.endpoint_use1_az2'],
    says: /created anew with another address and DNS name.*connections through one endpoint end/,
  },
  {
    rule: 'endpoint-zone-removed',
    plan: 'shared-zone-removed',
    at: ['redis-consumer-joda-toda-aws: aws_vpc_endpoint.endpoint'],
    says: /endpoint of the consumer joda-toda-aws leaves one zone/,
  },
  {
    rule: 'client-rule-removed',
    plan: 'client-network-narrowed',
    at: [
      'redis-consumer-joda-toda-aws: aws_vpc_security_group_ingress_rule.endpoint_security_group_in_10_3_0_0_16_6379_6381',
      'redis-service: aws_vpc_security_group_ingress_rule.load_balancer_security_group_in_10_3_0_0_16_6379_6381',
    ],
    says: /no longer admits 10\.3\.0\.0\/16 on ports 6379, 6380 and 6381, except 10\.3\.0\.0\/17/,
  },
  {
    rule: 'hosted-zone-changed',
    plan: 'hosted-zone-renamed',
    at: ['redis-consumer-joda-toda-aws: aws_route53_zone.dns'],
    says: /zone redis\.joda-toda\.internal is deleted with all its names, and cache\.joda-toda\.internal is created/,
  },
  {
    rule: 'hosted-zone-changed',
    plan: 'server-removed',
    at: [
      'redis-consumer-joda-toda-aws: aws_route53_record.dns_redis_srv_redis_2 aws_route53_record.dns_server_redis_2',
    ],
    says: /names no longer exist: _redis\._tcp\.redis-2\.redis\.joda-toda\.internal and redis-2\.redis\.joda-toda\.internal/,
  },
  {
    rule: 'principal-removed',
    plan: 'principal-removed',
    at: ['redis-service: aws_vpc_endpoint_service_allowed_principal.endpoint_service_allow_joda_toda_aws'],
    says: /222222222222:root may no longer create endpoints.*In that account is the consumer joda-toda-aws/,
  },
  {
    rule: 'principal-removed',
    plan: 'principal-replaced',
    at: ['redis-service: aws_vpc_endpoint_service_allowed_principal.endpoint_service_allow_joda_toda_aws'],
    says: /222222222222:root may no longer create endpoints/,
  },
  {
    rule: 'region-removed',
    plan: 'region-removed',
    at: ['redis-service: aws_vpc_endpoint_service.endpoint_service'],
    says: /no longer supports eu-west-1/,
  },
  {
    rule: 'acceptance-turned-on',
    plan: 'acceptance-turned-on',
    at: ['redis-service: aws_vpc_endpoint_service.endpoint_service'],
    says: /each new endpoint is pendingAcceptance.*Connected endpoints stay connected/,
  },
  {
    rule: 'zone-added',
    plan: 'zone-added',
    at: ['redis-service: aws_lb.load_balancer'],
    says: /load balancer gets .*but the endpoint service does not.*npm run refresh-zones/,
  },
  {
    rule: 'client-configuration-changed',
    plan: 'listener-port-changed',
    at: [
      'redis-consumer-joda-toda-aws: aws_ssm_parameter.client_parameter aws_ssm_parameter.client_parameter_use1_az1 aws_ssm_parameter.client_parameter_use1_az2 aws_ssm_parameter.client_parameter_use1_az4',
    ],
    says: /is out of date: servers 10\.0\.4\.11:6379 port \(6380, now 6390\)\./,
  },
  {
    rule: 'client-configuration-changed',
    plan: 'zone-removed',
    at: ['redis-consumer-joda-toda-aws: aws_ssm_parameter.client_parameter_use1_az4'],
    says: /client-configuration\/use1-az4 is deleted/,
  },
  {
    rule: 'state-bucket-changed',
    plan: 'state-role-changed',
    at: ['state: aws_s3_bucket_policy.state_policy'],
    says: /no longer lets in arn:aws:iam::\*:role\/redis-privatelink-deploy/,
  },
  {
    rule: 'state-bucket-changed',
    plan: 'state-versioning-removed',
    at: ['state: aws_s3_bucket_versioning.state_versioning'],
    says: /loses versioning: an overwritten state can no longer be restored/,
  },
  {
    rule: 'state-bucket-changed',
    plan: 'destroyed',
    at: ['state: aws_s3_bucket.state_bucket'],
    says: /holds the only record of what Terraform made/,
  },
  {
    rule: 'deletion-protection-off',
    plan: 'deletion-protection-off',
    at: ['redis-service: aws_lb.load_balancer', 'state: aws_s3_bucket.state_bucket'],
    says: /deletion protection goes.*may be deleted with every state in it/,
  },
  {
    // Terraform's prevent_destroy is not part of a plan.
    rule: 'protected-resource',
    plan: 'destroyed',
    changes: { deletionProtection: true },
    at: [
      'redis-service: aws_lb_target_group.redis_1_target_group aws_lb_target_group.redis_2_target_group aws_lb_target_group.redis_3_target_group aws_lb_target_group_attachment.redis_1_target_10_0_4_10_6379 aws_lb_target_group_attachment.redis_2_target_10_0_4_11_6379 aws_lb_target_group_attachment.redis_3_target_10_0_4_12_6379',
    ],
    says: /6 protected resources are destroyed, although deletionProtection is on/,
  },
  {
    rule: 'unknown-resource-type',
    plan: 'unknown-resource',
    at: ['redis-service: aws_sqs_queue.extra'],
    says: /no resources of the kind aws_sqs_queue/,
  },
];

const SILENT: readonly Case[] = [
  // The service is changed in place to another load balancer.
  { rule: 'endpoint-service-destroyed', plan: 'service-renamed' },
  { rule: 'load-balancer-destroyed', plan: 'zone-added' },
  { rule: 'stack-entirely-new', plan: 'first-plan' },
  {
    // Another environment in the same bucket, which has a file.
    rule: 'stack-entirely-new',
    plan: 'first-plan',
    context: { stateKeys: ['staging/111111111111/redis-service.tfstate'], environmentNames: ['staging', 'test'] },
  },
  // By default, environments are the files in src/environments.
  {
    rule: 'stack-entirely-new',
    plan: 'first-plan',
    context: { stateKeys: ['example/111111111111/redis-service.tfstate'] },
  },
  {
    rule: 'stack-entirely-new',
    plan: 'server-added',
    context: { stateKeys: ['former/111111111111/redis-service.tfstate'] },
  },
  { rule: 'listener-ports-swapped', plan: 'listener-port-changed-in-place' },
  // The field "formerly" moves listener and target group.
  { rule: 'listener-redirected', plan: 'server-renamed-formerly' },
  { rule: 'listener-redirected', plan: 'server-added' },
  { rule: 'listener-removed', plan: 'server-renamed-formerly' },
  // That is another rule's.
  { rule: 'listener-removed', plan: 'listener-port-changed' },
  // With moved blocks, the listener keeps its object.
  { rule: 'listener-removed', plan: 'server-moved-by-name' },
  // The load balancer takes its listeners with it, and is a risk of its own.
  { rule: 'listener-removed', plan: 'service-renamed' },
  { rule: 'listener-port-changed', plan: 'listener-ports-swapped' },
  { rule: 'listener-port-changed', plan: 'listener-port-kept-open' },
  { rule: 'target-group-emptied', plan: 'server-readdressed' },
  { rule: 'target-group-emptied', plan: 'server-removed' },
  { rule: 'server-target-changed', plan: 'second-way-added' },
  { rule: 'server-target-changed', plan: 'server-renamed' },
  { rule: 'accepter-destroyed', plan: 'manual-nothing-to-do' },
  { rule: 'endpoint-destroyed', plan: 'endpoint-replaced' },
  { rule: 'endpoint-replaced', plan: 'zone-removed' },
  { rule: 'endpoint-zone-removed', plan: 'shared-zone-added' },
  { rule: 'client-rule-removed', plan: 'client-network-added' },
  // A rule for the ports on both sides of the removed one replaces the wide one.
  { rule: 'client-rule-removed', plan: 'server-removed' },
  { rule: 'client-rule-removed', plan: 'server-added' },
  { rule: 'hosted-zone-changed', plan: 'server-added' },
  // The name is there again after a second.
  { rule: 'hosted-zone-changed', plan: 'record-replaced' },
  // Records are forgotten, and stay on AWS.
  { rule: 'hosted-zone-changed', plan: 'acceptance-turned-on' },
  { rule: 'principal-removed', plan: 'consumer-added' },
  { rule: 'region-removed', plan: 'acceptance-turned-on' },
  { rule: 'acceptance-turned-on', plan: 'acceptance-turned-off' },
  { rule: 'zone-added', plan: 'tag-added' },
  { rule: 'client-configuration-changed', plan: 'server-added' },
  // Only the endpoint's own name is unknown.
  { rule: 'client-configuration-changed', plan: 'endpoint-replaced' },
  { rule: 'client-configuration-changed', plan: 'authentication-added' },
  { rule: 'state-bucket-changed', plan: 'consumer-added' },
  { rule: 'protected-resource', plan: 'protected-server-removed' },
  { rule: 'protected-resource', plan: 'destroyed' },
  { rule: 'deletion-protection-off', plan: 'server-added' },
  { rule: 'unknown-resource-type', plan: 'server-added' },
];

test.each(FIRING)('$rule fires on the plan $plan', ({ rule, plan, context, changes, at, says }) => {
  // WHEN
  const risks = risksOf(rule, plan, context, changes);
  // THEN
  expect(risks.map(({ stack, addresses }) => `${stack}: ${addresses.join(' ')}`).sort()).toEqual(at);
  const text = risks.map(({ happens, who, instead }) => `${happens} ${who} ${instead}`).join(' ');
  expect(text).toMatch(says);
});

test.each(SILENT)('$rule is silent on the plan $plan', ({ rule, plan, context }) => {
  expect(risksOf(rule, plan, context)).toEqual([]);
});

test.each(RULE_NAMES)('%s has a plan that it fires on, and one that it is silent on', (name) => {
  expect(FIRING.map(({ rule }) => rule)).toContain(name);
  expect(SILENT.map(({ rule }) => rule)).toContain(name);
});

describe('plans joined or adapted from real ones', () => {
  const risksFor = (rule: string, resource_changes: readonly ResourceChange[]) => {
    const { stacks, environment } = planned('server-removed');
    const [service] = stacks.filter((stack) => stack.status === 'planned');
    const plan = { ...(service as StackWithPlan).plan, resource_changes: [...resource_changes] };
    const report = review([{ ...(service as StackWithPlan), plan }], contextOf(environment));
    return report.risks.filter((risk) => risk.rule === rule);
  };
  const changesOf = (scenario: string) =>
    planned(scenario).stacks.flatMap((stack) =>
      stack.status === 'planned' && stack.stack.name === 'redis-service' ? stack.plan.resource_changes : [],
    );

  test('a removed server has not moved to the port of a server that is added', () => {
    const added = changesOf('server-added').filter(({ change }) => change.actions[0] === 'create');
    const both = [...changesOf('server-removed'), ...added];
    expect(risksFor('listener-port-changed', both)).toEqual([]);
    expect(risksFor('listener-removed', both)).toHaveLength(1);
  });

  test('a server that keeps its second way loses nothing with the first', () => {
    const changes = changesOf('target-group-emptied');
    const gone = changes.find(({ address }) => address.endsWith('redis_2_target_10_0_4_11_6379')) as ResourceChange;
    const values = { ...(gone.change.before as object), target_id: '10.0.4.21' };
    const second = {
      ...gone,
      address: 'second',
      change: { actions: ['no-op' as const], before: values, after: values },
    };
    expect(risksFor('target-group-emptied', [...changes, second])).toEqual([]);
    expect(risksFor('server-target-changed', [...changes, second])).toEqual([]);
  });

  test('acceptance that is required already is not turned on by another change', () => {
    const required = (values: unknown) => ({ ...(values as object), acceptance_required: true });
    const changes = changesOf('service-renamed').map(({ change, ...resource }) =>
      resource.type === 'aws_vpc_endpoint_service'
        ? { ...resource, change: { ...change, before: required(change.before), after: required(change.after) } }
        : { ...resource, change },
    );
    expect(risksFor('acceptance-turned-on', changes)).toEqual([]);
  });
});
