import { topologyFromState } from '../../../src/data-plane/topology-from-state';
import consumer from './fixtures/consumer.json';
import service from './fixtures/service.json';

// The fixtures are states of the example environment by `terraform show -json`, cut to two zones and two servers.

interface Resource {
  address: string;
  type: string;
  values: Record<string, unknown>;
}
type Change = (resource: Resource) => Resource | Resource[] | undefined;

/** A state whose resources are changed, removed (undefined) or multiplied. */
function changed(state: { values: { root_module: { resources: object[] } } }, change: Change): unknown {
  const resources = (structuredClone(state.values.root_module.resources) as Resource[]).flatMap(
    (resource) => change(resource) ?? [],
  );
  return { ...state, values: { root_module: { resources } } };
}

/** Sets attributes of the resources whose address contains a text. */
const set = (address: string, values: object) => (resource: Resource) =>
  resource.address.includes(address) ? { ...resource, values: { ...resource.values, ...values } } : resource;
const removed = (address: string) => (resource: Resource) =>
  resource.address.includes(address) ? undefined : resource;

const read = ({ ofService = (r) => r, ofConsumer = (r) => r }: { ofService?: Change; ofConsumer?: Change } = {}) =>
  topologyFromState({
    service: changed(service, ofService),
    consumers: { 'joda-toda-aws': changed(consumer, ofConsumer) },
  });
const endpointsOf = (...changes: Parameters<typeof read>) =>
  read(...changes).vpcs.flatMap(({ endpoints }) => endpoints);

describe('the load balancer', () => {
  test('has a node in each zone, with the first usable address and the routes of its subnet', () => {
    expect(read().loadBalancer.nodes).toEqual([
      { zoneId: 'use1-az2', address: '10.8.1.4', routes: ['10.0.4.0/24'] },
      { zoneId: 'use1-az1', address: '10.8.0.4', routes: ['10.0.4.0/24'] },
    ]);
  });

  test('has the fixed addresses of its nodes where there are any', () => {
    const subnet_mapping = [{ subnet_id: 'subnet-4948196c55e3f4c04', private_ipv4_address: '10.8.0.77' }];
    const { nodes } = read({ ofService: set('aws_lb.load_balancer', { subnet_mapping }) }).loadBalancer;
    expect(nodes).toEqual([{ zoneId: 'use1-az1', address: '10.8.0.77', routes: ['10.0.4.0/24'] }]);
  });

  test("does not use routes of other subnets' tables, or to anything but a Transit Gateway", () => {
    const associations = [{ subnet_id: 'subnet-4948196c55e3f4c04' }];
    const routesOf = (change: Change) =>
      Object.fromEntries(read({ ofService: change }).loadBalancer.nodes.map(({ zoneId, routes }) => [zoneId, routes]));
    expect(routesOf(set('aws_route_table', { associations }))).toEqual({ 'use1-az1': ['10.0.4.0/24'], 'use1-az2': [] });
    expect(routesOf(set('aws_route.', { transit_gateway_id: '' }))).toEqual({ 'use1-az1': [], 'use1-az2': [] });
  });

  test('has a listener for each server, with its targets and settings', () => {
    const listeners = read().loadBalancer.listeners.map(({ targetGroup: { arn, ...targetGroup }, ...listener }) => ({
      ...listener,
      targetGroup,
    }));
    const settings = {
      healthCheck: { interval: 5, timeout: 3, healthyThreshold: 2, unhealthyThreshold: 3 },
      deregistration: { delaySeconds: 120, terminatesConnections: true },
      terminatesUnhealthy: true,
      minimumHealthy: 1,
    };
    expect(listeners).toEqual([
      {
        port: 6379,
        idleTimeoutSeconds: 350,
        targetGroup: { name: 'redis-1', targets: [{ address: '10.0.4.10', port: 6379 }], ...settings },
      },
      {
        port: 6380,
        idleTimeoutSeconds: 350,
        targetGroup: { name: 'redis-2', targets: [{ address: '10.0.4.11', port: 6379 }], ...settings },
      },
    ]);
  });

  test("has AWS's defaults for settings that a group lacks", () => {
    const ofService = set('redis_1_target_group', { target_health_state: [], target_group_health: [], tags: null });
    const targetGroup = read({ ofService }).loadBalancer.listeners[0]?.targetGroup;
    expect(targetGroup).toMatchObject({
      name: expect.stringContaining('targetgroup/redis-'),
      terminatesUnhealthy: true,
      minimumHealthy: 1,
    });
  });

  test('reads health settings that differ from the defaults', () => {
    const ofService = set('redis_1_target_group', {
      target_health_state: [{ enable_unhealthy_connection_termination: false }],
      target_group_health: [{ unhealthy_state_routing: [{ minimum_healthy_targets_count: 2 }] }],
    });
    const targetGroup = read({ ofService }).loadBalancer.listeners[0]?.targetGroup;
    expect(targetGroup).toMatchObject({ terminatesUnhealthy: false, minimumHealthy: 2 });
  });

  test('reads how a group deregisters its targets', () => {
    const ofService = set('redis_1_target_group', { deregistration_delay: '300', connection_termination: false });
    expect(read({ ofService }).loadBalancer.listeners[0]?.targetGroup.deregistration).toEqual({
      delaySeconds: 300,
      terminatesConnections: false,
    });
  });

  test('ignores listeners of other load balancers', () => {
    const ofService = set('redis_2_listener', { load_balancer_arn: 'arn:aws:elasticloadbalancing:another' });
    expect(read({ ofService }).loadBalancer.listeners.map(({ port }) => port)).toEqual([6379]);
  });

  test('has the rules of its own security groups', () => {
    expect(read().loadBalancer).toMatchObject({
      ingress: [
        { cidr: '10.3.0.0/16', fromPort: 6379, toPort: 6379 },
        { cidr: '10.3.0.0/16', fromPort: 6380, toPort: 6380 },
      ],
      egress: [
        { cidr: '10.0.4.10/32', fromPort: 6379, toPort: 6379 },
        { cidr: '10.0.4.11/32', fromPort: 6379, toPort: 6379 },
      ],
    });
    const foreign = set('_in_10_3_0_0_16_redis_2', { security_group_id: 'sg-of-others' });
    expect(read({ ofService: foreign }).loadBalancer.ingress).toHaveLength(1);
  });

  test('has no inbound rules for PrivateLink traffic if it does not enforce them', () => {
    const enforcement = { enforce_security_group_inbound_rules_on_private_link_traffic: 'off' };
    expect(read({ ofService: set('aws_lb.load_balancer', enforcement) }).loadBalancer.ingress).toBeUndefined();
  });

  test('needs hosts for all targets', () => {
    expect(read().hosts).toEqual(['10.0.4.10', '10.0.4.11']);
  });
});

