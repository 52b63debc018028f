import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { TerraformOutput } from 'cdktf';
import { ZonalEndpoints } from '../../../src/constructs/zonal-endpoints';
import { counts, resources, stackWith } from '../../support/synth';

const stack = stackWith((stack) => {
  const { ids, dnsNames } = new ZonalEndpoints(stack, 'endpoint', {
    name: 'redis',
    serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
    vpcId: 'vpc-1',
    subnetIds: new Map([
      ['use1-az1', 'subnet-1'],
      ['use1-az2', 'subnet-2'],
    ]),
    securityGroupId: 'sg-1',
    deletionProtection: true,
  });
  new TerraformOutput(stack, 'ids', { value: ids });
  new TerraformOutput(stack, 'dns_names', { value: dnsNames });
});
const addresses = Object.keys(stack.resource.aws_vpc_endpoint ?? {});

describe('ZonalEndpoints', () => {
  test.each([
    ['use1-az1', 'subnet-1'],
    ['use1-az2', 'subnet-2'],
  ])('has one interface endpoint in %s, in the subnet there', (zoneId, subnetId) => {
    expect(stack.json).toHaveResourceWithProperties(VpcEndpoint, {
      vpc_endpoint_type: 'Interface',
      service_name: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
      vpc_id: 'vpc-1',
      subnet_ids: [subnetId],
      security_group_ids: ['sg-1'],
      tags: { Name: `redis-${zoneId}` },
    });
  });

  test('has no other endpoint, and nothing else', () => {
    expect(counts(stack)).toEqual({ aws_vpc_endpoint: 2 });
  });

  test('lets Terraform destroy none of them', () => {
    expect(resources(stack, 'aws_vpc_endpoint').map((endpoint) => endpoint.lifecycle)).toEqual([
      { prevent_destroy: true },
      { prevent_destroy: true },
    ]);
  });

  test('asks for no private DNS name, which the service has not', () => {
    expect(resources(stack, 'aws_vpc_endpoint').map((endpoint) => endpoint.private_dns_enabled)).toEqual([
      false,
      false,
    ]);
  });

  test("tells each zone's endpoint ID, and the DNS name that AWS gave it", () => {
    expect(addresses).toHaveLength(2);
    const [first, second] = addresses.map((address) => `aws_vpc_endpoint.${address}`);
    expect(stack.output.ids?.value).toEqual({ 'use1-az1': `\${${first}.id}`, 'use1-az2': `\${${second}.id}` });
    expect(stack.output.dns_names?.value).toEqual({
      'use1-az1': `\${element(${first}.dns_entry, 0).dns_name}`,
      'use1-az2': `\${element(${second}.dns_entry, 0).dns_name}`,
    });
  });
});
