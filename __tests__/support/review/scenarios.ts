import example from '../../../src/environments/example';
import { anotherConsumer, type Changes, THIRD_ACCOUNT } from '../environments';

/** Synthesised Terraform JSON, as far as scenarios edit it. */
export interface StackJson {
  resource: Record<string, Record<string, Record<string, unknown>>>;
  [block: string]: unknown;
}

/** A change to plan against what is deployed. */
export interface Scenario {
  readonly name: string;
  /** The environment's changes, on top of those that are deployed. */
  readonly changes?: Changes;
  /** The stacks to plan. */
  readonly stacks: readonly string[];
  /** Edits a stack's Terraform JSON by hand, for what no environment can express. */
  readonly edit?: (json: StackJson) => void;
  /** Further arguments of `terraform plan`. */
  readonly args?: readonly string[];
}

/** Scenarios that share what is deployed before them. */
export interface Stage {
  readonly name: string;
  readonly changes: Changes;
  readonly scenarios: readonly Scenario[];
}

const SERVICE = 'redis-service';
const CONSUMER = 'redis-consumer-joda-toda-aws';
const ACCEPTANCE = 'redis-acceptance-joda-toda-aws';
const PUBLICATION = 'redis-publication-joda-toda-aws';

const zone5 = (account: string) => ({ name: `${account}-private-5`, zoneId: 'use1-az5' });
const serviceSubnets = example.service.subnets;
const consumerSubnets = example.consumers[0]?.subnets ?? [];

/** Exist before anything is deployed. */
export const SEEDED: Changes = {
  'service.subnets': [...serviceSubnets, zone5('prod')],
  'consumers[0].subnets': [...consumerSubnets, zone5('dev')],
};

/** The example: three zones. */
export const DEPLOYED: Changes = { 'service.subnets': serviceSubnets, 'consumers[0].subnets': consumerSubnets };

const remove = (type: string, name: string) => (json: StackJson) => {
  const { [name]: _, ...others } = json.resource[type] ?? {};
  json.resource[type] = others;
  // Terraform refuses a kind without blocks.
  if (Object.keys(others).length === 0) delete json.resource[type];
};

/** Renames the blocks of a server, and says so in `moved` blocks. */
const moveServer = (from: string, to: string) => (json: StackJson) => {
  const moved: { from: string; to: string }[] = [];
  for (const [type, blocks] of Object.entries(json.resource)) {
    for (const name of Object.keys(blocks).filter((block) => block.startsWith(to))) {
      moved.push({ from: `${type}.${name.replace(to, from)}`, to: `${type}.${name}` });
    }
  }
  json.moved = moved;
};

/** Before any deployment but that of the state bucket. */
export const FIRST: Stage = {
  name: 'first',
  changes: {},
  scenarios: [{ name: 'first-plan', stacks: [SERVICE] }],
};

export const PROTECTED: Stage = {
  name: 'protected',
  changes: {},
  scenarios: [
    { name: 'nothing-to-do', stacks: ['state', SERVICE, CONSUMER] },
    { name: 'deletion-protection-off', changes: { deletionProtection: false }, stacks: ['state', SERVICE, CONSUMER] },
    {
      name: 'protected-zone-removed-from-consumer',
      changes: { 'consumers[0].subnets': consumerSubnets.slice(0, 2) },
      stacks: [CONSUMER],
    },
    {
      name: 'protected-service-renamed',
      changes: { 'service.name': 'cache' },
      stacks: [SERVICE],
    },
    {
      name: 'protected-server-removed',
      changes: { 'service.servers': example.service.servers.filter(({ name }) => name !== 'redis-2') },
      stacks: [SERVICE],
    },
    {
      name: 'protected-target-group-replaced',
      stacks: [SERVICE],
      args: ['-replace=aws_lb_target_group.redis_2_target_group'],
    },
    {
      name: 'server-added',
      changes: {
        'service.servers[3]': { name: 'redis-4', address: '10.0.4.13', port: 6379, listenerPort: 6382 },
      },
      stacks: ['state', SERVICE, CONSUMER],
    },
    {
      name: 'consumer-added',
      changes: {
        'accounts.third': THIRD_ACCOUNT,
        'consumers[1]': anotherConsumer('analytics', 'third', {
          'vpc.name': 'analytics',
          'vpc.cidrs': ['10.20.0.0/16'],
          'clients.cidrs': ['10.20.0.0/16'],
          'dns.zoneName': 'redis.analytics.internal',
        }),
      },
      stacks: ['state', SERVICE],
    },
    {
      name: 'zone-added',
      changes: { 'service.subnets': [...serviceSubnets, zone5('prod')] },
      stacks: [SERVICE],
    },
    {
      name: 'tag-added',
      changes: { tags: { Team: 'data' } },
      stacks: ['state', SERVICE, CONSUMER],
    },
  ],
};