describe('a security group rule', () => {
  const rule = (values: object) =>
    read({ ofService: set('_in_10_3_0_0_16_redis_1', values) }).loadBalancer.ingress?.[0];

  test('of all protocols opens all ports', () => {
    const all = { ip_protocol: '-1', from_port: null, to_port: null };
    expect(rule(all)).toEqual({ cidr: '10.3.0.0/16', fromPort: 0, toPort: 65_535 });
  });

  test.each(['udp', 'icmp'])('of %s opens no TCP port', (ip_protocol) => {
    expect(rule({ ip_protocol })).toMatchObject({ fromPort: 6380 });
  });

  test('that refers to another group is refused', () => {
    expect(() => rule({ cidr_ipv4: null })).toThrow(/^sg-\w+ has a rule without an IPv4 CIDR block and ports/);
  });
});

describe('a consumer', () => {
  test('has a VPC with its CIDR blocks and a subnet for clients', () => {
    const vpc = read().vpcs[0];
    expect(vpc).toMatchObject({ consumers: ['joda-toda-aws'], cidrs: ['10.3.0.0/16'], subnetCidr: '10.3.0.0/24' });
  });

  test('has an endpoint in each zone, with its address, names and rules', () => {
    expect(endpointsOf()).toEqual([
      {
        id: 'vpce-fbf221e71827608ba',
        zoneId: 'use1-az1',
        address: '10.3.0.4',
        dnsNames: [
          expect.stringMatching(/^vpce-fbf221e71827608ba-\w+\.vpce-svc-/),
          expect.stringMatching(/^vpce-fbf221e71827608ba-\w+-us-east-1\w\.vpce-svc-/),
        ],
        ingress: [
          { cidr: '10.3.0.0/16', fromPort: 6379, toPort: 6379 },
          { cidr: '10.3.0.0/16', fromPort: 6380, toPort: 6380 },
        ],
        nodeZoneId: 'use1-az1',
        connected: true,
      },
      expect.objectContaining({ id: 'vpce-baa17c1ee9bace278', zoneId: 'use1-az2', address: '10.3.1.4' }),
    ]);
  });

  test('has an interface in each zone of an endpoint that is in several, with the regional name and the own one', () => {
    // GIVEN the first endpoint with the subnets and names of both
    const of = (zone: string) =>
      consumer.values.root_module.resources.find(({ address }) => address.endsWith(`vpc_endpoint.endpoint_${zone}`))
        ?.values as { subnet_ids: string[]; subnet_configuration: object[]; dns_entry: { dns_name: string }[] };
    const [first, second] = [of('use1_az1'), of('use1_az2')];
    const both = {
      subnet_ids: [...second.subnet_ids, ...first.subnet_ids],
      subnet_configuration: [...second.subnet_configuration, ...first.subnet_configuration],
      dns_entry: [...first.dns_entry, ...second.dns_entry.slice(1)],
    };
    // WHEN
    const interfaces = endpointsOf({
      ofConsumer: (resource) =>
        resource.address.endsWith('endpoint_use1_az2') ? undefined : set('endpoint_use1_az1', both)(resource),
    });
    // THEN
    const [regional, ownOfFirst, ownOfSecond] = both.dns_entry.map(({ dns_name }) => dns_name);
    const id = 'vpce-fbf221e71827608ba';
    expect(interfaces.map(({ id, zoneId, address, dnsNames }) => [id, zoneId, address, dnsNames])).toEqual([
      [`${id}-use1-az1`, 'use1-az1', '10.3.0.4', [regional, ownOfFirst]],
      [`${id}-use1-az2`, 'use1-az2', '10.3.1.4', [regional, ownOfSecond]],
    ]);
  });

  test("has the service's private DNS name if that is turned on for the endpoint", () => {
    const privateDns =
      (enabled: boolean): Change =>
      (resource) =>
        resource.address.endsWith('endpoint_use1_az1')
          ? [
              resource,
              {
                ...resource,
                address: 'aws_vpc_endpoint_private_dns.published_private_dns',
                type: 'aws_vpc_endpoint_private_dns',
                values: { vpc_endpoint_id: resource.values.id, private_dns_enabled: enabled },
              },
            ]
          : resource;
    const ofService = set('vpc_endpoint_service.', { private_dns_name: 'redis.example.com' });
    const names = (enabled: boolean) =>
      endpointsOf({ ofService, ofConsumer: privateDns(enabled) }).map(({ dnsNames }) =>
        dnsNames.includes('redis.example.com'),
      );
    expect(names(true)).toEqual([true, false]);
    expect(names(false)).toEqual([false, false]);
  });

  test('has the records of its hosted zone, with the alarms behind their health checks', () => {
    const [zone] = read().vpcs[0]?.hostedZones ?? [];
    expect(zone?.name).toBe('redis.joda-toda.internal');
    expect(zone?.records).toHaveLength(6);
    expect(zone?.records[0]).toEqual({
      name: 'redis.joda-toda.internal',
      type: 'A',
      ttl: 10,
      values: ['10.3.0.4'],
      healthCheck: {
        alarmName: 'redis-joda-toda-aws-endpoint-use1-az1-drops-packets',
        insufficientDataIsHealthy: true,
      },
    });
    expect(zone?.records[2]).toEqual({
      name: 'redis-1.redis.joda-toda.internal',
      type: 'CNAME',
      ttl: 60,
      values: ['redis.joda-toda.internal'],
    });
    expect(zone?.records[4]).toMatchObject({ values: [], alias: expect.stringMatching(/^vpce-fbf221e71827608ba-/) });
  });

  test('does not mix the records of two hosted zones', () => {
    const other = set('record.dns_server_redis_1', { zone_id: 'Z2' });
    const zones = (resource: Resource) =>
      resource.type === 'aws_route53_zone'
        ? [resource, { ...resource, values: { zone_id: 'Z2', name: 'other.internal' } }]
        : other(resource);
    const records = read({ ofConsumer: zones }).vpcs[0]?.hostedZones.map(({ name, records }) => [name, records.length]);
    expect(records).toEqual([
      ['redis.joda-toda.internal', 5],
      ['other.internal', 1],
    ]);
  });

  test('has 60 s as the TTL of a record without one', () => {
    const { vpcs } = read({ ofConsumer: set('record.dns_all_use1_az1', { ttl: null }) });
    expect(vpcs[0]?.hostedZones[0]?.records[0]?.ttl).toBe(60);
  });

  test.each([
    ['Unhealthy', false],
    ['LastKnownStatus', true],
  ])('treats missing data as its health check says: %s', (insufficient_data_health_status, expected) => {
    const { vpcs } = read({ ofConsumer: set('health_use1_az1_check', { insufficient_data_health_status }) });
    expect(vpcs[0]?.hostedZones[0]?.records[0]?.healthCheck?.insufficientDataIsHealthy).toBe(expected);
  });

  test('shares its VPC with another consumer', () => {
    // GIVEN a second consumer with an endpoint of its own in the same VPC
    const second = changed(consumer, (resource) =>
      resource.address.includes('use1_az1') || resource.type.startsWith('aws_route53')
        ? undefined
        : set('vpc_endpoint.', { id: 'vpce-second' })(resource),
    );
    // WHEN
    const { vpcs } = topologyFromState({ service, consumers: { 'joda-toda-aws': consumer, second } });
    // THEN
    expect(vpcs).toHaveLength(1);
    expect(vpcs[0]).toMatchObject({ consumers: ['joda-toda-aws', 'second'], cidrs: ['10.3.0.0/16'] });
    expect(vpcs[0]?.endpoints).toHaveLength(3);
    expect(vpcs[0]?.hostedZones).toHaveLength(1);
  });
});

