import { loadEnvironment } from '../../../src/config/load';
import { synthesised } from '../../support/stacks';
import { counts, resources, type StackJson, theOnly } from '../../support/synth';

const stacks = synthesised(loadEnvironment('example'));
const service = stacks['redis-service'] as StackJson;
const consumer = stacks['redis-consumer-joda-toda-aws'] as StackJson;

test('the example with ports for clients only has the listeners and targets of the design note', () => {
  const { 'redis-service': other } = synthesised(loadEnvironment('example-client-ports'));
  const paths = (stack: StackJson) => [
    resources(stack, 'aws_lb_listener').map(({ port }) => port),
    resources(stack, 'aws_lb_target_group_attachment').map(({ target_id, port }) => [target_id, port]),
  ];
  expect(paths(other as StackJson)).toEqual(paths(service));
});

describe('the example environment is the design note, number for number', () => {
  test('in three stacks', () => {
    expect(Object.keys(stacks)).toEqual(['state', 'redis-service', 'redis-consumer-joda-toda-aws']);
  });

  test('in us-east-1', () => {
    expect(Object.values(stacks).map(({ provider }) => provider.aws[0]?.region)).toEqual(Array(3).fill('us-east-1'));
  });

  test('one load balancer, three target groups, three listeners, one endpoint service', () => {
    expect(counts(service)).toMatchObject({
      aws_lb: 1,
      aws_lb_target_group: 3,
      aws_lb_target_group_attachment: 3,
      aws_lb_listener: 3,
      aws_vpc_endpoint_service: 1,
      aws_vpc_endpoint_service_allowed_principal: 1,
      aws_security_group: 1,
      aws_vpc_security_group_ingress_rule: 2,
      aws_vpc_security_group_egress_rule: 3,
      aws_route: 1,
      'data.aws_vpc': 1,
      'data.aws_subnet': 3,
      'data.aws_route_table': 1,
      'data.aws_ec2_transit_gateway': 1,
    });
    expect(counts(service)).not.toHaveProperty('aws_ec2_transit_gateway_vpc_attachment');
    expect(counts(service)).not.toHaveProperty('aws_vpc_endpoint');
  });

  test('listeners 6379, 6380 and 6381 lead to 10.0.4.10, 10.0.4.11 and 10.0.4.12, each on 6379', () => {
    expect(resources(service, 'aws_lb_listener').map(({ port }) => port)).toEqual([6379, 6380, 6381]);
    expect(
      resources(service, 'aws_lb_target_group_attachment').map((target) => `${target.target_id}:${target.port}`),
    ).toEqual(['10.0.4.10:6379', '10.0.4.11:6379', '10.0.4.12:6379']);
    expect(theOnly(service, 'aws_route').destination_cidr_block).toBe('10.0.4.0/24');
  });

  test('three interface endpoints, in three zones', () => {
    expect(counts(consumer)).toMatchObject({
      aws_vpc_endpoint: 3,
      aws_security_group: 1,
      aws_vpc_security_group_ingress_rule: 1,
      aws_route53_zone: 1,
      aws_ssm_parameter: 4,
      'data.aws_vpc': 1,
      'data.aws_subnet': 3,
      'data.terraform_remote_state': 1,
    });
    expect(Object.keys(consumer.resource.aws_vpc_endpoint ?? {})).toEqual([
      'endpoint_use1_az1',
      'endpoint_use1_az2',
      'endpoint_use1_az4',
    ]);
    expect(counts(consumer)).not.toHaveProperty('aws_lb');
  });

  test('the Dev VPC 10.3.0.0/16 is the client, in both security groups', () => {
    const rules = [service, consumer].flatMap((stack) => resources(stack, 'aws_vpc_security_group_ingress_rule'));
    const letIn = rules.filter(({ ip_protocol }) => ip_protocol === 'tcp');
    expect(letIn.map((rule) => [rule.cidr_ipv4, rule.from_port, rule.to_port])).toEqual(
      Array(2).fill(['10.3.0.0/16', 6379, 6381]),
    );
    expect(JSON.stringify(consumer.data.aws_vpc)).toContain('10.3.0.0/16');
  });

  test('is protected from deletion', () => {
    const precious = [
      theOnly(service, 'aws_lb'),
      theOnly(service, 'aws_vpc_endpoint_service'),
      theOnly(stacks.state as StackJson, 'aws_s3_bucket'),
    ];
    expect(precious.map(({ lifecycle }) => lifecycle)).toEqual(Array(3).fill({ prevent_destroy: true }));
  });
});