export const UNPROTECTED: Stage = {
  name: 'unprotected',
  changes: { deletionProtection: false },
  scenarios: [
    { name: 'unprotected-nothing-to-do', stacks: ['state', SERVICE, CONSUMER] },
    { name: 'service-renamed', changes: { 'service.name': 'cache' }, stacks: [SERVICE] },
    {
      name: 'zone-removed',
      changes: { 'service.subnets': serviceSubnets.slice(0, 2), 'consumers[0].subnets': consumerSubnets.slice(0, 2) },
      stacks: [SERVICE, CONSUMER],
    },
    {
      name: 'endpoint-service-replaced',
      stacks: [SERVICE],
      args: ['-replace=aws_vpc_endpoint_service.endpoint_service'],
    },
    {
      name: 'server-moved-by-name',
      changes: { 'service.servers[1].name': 'redis-b' },
      stacks: [SERVICE],
      edit: moveServer('redis_2', 'redis_b'),
    },
    { name: 'server-readdressed', changes: { 'service.servers[1].address': '10.0.4.21' }, stacks: [SERVICE, CONSUMER] },
    {
      name: 'second-way-added',
      changes: { 'service.servers[1].alsoAt': { address: '10.0.4.21', port: 6379 } },
      stacks: [SERVICE],
    },
    {
      name: 'target-group-emptied',
      stacks: [SERVICE],
      edit: (json) => {
        remove('aws_lb_target_group_attachment', 'redis_2_target_10_0_4_11_6379')(json);
        remove('terraform_data', 'redis_2_targets')(json);
      },
    },
    {
      name: 'principal-replaced',
      changes: {
        'accounts.joda-toda-aws.endpointPrincipalArn': 'arn:aws:iam::222222222222:role/redis-privatelink-deploy',
      },
      stacks: [SERVICE],
    },
    {
      name: 'principal-removed',
      stacks: [SERVICE],
      edit: remove('aws_vpc_endpoint_service_allowed_principal', 'endpoint_service_allow_joda_toda_aws'),
    },
    {
      name: 'acceptance-turned-on',
      changes: { 'service.acceptance': 'manual' },
      stacks: [SERVICE, CONSUMER],
    },
    { name: 'endpoint-replaced', stacks: [CONSUMER], args: ['-replace=aws_vpc_endpoint.endpoint_use1_az2'] },
    {
      name: 'client-network-narrowed',
      changes: { 'consumers[0].clients.cidrs': ['10.3.0.0/17'] },
      stacks: [SERVICE, CONSUMER],
    },
    {
      name: 'client-network-added',
      changes: { 'consumers[0].clients.cidrs': ['10.3.0.0/16', '10.30.0.0/16'] },
      stacks: [SERVICE, CONSUMER],
    },
    {
      name: 'state-role-changed',
      changes: { 'accounts.joda-toda-aws.stateRoleArn': 'arn:aws:iam::222222222222:role/terraform-state' },
      stacks: ['state'],
    },
    {
      name: 'state-versioning-removed',
      stacks: ['state'],
      edit: (json) => {
        remove('aws_s3_bucket_versioning', 'state_versioning')(json);
        const lifecycle = json.resource.aws_s3_bucket_lifecycle_configuration?.state_lifecycle;
        delete lifecycle?.depends_on;
      },
    },
    {
      name: 'hosted-zone-renamed',
      changes: { 'consumers[0].dns.zoneName': 'cache.joda-toda.internal' },
      stacks: [CONSUMER],
    },
    {
      name: 'authentication-added',
      changes: { 'consumers[0].credentials': { passwordSecretName: 'redis/password' } },
      stacks: [CONSUMER],
    },
    {
      name: 'unknown-resource',
      stacks: [SERVICE],
      edit: (json) => {
        json.resource.aws_sqs_queue = { extra: { name: 'extra', provider: 'aws.prod' } };
      },
    },
    {
      name: 'resource-imported',
      stacks: [CONSUMER],
      edit: (json) => {
        json.resource.aws_vpc = { dev: { cidr_block: '10.3.0.0/16', provider: 'aws.joda-toda-aws' } };
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's interpolation
        json.import = [{ to: 'aws_vpc.dev', id: '${data.aws_vpc.existing_vpc.id}' }];
      },
    },
    { name: 'destroyed', stacks: ['state', SERVICE, CONSUMER], args: ['-destroy'] },
  ],
};