describe('an endpoint is connected', () => {
  const connected = (...changes: Parameters<typeof read>) => endpointsOf(...changes).map(({ connected }) => connected);

  test('if it is available, of this service, and in a zone with a node', () => {
    expect(connected()).toEqual([true, true]);
  });

  test('not in a zone of the same Region without a node', () => {
    const ofConsumer = set('subnet.existing_vpc_subnet_use1_az1', { availability_zone_id: 'use1-az6' });
    expect(connected({ ofConsumer })).toEqual([false, true]);
  });

  test('in every zone of another Region, by some node', () => {
    const elsewhere: Change = (resource) =>
      resource.type === 'aws_subnet'
        ? set('', { availability_zone_id: `euw1-${resource.address.slice(-3)}` })(resource)
        : resource;
    expect(connected({ ofConsumer: elsewhere })).toEqual([true, true]);
    for (const { nodeZoneId } of endpointsOf({ ofConsumer: elsewhere })) expect(nodeZoneId).toMatch(/^use1-az[12]$/);
  });

  test('not while it is pending', () => {
    expect(connected({ ofConsumer: set('endpoint_use1_az1', { state: 'pendingAcceptance' }) })).toEqual([false, true]);
  });

  test('if it has been accepted since its state was read', () => {
    const accepter = { address: 'aws_vpc_endpoint_connection_accepter.a', mode: 'managed' };
    const accepted = (id: string) => ({
      values: {
        root_module: {
          resources: [{ ...accepter, type: 'aws_vpc_endpoint_connection_accepter', values: { vpc_endpoint_id: id } }],
        },
      },
    });
    const pending = changed(consumer, set('vpc_endpoint.endpoint', { state: 'pendingAcceptance' }));
    const { vpcs } = topologyFromState({
      service,
      consumers: { 'joda-toda-aws': pending },
      acceptances: [accepted('vpce-baa17c1ee9bace278'), accepted('vpce-of-others')],
    });
    expect(vpcs[0]?.endpoints.map(({ connected }) => connected)).toEqual([false, true]);
  });

  test('not to another service', () => {
    expect(connected({ ofConsumer: set('endpoint_use1_az1', { service_name: 'another' }) })).toEqual([false, true]);
  });

  test('not in a zone without a node', () => {
    const subnet_mapping = [{ subnet_id: 'subnet-37aa4cb990ebc2a54' }];
    expect(connected({ ofService: set('aws_lb.load_balancer', { subnet_mapping }) })).toEqual([false, true]);
  });
});

