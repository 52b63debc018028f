import { ref, TerraformOutput, Token } from 'cdktf';
import type { InterfaceEndpointsProps } from '../../../src/constructs/interface-endpoint';
import { SharedEndpoint } from '../../../src/constructs/shared-endpoint';
import { type Block, counts, stackWith, theOnly } from '../../support/synth';

const build = (props: Partial<InterfaceEndpointsProps> = {}) =>
  stackWith((stack) => {
    const { attributes } = new SharedEndpoint(stack, 'endpoint', {
      name: 'redis',
      serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
      vpcId: 'vpc-1',
      subnetIds: new Map([
        ['use1-az1', 'subnet-1'],
        ['use1-az2', 'subnet-2'],
      ]),
      zoneNames: new Map([
        ['use1-az1', Token.asString(ref('data.aws_subnet.one.availability_zone'))],
        ['use1-az2', Token.asString(ref('data.aws_subnet.two.availability_zone'))],
      ]),
      securityGroupId: 'sg-1',
      deletionProtection: true,
      ...props,
    });
    new TerraformOutput(stack, 'attributes', { value: attributes });
  });
const stack = build();

describe('SharedEndpoint', () => {
  test('is one interface endpoint with a subnet in each zone', () => {
    expect(theOnly(stack, 'aws_vpc_endpoint')).toMatchObject({
      vpc_endpoint_type: 'Interface',
      service_name: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
      vpc_id: 'vpc-1',
      subnet_ids: ['subnet-1', 'subnet-2'],
      security_group_ids: ['sg-1'],
      tags: { Name: 'redis' },
    });
    expect(counts(stack)).toEqual({ aws_vpc_endpoint: 1, 'data.aws_vpc_endpoint_service': 1 });
  });

  test('is protected, and changes its zones in place', () => {
    expect(theOnly(stack, 'aws_vpc_endpoint').lifecycle).toMatchObject({ prevent_destroy: true });
    expect(theOnly(stack, 'aws_vpc_endpoint').lifecycle).not.toHaveProperty('replace_triggered_by');
  });

  test('fails the plan until the service is in each of the zones', () => {
    const { precondition } = theOnly(stack, 'aws_vpc_endpoint').lifecycle as { precondition: Block[] };
    const zones = 'tolist(data.aws_vpc_endpoint_service.endpoint_service.availability_zones)';
    expect(precondition).toEqual([
      {
        condition: `\${contains(${zones}, data.aws_subnet.one.availability_zone)}`,
        error_message: expect.stringContaining('use1-az1'),
      },
      {
        condition: `\${contains(${zones}, data.aws_subnet.two.availability_zone)}`,
        error_message: expect.stringContaining('use1-az2'),
      },
    ]);
  });

  test('has the addresses that are fixed, each in its subnet', () => {
    expect(theOnly(stack, 'aws_vpc_endpoint')).not.toHaveProperty('subnet_configuration');
    const fixed = build({ addresses: new Map([['use1-az2', '10.3.1.77']]) });
    expect(theOnly(fixed, 'aws_vpc_endpoint').subnet_configuration).toEqual([
      { subnet_id: 'subnet-2', ipv4: '10.3.1.77' },
    ]);
  });

  test('returns its regional name, and of its zonal names those with the name of the zone', () => {
    const zonal = (zone: string) => ({
      dnsName: `\${local.endpoint_dns_${zone}.dns_name}`,
      hostedZoneId: `\${local.endpoint_dns_${zone}.hosted_zone_id}`,
    });
    const id = `\${aws_vpc_endpoint.endpoint.id}`;
    expect(stack.output.attributes?.value).toEqual({
      all: {
        id,
        dnsName: `\${element(aws_vpc_endpoint.endpoint.dns_entry, 0).dns_name}`,
        hostedZoneId: `\${element(aws_vpc_endpoint.endpoint.dns_entry, 0).hosted_zone_id}`,
      },
      'use1-az1': { id, ...zonal('use1_az1') },
      'use1-az2': { id, ...zonal('use1_az2') },
    });
    const entry = (subnet: string) => {
      const label = `join("", ["-", data.aws_subnet.${subnet}.availability_zone, "."])`;
      return `\${one([for e in aws_vpc_endpoint.endpoint.dns_entry : e if strcontains(e.dns_name, ${label})])}`;
    };
    expect(JSON.parse(stack.json).locals).toEqual({
      endpoint_dns_use1_az1: entry('one'),
      endpoint_dns_use1_az2: entry('two'),
    });
  });

  test('returns its regional name for every zone, if the service is in another Region', () => {
    const abroad = build({ serviceRegion: 'eu-west-1' });
    const all = stack.output.attributes?.value as Record<string, unknown>;
    expect(abroad.output.attributes?.value).toEqual({ all: all.all, 'use1-az1': all.all, 'use1-az2': all.all });
    expect(JSON.parse(abroad.json)).not.toHaveProperty('locals');
    expect(theOnly(abroad, 'aws_vpc_endpoint').service_region).toBe('eu-west-1');
  });
});