export const LISTENERS: Stage = {
  name: 'listeners',
  changes: { deletionProtection: false },
  scenarios: [
    { name: 'listeners-nothing-to-do', stacks: ['state', SERVICE, CONSUMER] },
    {
      name: 'listener-port-changed',
      changes: { 'service.servers[1].listenerPort': 6390 },
      stacks: [SERVICE, CONSUMER],
    },
    {
      name: 'listener-ports-swapped',
      changes: { 'service.servers[0].listenerPort': 6380, 'service.servers[1].listenerPort': 6379 },
      stacks: [SERVICE, CONSUMER],
    },
    {
      name: 'server-removed',
      changes: { 'service.servers': example.service.servers.filter(({ name }) => name !== 'redis-2') },
      stacks: [SERVICE, CONSUMER],
    },
    {
      name: 'server-renamed',
      changes: { 'service.servers[1].name': 'redis-b' },
      stacks: [SERVICE, CONSUMER],
    },
    { name: 'record-replaced', stacks: [CONSUMER], args: ['-replace=aws_route53_record.dns_server_redis_2'] },
    {
      // As before listeners were keyed by their ports.
      name: 'listener-port-changed-in-place',
      changes: { 'service.servers[1].listenerPort': 6390 },
      stacks: [SERVICE],
      edit: ({ resource: { aws_lb_listener: listeners = {} } }) => {
        listeners.load_balancer_listener_6380 = listeners.load_balancer_listener_6390 ?? {};
        delete listeners.load_balancer_listener_6390;
      },
    },
    {
      // No environment leads to this: listeners are keyed by their ports.
      name: 'listener-ports-exchanged',
      stacks: [SERVICE],
      edit: ({ resource: { aws_lb_listener: listeners = {} } }) => {
        Object.assign(listeners.load_balancer_listener_6379 ?? {}, { port: 6380 });
        Object.assign(listeners.load_balancer_listener_6380 ?? {}, { port: 6379 });
      },
    },
    {
      name: 'listener-port-kept-open',
      changes: { 'service.servers[1].listenerPort': 6390, 'service.servers[1].formerListenerPort': 6380 },
      stacks: [SERVICE, CONSUMER],
    },
    {
      name: 'server-renamed-formerly',
      changes: { 'service.servers[1].name': 'redis-b', 'service.servers[1].formerly': 'redis-2' },
      stacks: [SERVICE, CONSUMER],
    },
  ],
};

export const SHARED: Stage = {
  name: 'shared',
  changes: { deletionProtection: false, 'consumers[0].endpoints': 'one' },
  scenarios: [
    { name: 'shared-nothing-to-do', stacks: [CONSUMER] },
    {
      name: 'shared-zone-removed',
      changes: { 'consumers[0].subnets': consumerSubnets.slice(0, 2) },
      stacks: [CONSUMER],
    },
    {
      name: 'shared-zone-added',
      changes: { 'consumers[0].subnets': SEEDED['consumers[0].subnets'] },
      stacks: [CONSUMER],
    },
  ],
};

export const MANUAL: Stage = {
  name: 'manual',
  changes: { deletionProtection: false, 'service.acceptance': 'manual' },
  scenarios: [
    { name: 'manual-nothing-to-do', stacks: ['state', SERVICE, CONSUMER, ACCEPTANCE, PUBLICATION] },
    {
      name: 'accepter-destroyed',
      changes: { 'consumers[0].subnets': consumerSubnets.slice(0, 2) },
      stacks: [ACCEPTANCE],
    },
    { name: 'acceptance-turned-off', changes: { 'service.acceptance': 'automatic' }, stacks: [SERVICE] },
    { name: 'acceptance-destroyed', stacks: [ACCEPTANCE, PUBLICATION], args: ['-destroy'] },
  ],
};

/** The Regions that the service supports. Without the argument, the provider keeps what is deployed. */
export const supportRegions =
  (...regions: string[]) =>
  (json: StackJson) => {
    const service = json.resource.aws_vpc_endpoint_service?.endpoint_service;
    if (service) service.supported_regions = regions;
  };

/** A parameter whose value is sensitive. */
export const secretParameter = (value: string) => (json: StackJson) => {
  const parameters = json.resource.aws_ssm_parameter;
  if (parameters)
    parameters.password = { name: '/redis/password', type: 'SecureString', value, provider: 'aws.joda-toda-aws' };
};