describe('a state that the data plane does not support is refused:', () => {
  test.each<[string, Parameters<typeof read>[0], RegExp]>([
    [
      'no load balancer',
      { ofService: removed('aws_lb.load_balancer') },
      /supports one load balancer, and the service's state has 0/,
    ],
    [
      'two load balancers',
      { ofService: (resource) => (resource.type === 'aws_lb' ? [resource, resource] : resource) },
      /supports one load balancer, and the service's state has 2/,
    ],
    [
      'no VPC',
      { ofConsumer: removed('data.aws_vpc') },
      /consumer joda-toda-aws must be in one VPC, and its state has 0/,
    ],
    [
      "a node's subnet is missing",
      { ofService: removed('data.aws_subnet.existing_vpc_subnet_use1_az2') },
      /must have one match for subnet-37aa4cb990ebc2a54, and has 0/,
    ],
    [
      "an endpoint's address is missing",
      { ofConsumer: set('endpoint_use1_az1', { subnet_configuration: [] }) },
      /must have one match for vpce-fbf221e71827608ba, and has 0/,
    ],
    [
      "a listener's target group is missing",
      { ofService: removed('redis_1_target_group') },
      /must have one match for arn:aws:elasticloadbalancing:.*, and has 0/,
    ],
    [
      'an attribute is missing',
      { ofService: set('redis_1_listener', { port: undefined }) },
      /^aws_lb_listener\.redis_1_listener in the state: .*\n.*port/,
    ],
  ])('%s', (_, changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });
});
