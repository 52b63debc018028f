import { VpcEndpointService } from '@cdktf/provider-aws/lib/vpc-endpoint-service';
import { VpcEndpointServiceAllowedPrincipal } from '@cdktf/provider-aws/lib/vpc-endpoint-service-allowed-principal';
import { EndpointService } from '../../../src/constructs/endpoint-service';
import { resources, stackWith, theOnly } from '../../support/synth';

const build = (props: { acceptanceRequired?: boolean; deletionProtection?: boolean } = {}) =>
  stackWith((stack) => {
    new EndpointService(stack, 'endpoint_service', {
      name: 'redis',
      loadBalancerArn: 'arn:lb',
      acceptanceRequired: false,
      deletionProtection: true,
      allowedPrincipals: new Map([
        ['dev', 'arn:aws:iam::222222222222:root'],
        ['test', 'arn:aws:iam::333333333333:role/app'],
      ]),
      ...props,
    });
  });

describe('EndpointService', () => {
  test('shares the load balancer over IPv4', () => {
    expect(build().json).toHaveResourceWithProperties(VpcEndpointService, {
      network_load_balancer_arns: ['arn:lb'],
      supported_ip_address_types: ['ipv4'],
      tags: { Name: 'redis' },
    });
  });

  test.each(['arn:aws:iam::222222222222:root', 'arn:aws:iam::333333333333:role/app'])('allows %s', (principal) => {
    expect(build().json).toHaveResourceWithProperties(VpcEndpointServiceAllowedPrincipal, {
      principal_arn: principal,
      vpc_endpoint_service_id: expect.stringContaining('aws_vpc_endpoint_service.'),
    });
  });

  test('allows no other principal, neither by another resource nor inline', () => {
    expect(resources(build(), 'aws_vpc_endpoint_service_allowed_principal')).toHaveLength(2);
    expect(theOnly(build(), 'aws_vpc_endpoint_service')).not.toHaveProperty('allowed_principals');
  });

  test.each([true, false])('requires acceptance: %p', (acceptanceRequired) => {
    expect(theOnly(build({ acceptanceRequired }), 'aws_vpc_endpoint_service').acceptance_required).toBe(
      acceptanceRequired,
    );
  });

  test.each([true, false])('is protected against destruction: %p', (deletionProtection) => {
    expect(theOnly(build({ deletionProtection }), 'aws_vpc_endpoint_service').lifecycle).toEqual({
      prevent_destroy: deletionProtection,
    });
  });

  test.each([true, false])('protects its principals like itself: %p', (deletionProtection) => {
    const principals = resources(build({ deletionProtection }), 'aws_vpc_endpoint_service_allowed_principal');
    expect(principals.map(({ lifecycle }) => lifecycle)).toEqual(
      Array(2).fill({ prevent_destroy: deletionProtection }),
    );
  });

  test('has no private DNS name: several endpoints could not share it', () => {
    expect(theOnly(build(), 'aws_vpc_endpoint_service')).not.toHaveProperty('private_dns_name');
  });
});
