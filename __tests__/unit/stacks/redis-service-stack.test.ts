import { zoneIdPrefix } from '../../../src/config/regions';
import { anotherConsumer, type Changes, environmentWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import { addresses, counts, resources, type StackJson, theOnly } from '../../support/synth';

const build = (changes: Changes = {}) => synthesised(environmentWith(changes))['redis-service'] as StackJson;
const example = build();

const STATEFUL =
  /^aws_(lb|lb_listener|lb_target_group|lb_target_group_attachment|vpc_endpoint_service|security_group|route)$/;

/** Networks and ports that the load balancer admits. */
const letIn = (stack: StackJson) =>
  resources(stack, 'aws_vpc_security_group_ingress_rule')
    .filter(({ ip_protocol }) => ip_protocol === 'tcp')
    .map((rule) => `${rule.cidr_ipv4} ${rule.from_port}-${rule.to_port}`);

const CLIENT_GROUPS = { clients: { securityGroupIds: ['sg-11111111'] } };

describe('the stack of the service', () => {
  test('has stateful resources at these addresses: changing one would destroy and recreate it', () => {
    expect(addresses({ ...example, data: {} }, (type) => STATEFUL.test(type))).toEqual([
      'aws_lb.load_balancer',
      'aws_lb_listener.load_balancer_listener_6379',
      'aws_lb_listener.load_balancer_listener_6380',
      'aws_lb_listener.load_balancer_listener_6381',
      'aws_lb_target_group.redis_1_target_group',
      'aws_lb_target_group.redis_2_target_group',
      'aws_lb_target_group.redis_3_target_group',
      'aws_lb_target_group_attachment.redis_1_target_10_0_4_10_6379',
      'aws_lb_target_group_attachment.redis_2_target_10_0_4_11_6379',
      'aws_lb_target_group_attachment.redis_3_target_10_0_4_12_6379',
      'aws_route.on_premises_private_10_0_4_0_24',
      'aws_security_group.load_balancer_security_group',
      'aws_vpc_endpoint_service.endpoint_service',
    ]);
  });

  test('gives a Sentinel its own listener and target group', () => {
    // WHEN
    const stack = build({
      'service.redis': { mode: 'sentinel', masterName: 'mymaster' },
      'service.servers[0].sentinel': { port: 26379, listenerPort: 26379 },
      'service.servers[1].sentinel': { port: 26379, listenerPort: 26380 },
    });
    // THEN
    expect(addresses(stack, (type) => type === 'aws_lb_listener')).toHaveLength(5);
    expect(stack.resource.aws_lb_listener?.load_balancer_listener_26380).toMatchObject({
      port: 26380,
      default_action: [{ target_group_arn: `\${aws_lb_target_group.redis_2_sentinel_target_group.arn}` }],
    });
    expect(stack.resource.aws_lb_target_group_attachment?.redis_2_sentinel_target_10_0_4_11_26379).toMatchObject({
      target_id: '10.0.4.11',
      port: 26379,
    });
  });

  test('keeps a former listener port open, in both security groups too', () => {
    // WHEN
    const stacks = synthesised(
      environmentWith({ 'service.servers[1].listenerPort': 7380, 'service.servers[1].formerListenerPort': 6380 }),
    );
    // THEN
    const { aws_lb_listener: listeners } = stacks['redis-service']?.resource ?? {};
    const forward = [{ type: 'forward', target_group_arn: `\${aws_lb_target_group.redis_2_target_group.arn}` }];
    expect(listeners?.load_balancer_listener_7380).toMatchObject({ port: 7380, default_action: forward });
    expect(listeners?.load_balancer_listener_6380).toMatchObject({ port: 6380, default_action: forward });
    expect(letIn(stacks['redis-service'] as StackJson)).toEqual(['10.3.0.0/16 6379-6381', '10.3.0.0/16 7380-7380']);
    expect(letIn(stacks['redis-consumer-joda-toda-aws'] as StackJson)).toEqual([
      '10.3.0.0/16 6379-6381',
      '10.3.0.0/16 7380-7380',
    ]);
  });

  test('updates listeners before it destroys a target group that they forwarded to', () => {
    expect(example.resource.terraform_data?.load_balancer_order).toMatchObject({
      triggers_replace: { resources: 'redis-1 redis-2 redis-3' },
      depends_on: [1, 2, 3].flatMap((n) => [
        `aws_lb_target_group.redis_${n}_target_group`,
        `aws_lb_listener.load_balancer_listener_${6378 + n}`,
      ]),
      lifecycle: { create_before_destroy: true },
    });
  });

  test('swaps the ports of two servers by their target groups, so that no port is taken twice', () => {
    const swapped = build({ 'service.servers[0].listenerPort': 6380, 'service.servers[1].listenerPort': 6379 });
    const { aws_lb_listener: before } = example.resource;
    const { aws_lb_listener: after } = swapped.resource;
    expect(Object.keys(after ?? {})).toEqual(Object.keys(before ?? {}));
    expect(after?.load_balancer_listener_6379).toEqual({
      ...before?.load_balancer_listener_6379,
      default_action: before?.load_balancer_listener_6380?.default_action,
    });
    expect(swapped.resource.aws_lb_target_group).toEqual(example.resource.aws_lb_target_group);
  });

  test.each([true, false])('protects load balancer and endpoint service with one setting: %p', (deletionProtection) => {
    const stack = build({ deletionProtection });
    expect(theOnly(stack, 'aws_lb')).toMatchObject({
      enable_deletion_protection: deletionProtection,
      lifecycle: { prevent_destroy: deletionProtection },
    });
    expect(theOnly(stack, 'aws_vpc_endpoint_service').lifecycle).toEqual({ prevent_destroy: deletionProtection });
  });

  test.each([
    ['manual', true],
    ['automatic', false],
  ])('with %s acceptance, endpoints require it: %p', (acceptance, waits) => {
    const stack = build({ 'service.acceptance': acceptance });
    expect(theOnly(stack, 'aws_vpc_endpoint_service').acceptance_required).toBe(waits);
  });

  test("allows each consumer's account once, by a separate resource", () => {
    const stack = build({
      'accounts.third': { id: '333333333333', endpointPrincipalArn: 'arn:aws:iam::333333333333:role/app' },
      'accounts.unused': { id: '444444444444' },
      'consumers[1]': anotherConsumer('second'),
      'consumers[2]': anotherConsumer('third', 'third'),
    });
    const principals = stack.resource.aws_vpc_endpoint_service_allowed_principal ?? {};
    expect(Object.entries(principals).map(([name, { principal_arn }]) => [name, principal_arn])).toEqual([
      ['endpoint_service_allow_joda_toda_aws', 'arn:aws:iam::222222222222:root'],
      ['endpoint_service_allow_third', 'arn:aws:iam::333333333333:role/app'],
    ]);
  });

  test('allows external consumers by resources of their own, lists all principals, and admits their clients', () => {
    // GIVEN
    const external = [
      { name: 'partner', principalArn: 'arn:aws:iam::333333333333:role/app', cidrs: ['10.77.0.0/16'] },
      { name: 'bureau', principalArn: 'arn:aws:iam::444444444444:root', cidrs: ['10.3.0.0/16'] },
    ];
    // WHEN
    const stacks = synthesised(environmentWith({ 'service.externalConsumers': external }));
    const stack = stacks['redis-service'] as StackJson;
    // THEN
    expect(stack.resource.aws_vpc_endpoint_service_allowed_principal).toMatchObject({
      endpoint_service_allow_joda_toda_aws: { principal_arn: 'arn:aws:iam::222222222222:root' },
      endpoint_service_allow_partner: { principal_arn: 'arn:aws:iam::333333333333:role/app' },
      endpoint_service_allow_bureau: { principal_arn: 'arn:aws:iam::444444444444:root' },
    });
    expect(stack.output.allowed_principals?.value).toEqual({
      'joda-toda-aws': 'arn:aws:iam::222222222222:root',
      partner: 'arn:aws:iam::333333333333:role/app',
      bureau: 'arn:aws:iam::444444444444:root',
    });
    expect(letIn(stack)).toEqual(['10.3.0.0/16 6379-6381', '10.77.0.0/16 6379-6381']);
    // AND they get no stack, and no access to states
    expect(Object.keys(stacks)).toEqual(['state', 'redis-service', 'redis-consumer-joda-toda-aws']);
    expect(stacks.state?.json).not.toContain('333333333333');
  });

  test("lets in endpoints of its consumers' Regions, and of no others", () => {
    const regions = (...regions: string[]) => {
      const consumers = regions.map((region, i) =>
        anotherConsumer(`in-${i}`, 'joda-toda-aws', {
          region,
          subnets: [{ name: 'private', zoneId: `${zoneIdPrefix(region)}-az1` }],
        }),
      );
      return theOnly(build({ consumers }), 'aws_vpc_endpoint_service').supported_regions;
    };
    expect(theOnly(example, 'aws_vpc_endpoint_service').supported_regions).toEqual(['us-east-1']);
    expect(regions('eu-west-1', 'us-east-1', 'eu-west-1')).toEqual(['eu-west-1', 'us-east-1']);
    expect(regions('ap-south-1')).toEqual(['ap-south-1', 'us-east-1']);
  });

  test('tells a topic of connections if the environment names one', () => {
    const topic = 'arn:aws:sns:us-east-1:111111111111:connections';
    const stack = build({ 'service.connectionNotificationTopicArn': topic });
    expect(theOnly(stack, 'aws_vpc_endpoint_connection_notification').connection_notification_arn).toBe(topic);
  });

  test('has its load balancer in every zone of the service', () => {
    expect(theOnly(example, 'aws_lb').subnets).toEqual([
      `\${data.aws_subnet.existing_vpc_subnet_use1_az1.id}`,
      `\${data.aws_subnet.existing_vpc_subnet_use1_az2.id}`,
      `\${data.aws_subnet.existing_vpc_subnet_use1_az4.id}`,
    ]);
  });

  test('has a fixed address in every zone if the environment says so, and lists them for firewalls', () => {
    const addresses = { 'use1-az1': '10.8.0.10', 'use1-az2': '10.8.1.10', 'use1-az4': '10.8.2.10' };
    const stack = build(
      Object.fromEntries(Object.values(addresses).map((address, i) => [`service.subnets[${i}].address`, address])),
    );
    expect(theOnly(stack, 'aws_lb').subnet_mapping).toEqual(
      Object.entries(addresses).map(([zone, private_ipv4_address]) => ({
        subnet_id: `\${data.aws_subnet.existing_vpc_subnet_${zone.replace('-', '_')}.id}`,
        private_ipv4_address,
      })),
    );
    expect(theOnly(stack, 'aws_lb')).not.toHaveProperty('subnets');
    expect(stack.output.load_balancer_addresses?.value).toEqual(
      Object.fromEntries(Object.entries(addresses).map(([zone, address]) => [zone, `${address}/32`])),
    );
  });

  test('warns of subnets with too few free addresses only if AWS picks the addresses', () => {
    const checks = (changes: Changes) => Object.keys(JSON.parse(build(changes).json).check);
    const fixed = [0, 1, 2].map((i) => [`service.subnets[${i}].address`, `10.8.${i}.10`]);
    expect(checks({})).toEqual(['endpoint_service_zones', 'free_addresses']);
    expect(checks(Object.fromEntries(fixed))).toEqual(['endpoint_service_zones']);
  });

  test('lists the subnets for firewalls if AWS picks the addresses', () => {
    expect(theOnly(example, 'aws_lb')).not.toHaveProperty('subnet_mapping');
    expect(example.output.load_balancer_addresses?.value).toEqual({
      'use1-az1': `\${data.aws_subnet.existing_vpc_subnet_use1_az1.cidr_block}`,
      'use1-az2': `\${data.aws_subnet.existing_vpc_subnet_use1_az2.cidr_block}`,
      'use1-az4': `\${data.aws_subnet.existing_vpc_subnet_use1_az4.cidr_block}`,
    });
  });

  test('creates no route and looks up no gateway if routing is managed elsewhere', () => {
    const stack = build({ 'service.transitGateway': undefined, 'service.routeTables': undefined });
    for (const type of ['aws_route', 'data.aws_ec2_transit_gateway', 'data.aws_route_table']) {
      expect(counts(stack)).not.toHaveProperty([type]);
    }
  });

  test('can attach the VPC to the Transit Gateway without creating routes', () => {
    const stack = build({ 'service.transitGateway.attachVpc': true, 'service.routeTables': undefined });
    expect(counts(stack)).toMatchObject({ aws_ec2_transit_gateway_vpc_attachment: 1 });
    expect(counts(stack)).not.toHaveProperty('aws_route');
  });

  test('has the outputs that other stacks and users need', () => {
    expect(example.output).toMatchObject({
      endpoint_service_name: { value: `\${aws_vpc_endpoint_service.endpoint_service.service_name}` },
      endpoint_service_id: { value: `\${aws_vpc_endpoint_service.endpoint_service.id}` },
      load_balancer_dns_name: { value: `\${aws_lb.load_balancer.dns_name}` },
      listener_ports: { value: { 'redis-1': 6379, 'redis-2': 6380, 'redis-3': 6381 } },
    });
    expect(Object.values(example.output).filter(({ description }) => !description)).toEqual([]);
  });
});

describe('references in the stack of the service', () => {
  const arn = `\${aws_lb.load_balancer.arn}`;

  test.each(['redis_1', 'redis_2', 'redis_3'])(
    'the listener of %s refers to the load balancer, its VPC and its own target group',
    (server) => {
      expect(
        example.resource.aws_lb_listener?.[`load_balancer_listener_${6378 + Number(server.at(-1))}`],
      ).toMatchObject({
        load_balancer_arn: arn,
        default_action: [{ target_group_arn: `\${aws_lb_target_group.${server}_target_group.arn}` }],
      });
      expect(example.resource.aws_lb_target_group?.[`${server}_target_group`]).toMatchObject({
        vpc_id: `\${data.aws_vpc.existing_vpc.id}`,
      });
      const address = `10_0_4_${9 + Number(server.at(-1))}_6379`;
      expect(example.resource.aws_lb_target_group_attachment?.[`${server}_target_${address}`]).toMatchObject({
        target_group_arn: `\${aws_lb_target_group.${server}_target_group.arn}`,
      });
      expect(example.resource.aws_vpc_security_group_egress_rule?.[`${server}_out_${address}`]).toMatchObject({
        security_group_id: `\${aws_security_group.load_balancer_security_group.id}`,
      });
    },
  );

  test('the endpoint service refers to the load balancer', () => {
    expect(theOnly(example, 'aws_vpc_endpoint_service').network_load_balancer_arns).toEqual([arn]);
  });

  test('the zones check refers to the service, the load balancer and the zones of its subnets', () => {
    expect(example.data.aws_vpc_endpoint_service?.endpoint_service_zones_service).toMatchObject({
      service_name: `\${aws_vpc_endpoint_service.endpoint_service.service_name}`,
      depends_on: ['aws_lb.load_balancer'],
    });
    const { check } = JSON.parse(example.json);
    for (const zone of ['use1_az1', 'use1_az2', 'use1_az4']) {
      expect(check.endpoint_service_zones.assert[0].condition).toContain(
        `data.aws_subnet.existing_vpc_subnet_${zone}.availability_zone`,
      );
    }
  });

  test('the routes refer to the table and the gateway that were looked up', () => {
    expect(theOnly(example, 'aws_route')).toMatchObject({
      transit_gateway_id: `\${data.aws_ec2_transit_gateway.on_premises_transit_gateway.id}`,
      route_table_id: expect.stringMatching(/^\$\{data\.aws_route_table\.existing_vpc_route_table_private\./),
    });
  });
});

describe("the load balancer's security group", () => {
  test('has one rule for a network with contiguous ports', () => {
    expect(letIn(example)).toEqual(['10.3.0.0/16 6379-6381']);
  });

  test('has one rule for two consumers in one network: EC2 refuses duplicates', () => {
    const stack = build({ 'consumers[1]': anotherConsumer('second') });
    expect(letIn(stack)).toEqual(letIn(example));
  });

  test('admits the networks of every consumer', () => {
    const other = anotherConsumer('second', 'joda-toda-aws', { 'clients.cidrs': ['10.4.0.0/16', '10.5.0.0/16'] });
    expect(letIn(build({ 'consumers[1]': other }))).toEqual(
      ['10.3.0.0/16', '10.4.0.0/16', '10.5.0.0/16'].map((network) => `${network} 6379-6381`),
    );
  });

  test.each<[what: string, changes: Changes, networks: string[]]>([
    ['security groups: the entire VPC, since it cannot see them', CLIENT_GROUPS, ['10.3.0.0/16', '10.4.0.0/16']],
    ['not stated: the entire VPC', { clients: undefined }, ['10.3.0.0/16', '10.4.0.0/16']],
    ['networks: these', { clients: { cidrs: ['10.3.1.0/24', '10.9.0.0/16'] } }, ['10.3.1.0/24', '10.9.0.0/16']],
    [
      'both: the networks and the entire VPC',
      { clients: { ...CLIENT_GROUPS.clients, cidrs: ['10.9.0.0/16'] } },
      ['10.3.0.0/16', '10.4.0.0/16', '10.9.0.0/16'],
    ],
  ])('admits, for clients that are %s', (_what, changes, networks) => {
    const consumer = anotherConsumer('dev', 'joda-toda-aws', {
      'vpc.cidrs': ['10.3.0.0/16', '10.4.0.0/16'],
      ...changes,
    });
    // WHEN
    const stack = build({ consumers: [consumer] });
    // THEN
    expect(letIn(stack)).toEqual(networks.map((network) => `${network} 6379-6381`));
  });

  test('is attached to the load balancer, in its VPC, and admits path MTU discovery', () => {
    expect(theOnly(example, 'aws_lb').security_groups).toEqual([
      `\${aws_security_group.load_balancer_security_group.id}`,
    ]);
    expect(theOnly(example, 'aws_security_group').vpc_id).toBe(`\${data.aws_vpc.existing_vpc.id}`);
    const icmp = resources(example, 'aws_vpc_security_group_ingress_rule').filter(
      (rule) => rule.ip_protocol === 'icmp',
    );
    expect(icmp.map(({ cidr_ipv4 }) => cidr_ipv4)).toEqual(['10.0.4.0/24']);
  });

  test('admits no client networks if only the endpoints filter', () => {
    const stack = build({ 'service.enforceRulesOnPrivateLink': false });
    expect(letIn(stack)).toEqual([]);
    expect(theOnly(stack, 'aws_lb')).toMatchObject({
      enforce_security_group_inbound_rules_on_private_link_traffic: 'off',
    });
    expect(theOnly(example, 'aws_lb')).toMatchObject({
      enforce_security_group_inbound_rules_on_private_link_traffic: 'on',
    });
  });

  test('allows egress only to the servers', () => {
    const out = resources(example, 'aws_vpc_security_group_egress_rule');
    expect(out.map((rule) => `${rule.cidr_ipv4} ${rule.from_port}-${rule.to_port}`)).toEqual([
      '10.0.4.10/32 6379-6379',
      '10.0.4.11/32 6379-6379',
      '10.0.4.12/32 6379-6379',
    ]);
  });
});
