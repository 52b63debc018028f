import { anotherConsumer, type Changes, environmentWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import { addresses, counts, resources, type StackJson, theOnly } from '../../support/synth';

const build = (changes: Changes = {}) =>
  synthesised(environmentWith(changes))['redis-consumer-joda-toda-aws'] as StackJson;
const example = build();

const STATEFUL = /^aws_(vpc_endpoint|security_group|route53_zone|ssm_parameter)$/;
const ZONES = ['use1_az1', 'use1_az2', 'use1_az4'];

/** Clients that the endpoints admit, with ports. */
const letIn = (stack: StackJson) =>
  resources(stack, 'aws_vpc_security_group_ingress_rule').map(
    (rule) => `${rule.cidr_ipv4 ?? rule.referenced_security_group_id} ${rule.from_port}-${rule.to_port}`,
  );

const remoteState = ({ data }: StackJson) => data.terraform_remote_state?.redis_service;

describe('the stack of a consumer', () => {
  test('has stateful resources at these addresses: changing one would destroy and recreate it', () => {
    expect(addresses({ ...example, data: {} }, (type) => STATEFUL.test(type))).toEqual([
      'aws_route53_zone.dns',
      'aws_security_group.endpoint_security_group',
      'aws_ssm_parameter.client_parameter',
      'aws_ssm_parameter.client_parameter_use1_az1',
      'aws_ssm_parameter.client_parameter_use1_az2',
      'aws_ssm_parameter.client_parameter_use1_az4',
      'aws_vpc_endpoint.endpoint_use1_az1',
      'aws_vpc_endpoint.endpoint_use1_az2',
      'aws_vpc_endpoint.endpoint_use1_az4',
    ]);
  });

  test("is in the consumer's account", () => {
    expect(example.provider.aws).toMatchObject([{ alias: 'joda-toda-aws', allowed_account_ids: ['222222222222'] }]);
  });

  test("reads the service's state, with the consumer's role", () => {
    expect(remoteState(example)).toEqual({
      backend: 's3',
      config: {
        bucket: 'redis-privatelink-state-111111111111',
        key: 'test/111111111111/redis-service.tfstate',
        region: 'us-east-1',
        encrypt: true,
        assume_role: { role_arn: 'arn:aws:iam::222222222222:role/redis-privatelink-deploy' },
      },
    });
  });

  test("reads it with the consumer's state role, if any", () => {
    const stateRoleArn = 'arn:aws:iam::222222222222:role/state';
    const stack = build({ 'accounts.joda-toda-aws.stateRoleArn': stateRoleArn });
    expect(remoteState(stack)).toMatchObject({ config: { assume_role: { role_arn: stateRoleArn } } });
  });

  test('has an endpoint to the service in each zone, in the subnet of that zone', () => {
    expect(resources(example, 'aws_vpc_endpoint')).toMatchObject(
      ['use1_az1', 'use1_az2', 'use1_az4'].map((zone) => ({
        service_name: `\${data.terraform_remote_state.redis_service.outputs.endpoint_service_name}`,
        subnet_ids: [`\${data.aws_subnet.existing_vpc_subnet_${zone}.id}`],
        security_group_ids: [`\${aws_security_group.endpoint_security_group.id}`],
      })),
    );
  });

  test.each(ZONES)('watches the endpoint in %s with an alarm unique to environment and consumer', (zone) => {
    const { aws_cloudwatch_metric_alarm: alarms, aws_route53_health_check: checks } = example.resource;
    const dashed = zone.replace('_', '-');
    expect(alarms?.[`endpoint_health_${zone}_alarm`]).toMatchObject({
      alarm_name: `test-redis-joda-toda-aws-endpoint-${dashed}-drops-packets`,
      dimensions: {
        'Endpoint Type': 'Interface',
        'Service Name': `\${data.terraform_remote_state.redis_service.outputs.endpoint_service_name}`,
        'VPC Endpoint Id': `\${aws_vpc_endpoint.endpoint_${zone}.id}`,
        'VPC Id': `\${data.aws_vpc.existing_vpc.id}`,
      },
      threshold: 100,
      evaluation_periods: 3,
    });
    expect(checks?.[`endpoint_health_${zone}_check`]).toMatchObject({ cloudwatch_alarm_region: 'us-east-1' });
  });

  test.each([
    [{ droppedPacketsPerMinute: 0 }, 0, 3],
    [{ minutes: 5 }, 100, 5],
  ])('fails an endpoint by the criteria of the environment: %j', (endpointHealth, threshold, evaluation_periods) => {
    const alarms = resources(build({ endpointHealth }), 'aws_cloudwatch_metric_alarm');
    expect(alarms).toMatchObject(Array(3).fill({ threshold, evaluation_periods }));
  });

  test('publishes every endpoint, healthy or not, if health checks are off', () => {
    const stack = build({ 'endpointHealth.enabled': false });
    expect(counts(stack)).not.toHaveProperty('aws_cloudwatch_metric_alarm');
    expect(counts(stack)).not.toHaveProperty('aws_route53_health_check');
    const published = resources(stack, 'aws_route53_record').filter(
      (record) => record.multivalue_answer_routing_policy,
    );
    expect(published).toHaveLength(3);
    for (const record of published) expect(record).not.toHaveProperty('health_check_id');
  });

  test.each(ZONES)('publishes the endpoint in %s with its own address, name and health check', (zone) => {
    const of = (which: string) => example.resource.aws_route53_record?.[`published_${zone}_${which}`];
    const endpoint = `aws_vpc_endpoint.endpoint_${zone}`;
    expect(of('all')).toMatchObject({
      name: 'redis.joda-toda.internal',
      zone_id: `\${aws_route53_zone.dns.zone_id}`,
      set_identifier: zone.replace('_', '-'),
      health_check_id: `\${aws_route53_health_check.endpoint_health_${zone}_check.id}`,
      records: [expect.stringContaining(`${endpoint}.subnet_configuration`)],
    });
    expect(of('zone')).toMatchObject({
      name: `${zone.replace('_', '-')}.redis.joda-toda.internal`,
      zone_id: `\${aws_route53_zone.dns.zone_id}`,
      alias: { name: expect.stringContaining(`${endpoint}.dns_entry`) },
    });
    expect(example.data.aws_vpc_endpoint?.[`published_${zone}_endpoint`]).toMatchObject({
      id: `\${${endpoint}.id}`,
      depends_on: [endpoint],
    });
  });

  test('resolves its names in the VPC of the endpoints and in additional ones of the environment', () => {
    const stack = build({
      'consumers[0].clients.cidrs': ['10.3.0.0/16', '10.9.0.0/16'],
      'consumers[0].dns.additionalVpcIds': ['vpc-22222222', 'vpc-11111111'],
      'consumers[0].dns.authorizedVpcIds': ['vpc-44444444'],
    });
    expect(theOnly(stack, 'aws_route53_zone')).toMatchObject({ vpc: [{ vpc_id: `\${data.aws_vpc.existing_vpc.id}` }] });
    const ids = (type: string) => resources(stack, type).map(({ vpc_id }) => vpc_id);
    expect(ids('aws_route53_zone_association')).toEqual(['vpc-11111111', 'vpc-22222222']);
    expect(ids('aws_route53_vpc_association_authorization')).toEqual(['vpc-44444444']);
  });

  test.each<[what: string, clients: unknown, whom: string[]]>([
    ['networks', { cidrs: ['10.3.1.0/24', '10.9.0.0/16'] }, ['10.3.1.0/24', '10.9.0.0/16']],
    ['security groups', { securityGroupIds: ['sg-11111111', 'sg-22222222'] }, ['sg-11111111', 'sg-22222222']],
    ['both', { cidrs: ['10.9.0.0/16'], securityGroupIds: ['sg-11111111'] }, ['10.9.0.0/16', 'sg-11111111']],
    ['none stated', undefined, ['10.3.0.0/16']],
  ])('admits its clients on the listener ports: %s', (_what, clients, whom) => {
    expect(letIn(build({ 'consumers[0].clients': clients }))).toEqual(whom.map((client) => `${client} 6379-6381`));
  });

  test("admits them on the Sentinels' listener ports too, with its own group and VPC", () => {
    const stack = build({
      'service.redis': { mode: 'sentinel', masterName: 'mymaster' },
      'service.servers[0].sentinel': { port: 26379, listenerPort: 26379 },
    });
    expect(letIn(stack)).toEqual(['10.3.0.0/16 26379-26379', '10.3.0.0/16 6379-6381']);
    expect(theOnly(stack, 'aws_security_group').vpc_id).toBe(`\${data.aws_vpc.existing_vpc.id}`);
    for (const rule of resources(stack, 'aws_vpc_security_group_ingress_rule')) {
      expect(rule.security_group_id).toBe(`\${aws_security_group.endpoint_security_group.id}`);
    }
  });

  test.each(ZONES)('compares the zone of the subnet in %s with the zones of the service', (zone) => {
    expect(example.resource.aws_vpc_endpoint?.[`endpoint_${zone}`]?.lifecycle).toMatchObject({
      precondition: [
        { condition: expect.stringContaining(`data.aws_subnet.existing_vpc_subnet_${zone}.availability_zone`) },
      ],
    });
    expect(example.data.aws_vpc_endpoint_service?.endpoint_service?.service_name).toBe(
      `\${data.terraform_remote_state.redis_service.outputs.endpoint_service_name}`,
    );
  });

  test('gives an endpoint the address that the environment fixes for its subnet', () => {
    const stack = build({ 'consumers[0].subnets[1].address': '10.3.1.77' });
    const subnet = `\${data.aws_subnet.existing_vpc_subnet_use1_az2.id}`;
    expect(stack.resource.aws_vpc_endpoint?.endpoint_use1_az2).toMatchObject({
      subnet_ids: [subnet],
      subnet_configuration: [{ subnet_id: subnet, ipv4: '10.3.1.77' }],
    });
    expect(stack.resource.aws_vpc_endpoint?.endpoint_use1_az1).not.toHaveProperty('subnet_configuration');
  });

  test.each([true, false])('protects its endpoints like everything else: %p', (deletionProtection) => {
    expect(resources(build({ deletionProtection }), 'aws_vpc_endpoint')).toMatchObject(
      Array(3).fill({ lifecycle: { prevent_destroy: deletionProtection } }),
    );
  });

  test.each(['use1-az1', 'use1-az2', 'use1-az4'])('stays in %s in the parameter of that zone', (zone) => {
    const parameter = example.resource.aws_ssm_parameter?.[`client_parameter_${zone.replace('-', '_')}`];
    expect(JSON.stringify(parameter)).toContain(`redis-1.${zone}.redis.joda-toda.internal`);
    expect(JSON.stringify(example.resource.aws_ssm_parameter?.client_parameter)).not.toContain(`.${zone}.redis.`);
  });

  test('allows no egress from the endpoints', () => {
    expect(resources(example, 'aws_vpc_security_group_egress_rule')).toEqual([]);
    expect(theOnly(example, 'aws_security_group')).not.toHaveProperty('egress');
  });

  test('has the outputs that other stacks and users need', () => {
    expect(example.output).toMatchObject({
      endpoint_ids: {
        value: {
          'use1-az1': `\${aws_vpc_endpoint.endpoint_use1_az1.id}`,
          'use1-az2': `\${aws_vpc_endpoint.endpoint_use1_az2.id}`,
          'use1-az4': `\${aws_vpc_endpoint.endpoint_use1_az4.id}`,
        },
      },
      endpoints: {
        value: {
          'use1-az1': {
            id: `\${aws_vpc_endpoint.endpoint_use1_az1.id}`,
            address: expect.stringContaining('endpoint_use1_az1.subnet_configuration'),
          },
        },
      },
      hosted_zone_id: { value: `\${aws_route53_zone.dns.zone_id}` },
      health_check_ids: { value: { 'use1-az4': `\${aws_route53_health_check.endpoint_health_use1_az4_check.id}` } },
      endpoint_dns_names: { value: { 'use1-az2': expect.stringContaining('endpoint_use1_az2.dns_entry') } },
      client_configuration_parameter_name: {
        value: '/redis-privatelink/test/joda-toda-aws/client-configuration',
      },
    });
    expect(Object.values(example.output).filter(({ description }) => !description)).toEqual([]);
  });

  test('writes the client configuration for all zones and for each', () => {
    const names = resources(example, 'aws_ssm_parameter').map(({ name }) => name);
    const all = '/redis-privatelink/test/joda-toda-aws/client-configuration';
    expect(names).toEqual([all, `${all}/use1-az1`, `${all}/use1-az2`, `${all}/use1-az4`]);
  });

  describe('in another Region', () => {
    const REGION = {
      'consumers[0].region': 'eu-west-1',
      'consumers[0].subnets': [
        { name: 'dev-private-1', zoneId: 'euw1-az1' },
        { name: 'dev-private-2', zoneId: 'euw1-az2' },
      ],
    };
    const abroad = build(REGION);

    test('is deployed there, and has its state where all others are', () => {
      expect(abroad.provider.aws).toMatchObject([{ region: 'eu-west-1' }]);
      expect(abroad.terraform.backend).toMatchObject({ s3: { region: 'us-east-1' } });
      expect(remoteState(abroad)).toMatchObject({ config: { region: 'us-east-1' } });
    });

    test.each(['per-zone', 'one'])(
      'connects its endpoints to the Region of the service, whatever its zones: %s',
      (endpoints) => {
        const stack = build({ ...REGION, 'consumers[0].endpoints': endpoints });
        for (const endpoint of resources(stack, 'aws_vpc_endpoint')) {
          expect(endpoint.service_region).toBe('us-east-1');
          expect(endpoint.lifecycle).not.toHaveProperty('precondition');
        }
        expect(counts(stack)).not.toHaveProperty('data.aws_vpc_endpoint_service');
        for (const endpoint of resources(example, 'aws_vpc_endpoint'))
          expect(endpoint).not.toHaveProperty('service_region');
      },
    );

    test('has no alarms, since AWS publishes no metrics of such endpoints', () => {
      expect(counts(abroad)).not.toHaveProperty('aws_cloudwatch_metric_alarm');
      expect(counts(abroad)).not.toHaveProperty('aws_route53_health_check');
    });

    test('resolves its names in VPCs of that Region', () => {
      expect(theOnly(abroad, 'aws_route53_zone')).toMatchObject({ vpc: [{ vpc_region: 'eu-west-1' }] });
    });
  });

  describe('with one endpoint in all zones', () => {
    const one = build({ 'consumers[0].endpoints': 'one', 'consumers[0].subnets[1].address': '10.3.1.77' });

    test('has it at an address of its own, and the same names and parameters', () => {
      const stateful = addresses({ ...one, data: {} }, (type) => STATEFUL.test(type));
      const others = addresses({ ...example, data: {} }, (type) => STATEFUL.test(type));
      expect(stateful).toEqual([
        ...others.filter((address) => !/^aws_vpc_endpoint\./.test(address)),
        'aws_vpc_endpoint.endpoint',
      ]);
      const names = ({ resource }: StackJson) =>
        [...new Set(Object.values(resource.aws_route53_record ?? {}).map(({ name }) => name))].sort();
      expect(names(one)).toEqual(names(example));
    });

    test('has it in the subnets of the environment, at their fixed addresses', () => {
      const subnet = (zone: string) => `\${data.aws_subnet.existing_vpc_subnet_${zone}.id}`;
      expect(theOnly(one, 'aws_vpc_endpoint')).toMatchObject({
        subnet_ids: ZONES.map(subnet),
        subnet_configuration: [{ subnet_id: subnet('use1_az2'), ipv4: '10.3.1.77' }],
      });
    });

    test('needs no alarm and no health check', () => {
      expect(counts(one)).not.toHaveProperty('aws_cloudwatch_metric_alarm');
      expect(counts(one)).not.toHaveProperty('aws_route53_health_check');
      expect(one.output.health_check_ids?.value).toEqual({});
    });

    test('gives its ID once, and its names by zone and for all zones', () => {
      expect(one.output.endpoint_ids?.value).toEqual({ all: `\${aws_vpc_endpoint.endpoint.id}` });
      expect(Object.keys(one.output.endpoint_dns_names?.value as object)).toEqual([
        'all',
        'use1-az1',
        'use1-az2',
        'use1-az4',
      ]);
    });

    test('writes client configurations that differ in the names from AWS only', () => {
      const configuration = ({ output }: StackJson) => output.client_configuration?.value as object;
      const { endpointDnsNames, ...rest } = configuration(one) as { endpointDnsNames: object };
      expect(configuration(example)).toMatchObject(rest);
      expect(Object.keys(endpointDnsNames)).toContain('all');
    });
  });

  test('refers to nothing of another consumer', () => {
    const other = anotherConsumer('second', 'joda-toda-aws', { 'clients.cidrs': ['10.4.0.0/16'] });
    expect(build({ 'consumers[1]': other }).json).toBe(example.json);
  });
});
