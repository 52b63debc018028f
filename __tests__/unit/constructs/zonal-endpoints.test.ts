import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { TerraformOutput } from 'cdktf';
import { ZonalEndpoints } from '../../../src/constructs/zonal-endpoints';
import { counts, resources, stackWith } from '../../support/synth';

const stack = stackWith((stack) => {
  const { attributes } = new ZonalEndpoints(stack, 'endpoint', {
    name: 'redis',
    serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
    vpcId: 'vpc-1',
    subnetIds: new Map([
      ['use1-az1', 'subnet-1'],
      ['use1-az2', 'subnet-2'],
    ]),
    zoneNames: new Map([
      ['use1-az1', 'us-east-1a'],
      ['use1-az2', 'us-east-1b'],
    ]),
    securityGroupId: 'sg-1',
    deletionProtection: true,
  });
  new TerraformOutput(stack, 'attributes', { value: attributes });
});

describe('ZonalEndpoints', () => {
  test.each([
    ['use1-az1', 'subnet-1'],
    ['use1-az2', 'subnet-2'],
  ])('has one interface endpoint in %s, in the subnet of that zone', (zoneId, subnetId) => {
    expect(stack.json).toHaveResourceWithProperties(VpcEndpoint, {
      vpc_endpoint_type: 'Interface',
      service_name: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
      vpc_id: 'vpc-1',
      subnet_ids: [subnetId],
      security_group_ids: ['sg-1'],
      ip_address_type: 'ipv4',
      tags: { Name: `redis-${zoneId}`, DeletionProtection: 'true' },
    });
  });

  test('has no other endpoints or resources', () => {
    expect(counts(stack)).toEqual({
      aws_vpc_endpoint: 2,
      'data.aws_vpc_endpoint_service': 1,
      terraform_data: 2,
    });
  });

  test('protects all of them against destruction', () => {
    expect(resources(stack, 'aws_vpc_endpoint')).toMatchObject(Array(2).fill({ lifecycle: { prevent_destroy: true } }));
  });

  test.each([
    ['use1-az1', 'us-east-1a'],
    ['use1-az2', 'us-east-1b'],
  ])('fails the plan in %s until the service is in that zone, and says what to do', (zoneId, name) => {
    const endpoint = stack.resource.aws_vpc_endpoint?.[`endpoint_${zoneId.replace('-', '_')}`];
    expect(endpoint?.lifecycle).toMatchObject({
      precondition: [
        {
          condition: `\${contains(tolist(data.aws_vpc_endpoint_service.endpoint_service.availability_zones), "${name}")}`,
          error_message: expect.stringMatching(new RegExp(`not in ${zoneId} yet.*npm run refresh-zones`)),
        },
      ],
    });
    expect(stack.data.aws_vpc_endpoint_service?.endpoint_service?.service_name).toBe(
      'com.amazonaws.vpce.us-east-1.vpce-svc-1',
    );
  });

  test.each([
    ['use1_az1', 'subnet-1'],
    ['use1_az2', 'subnet-2'],
  ])('is replaced in %s if the subnet changes, create before destroy', (zone, subnet) => {
    expect(stack.resource.terraform_data?.[`endpoint_subnet_${zone}`]?.triggers_replace).toEqual({ subnet });
    expect(stack.resource.aws_vpc_endpoint?.[`endpoint_${zone}`]?.lifecycle).toMatchObject({
      replace_triggered_by: [`terraform_data.endpoint_subnet_${zone}`],
      create_before_destroy: true,
    });
  });

  test('does not enable private DNS, which the service does not offer', () => {
    expect(resources(stack, 'aws_vpc_endpoint').map((endpoint) => endpoint.private_dns_enabled)).toEqual([
      false,
      false,
    ]);
  });

  test('returns the attributes of each endpoint by zone', () => {
    const of = (endpoint: string) => ({
      id: `\${aws_vpc_endpoint.${endpoint}.id}`,
      address: `\${one(aws_vpc_endpoint.${endpoint}.subnet_configuration[*].ipv4)}`,
      dnsName: `\${element(aws_vpc_endpoint.${endpoint}.dns_entry, 0).dns_name}`,
      hostedZoneId: `\${element(aws_vpc_endpoint.${endpoint}.dns_entry, 0).hosted_zone_id}`,
    });
    expect(stack.output.attributes?.value).toEqual({
      'use1-az1': of('endpoint_use1_az1'),
      'use1-az2': of('endpoint_use1_az2'),
    });
  });
});
